//go:build cgo || ci

package window

import (
	"cmp"
	"context"
	"encoding/hex"
	"image/color"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/intake"
	"probity/data/workspace"
)

// sourceList is the dialog that lists what was imported: what of the log each
// import covers, what it has in common with others, and what can be done with it.
type sourceList struct {
	w     *Window
	s     *session.Session
	sheet *sheet
	box   *fyne.Container
	asks  latest
	cards []*sourceCard
}

// sourceCard is one import in the list.
type sourceCard struct {
	of                      session.Coverage
	again, withdraw, reject *parts.Button // nil where it is not possible
}

// showSources lists what was imported, with what the person said of it.
func (w *Window) showSources() {
	l := &sourceList{w: w, s: w.session}
	l.box = container.New(layout.NewCustomPaddedVBoxLayout(12), quietly(T("Looking at the imports…")))
	l.asks = latest{post: w.post, running: &w.running, failed: func(err error) {
		l.sheet.close()
		w.fail(T("The imported files could not be listed"), err)
	}}
	l.sheet = w.openSheet(sheetOptions{title: T("Sources"), quiet: l.s.Path(), body: container.NewVScroll(container.New(inset(1, 6, 1, 12), l.box)),
		size: fyne.NewSize(860, 620), main: T("OK"), cancel: "-", do: l.asks.drop})
	w.dialogs.sources = l
	l.asks.ask(w.ctx, func(ctx context.Context) (func(), error) {
		all, err := l.s.Coverage(ctx)
		if err != nil {
			return nil, err
		}
		gone, err := l.s.Withdrawn()
		if err != nil {
			return nil, err
		}
		lists, err := l.s.Lists()
		if err != nil {
			return nil, err
		}
		away, err := l.s.WithdrawnLists()
		findings := l.s.ListFindings() // reads the lists, where nobody did yet
		return func() {
			l.fill(all, gone)
			l.addLists(lists, away, findings)
			l.box.Refresh()
		}, err
	})
}

func (l *sourceList) fill(all []session.Coverage, gone []workspace.Source) {
	l.box.Objects, l.cards = nil, nil
	for _, c := range all {
		card := &sourceCard{of: c}
		l.cards = append(l.cards, card)
		l.box.Add(l.card(card))
	}
	if len(all) == 0 {
		l.box.Add(wrapped(T("Nothing was imported yet.")))
	}
	for _, src := range gone {
		l.box.Add(boxed(look.Ground, quietStrong(src.Name),
			captionWrapped(T("Withdrawn. Its bytes are kept; import the same file again to have its entries back."))))
	}
	l.box.Refresh()
}

func quietStrong(text string) *line {
	l := strong(text)
	l.colour = theme.ColorNamePlaceHolder
	return l
}

// boxed sets objects below each other off from what is around them.
func boxed(fill func() color.Color, objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newPlate(fill, look.Line, 8),
		container.New(inset(12, 12, 14, 14), container.New(layout.NewCustomPaddedVBoxLayout(6), objects...)))
}

func (l *sourceList) card(c *sourceCard) fyne.CanvasObject {
	src, zone := c.of.Source, l.s.Zone()
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(8))
	if src.Rejected > 0 {
		c.reject = parts.NewButton(T("Rejected records…"), func() { l.w.showRejected(l.s, src) })
		buttons.Add(c.reject)
	}
	if !l.s.ReadOnly() {
		c.again = parts.NewButton(T("Read again…"), func() { l.leaveFor(func() { l.w.readAgain(src) }) })
		c.withdraw = parts.NewButton(T("Withdraw…"), func() { l.leaveFor(func() { l.w.askWithdraw(src) }) })
		buttons.Add(c.again)
		buttons.Add(c.withdraw)
	}
	name := heading(src.Name)
	name.size = look.SizeText + 1
	about := period(c.of.First, c.of.Last, zone)
	if about == "" {
		about = T("no entry has a time")
	}
	about = joined(about, readingWords(src))
	about = joined(about, T("imported {{.When}}", vals{"When": src.Imported.In(zone).Format("2 Jan 2006, 15:04")}))
	objects := []fyne.CanvasObject{container.NewBorder(nil, nil, nil, buttons, name), quietly(about)}
	if o := originWords(src.Origin); o != "" {
		objects = append(objects, quietly(o))
	}
	objects = append(objects, space(2), container.New(&columns{count: 6, gap: 8}, l.numbers(c.of)...))
	for _, note := range l.notes(c.of) {
		objects = append(objects, warning(note))
	}
	objects = append(objects, newPreviewCell("SHA-256 "+hex.EncodeToString(src.SHA256[:]), look.SizeSmall, theme.ColorNamePlaceHolder, true))
	return boxed(look.Surface, objects...)
}

// leaveFor closes the list and goes on to something that changes it.
func (l *sourceList) leaveFor(do func()) {
	l.asks.drop()
	l.sheet.close()
	do()
}

// readingWords says how an import is read: its import format and the zone of its times.
func readingWords(src workspace.Source) string {
	text := ""
	if f := src.Reading.ImportFormat; f != "" {
		text = T("read as {{.Format}}", vals{"Format": f})
	}
	if z := src.Reading.Zone; z != "" {
		text = joined(text, T("times in {{.Zone}}", vals{"Zone": z}))
	}
	return text
}

// numbers are what is counted of an import.
func (l *sourceList) numbers(c session.Coverage) []fyne.CanvasObject {
	src := c.Source
	panel := "–"
	if src.Origin.PanelRows >= 0 {
		panel = number(src.Origin.PanelRows)
	}
	var all []fyne.CanvasObject
	for _, n := range []struct {
		label, value string
		attend       bool
	}{
		{T("Entries"), number(c.Entries), false},
		{T("Duplicates"), number(src.Duplicates), false},
		{T("Altered later"), number(src.Superseded), src.Superseded > 0},
		{T("Missing later"), number(src.Vanished), src.Vanished > 0},
		{T("Rejected"), number(src.Rejected), src.Rejected > 0},
		{T("Panel showed"), panel, src.Origin.PanelRows >= 0 && src.Origin.PanelRows != src.Records},
	} {
		colour := theme.ColorNameForeground
		if n.attend {
			colour = theme.ColorNameWarning
		}
		all = append(all, container.New(layout.NewCustomPaddedVBoxLayout(1), quietly(n.label),
			newLine(n.value, look.SizeText, colour, fyne.TextStyle{Bold: true})))
	}
	return all
}

// gapsListed is how many gaps of an import are written out.
const gapsListed = 3

// notes are what a reader must know of an import before trusting what is not in
// it: the panel counts otherwise, the export may have been cut off, gaps.
func (l *sourceList) notes(c session.Coverage) []string {
	var out []string
	src := c.Source
	if p := src.Origin.PanelRows; p >= 0 && p != src.Records {
		out = append(out, T("The panel showed {{.Panel}} rows, the file holds {{.Read}}. Ask whoever exported it why.",
			vals{"Panel": number(p), "Read": number(src.Records)}))
	}
	if text := capWords(src.Reading, src.Records, src.Origin.PanelRows); text != "" {
		out = append(out, text)
	}
	if src.Vanished > 0 {
		out = append(out, plural(src.Vanished, "{{.Count}} of its records is missing in a later export of the same period.",
			"{{.Count}} of its records are missing in a later export of the same period."))
	}
	if src.Superseded > 0 {
		out = append(out, plural(src.Superseded, "{{.Count}} of its records has another content in a later export, which is shown instead.",
			"{{.Count}} of its records have another content in a later export, which is shown instead."))
	}
	if c.Damage != "" {
		out = append(out, T("Times of it cannot be read, so that stretches without entries cannot be told."))
	}
	if c.Untimed > 0 {
		out = append(out, plural(c.Untimed, "{{.Count}} entry has no time that can be read.", "{{.Count}} entries have no time that can be read."))
	}
	if c.AllGaps > 0 {
		longest := slices.SortedStableFunc(slices.Values(c.Gaps), func(a, b session.Gap) int { return cmp.Compare(b.Length(), a.Length()) })
		longest = longest[:min(len(longest), gapsListed)]
		slices.SortFunc(longest, func(a, b session.Gap) int { return cmp.Compare(a.From, b.From) })
		var words []string
		for _, g := range longest {
			words = append(words, gapWords(g, l.s.Zone()))
		}
		text := plural(int64(c.AllGaps), "{{.Count}} stretch without entries is long for this log: {{.List}}.",
			"{{.Count}} stretches without entries are long for this log: {{.List}}.", vals{"List": strings.Join(words, "; ")})
		if c.AllGaps > len(longest) {
			text = T("{{.Count}} stretches without entries are long for this log, the longest of them: {{.List}}.",
				vals{"Count": number(int64(c.AllGaps)), "List": strings.Join(words, "; ")})
		}
		out = append(out, text)
	}
	return out
}

// capWords says that an export may have been cut off; empty where nothing hints
// at it.
func capWords(reading *intake.Reading, records, panelRows int64) string {
	if text := reading.Capped(records); text != "" {
		return text
	}
	n := session.CapOf(records, panelRows)
	if n == 0 {
		return ""
	}
	return T("It holds exactly {{.Count}} records: the panel may stop exports there. Compare it with the number that the panel shows.", vals{"Count": number(n)})
}

func gapWords(g session.Gap, zone *time.Location) string {
	from, _ := entry.Instant(g.From, zone)
	to, _ := entry.Instant(g.To, zone)
	const layout = "2 Jan 2006, 15:04"
	return T("{{.From}} to {{.To}}", vals{"From": from.Format(layout), "To": to.Format(layout)})
}

// dialogs are those about sources that were opened last.
type dialogs struct {
	sources     *sourceList
	withdrawing *withdrawing
	rejected    *rejectedList
	rereading   *rereading
}

// end lets go of what the dialogs hold, when the session ends under them.
func (d *dialogs) end() {
	if d.rereading != nil {
		d.rereading.end()
	}
	*d = dialogs{}
}
