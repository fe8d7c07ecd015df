//go:build cgo || ci

package window

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
	"probity/data/review"
)

// detailPane shows one entry in full: all its fields, its record as it lies in
// the source, what came before and after, and what people decided and noted.
type detailPane struct {
	r     *reviewPage
	root  fyne.CanvasObject
	box   *fyne.Container // entry, record, neighbours
	below *fyne.Container // the review part
	all   *fyne.Container
	shown *session.Detail

	drafts  map[query.Row]string // notes that were begun and not saved, by entry
	drafted query.Row            // the entry whose draft is in the field
	place   placeOf
	asIs    bool               // records of JSON are shown as they were, not folded
	pending bool               // what is known of the entry from elsewhere is still sought
	kept    map[string]float32 // height of the lines from elsewhere below a field of the entry shown last
	last    int                // of the fields, up to the last lines from elsewhere
	table   *parts.KeyValues
	above   *container.Scroll // around entry, record, neighbours
	reading bool              // how the record was read is shown

	decision *parts.Segments
	notes    *fyne.Container
	scroll   *container.Scroll // around the notes
	note     *keyEntry
}

func newDetailPane(r *reviewPage) *detailPane {
	d := &detailPane{r: r, drafts: map[query.Row]string{}, kept: map[string]float32{}}
	d.box = container.New(layout.NewCustomPaddedVBoxLayout(0))
	d.buildReview()
	d.above = container.NewVScroll(d.box)
	d.all = frame(nil, d.above, d.below)
	d.root = container.NewStack(newPlate(look.Surface, nil, 0), d.all)
	d.clear()
	return d
}

// buildReview makes decisions, notes and the field for a new note.
func (d *detailPane) buildReview() {
	d.notes = container.New(layout.NewCustomPaddedVBoxLayout(8))
	d.scroll = container.NewVScroll(d.notes)
	var items []parts.Segment
	for _, x := range decisions {
		item := parts.Segment{Key: x.status, Text: statusWord(x.status), Mark: look.MarkOf(x.status)}
		if x.status == review.Escalated {
			item.Text = "" // its sign alone, there is no room for the word
		}
		items = append(items, item)
	}
	d.decision = parts.NewSegments(items, func(key string) { d.r.w.do(key) })
	d.note = newKeyEntry()
	d.note.MultiLine = true
	d.note.Wrapping = fyne.TextWrapWord
	d.note.SetMinRowsVisible(2)
	d.note.PlaceHolder = T("Add a note…  (n)")
	d.note.onKey = d.noteKey
	if d.r.s.ReadOnly() {
		d.decision.SetEnabled(false)
		d.note.Hide()
	}
	hint := captionWrapped(T("Return saves, Shift+Return begins a new line, Escape leaves."))
	hint.Hide()
	d.note.onFocus = func(yes bool) { show(hint, yes) }
	d.below = container.New(layout.NewCustomPaddedVBoxLayout(0), parts.Rule(),
		container.New(inset(12, 12, 14, 14), container.New(layout.NewCustomPaddedVBoxLayout(9), d.decision, d.scroll, d.note, hint)))
}

// noteKey: Return saves the note, Shift+Return begins a line, Escape leaves.
func (d *detailPane) noteKey(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyEscape:
		d.r.w.win.Canvas().Focus(d.r.grid)
	case fyne.KeyReturn, fyne.KeyEnter:
		if shiftHeld() {
			return false
		}
		d.save()
	default:
		return false
	}
	return true
}

// save writes the note that was typed.
func (d *detailPane) save() {
	text := d.note.Text
	if text == "" {
		return
	}
	d.r.note(text, func() {
		d.note.SetText("")
		d.r.w.win.Canvas().Focus(d.r.grid)
	})
}

func (d *detailPane) clear() {
	d.shown = nil
	d.box.Objects = []fyne.CanvasObject{section(parts.NewWrapped(T("Choose an entry to read it."), parts.ToneQuiet))}
	d.below.Hide()
	d.all.Refresh()
}

// draft puts into the field what was begun for an entry, so that no note comes
// to stand at another one.
func (d *detailPane) draft(row query.Row) {
	if row == d.drafted {
		return
	}
	if d.note.Text == "" {
		delete(d.drafts, d.drafted)
	} else {
		d.drafts[d.drafted] = d.note.Text
	}
	d.drafted = row
	d.note.SetText(d.drafts[row])
}

// forget makes the next show draw everything anew.
func (d *detailPane) forget() { d.shown = nil }

// section is a part of the pane with its margins.
func section(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(inset(11, 11, 14, 14), o)
}

// show shows an entry; the same entry again shows only its review anew.
func (d *detailPane) show(x *session.Detail, place placeOf) {
	same := d.shown != nil && d.shown.Row == x.Row && d.place == place
	d.shown, d.place = x, place
	d.draft(x.Row)
	if !same {
		d.draw(x)
	}
	d.below.Show()
	d.decision.SetSelected(x.State.Status)
	d.showNotes(x.State)
	d.all.Refresh()
}

// again draws the entry anew.
func (d *detailPane) again() {
	if d.shown != nil {
		d.draw(d.shown)
		d.all.Refresh()
	}
}

// placeOfFields is where among the parts of the pane the fields stand.
const placeOfFields = 2

func (d *detailPane) draw(x *session.Detail) {
	d.box.Objects = []fyne.CanvasObject{d.head(x), d.wrong(x), d.fields(x), parts.Rule(), d.record(x), parts.Rule(), d.around(x)}
}

func (d *detailPane) head(x *session.Detail) fyne.CanvasObject {
	text := x.Entry.Get(entry.Action)
	if runes := []rune(text); len(runes) > headRunes {
		text = string(runes[:headRunes-1]) + "…"
	}
	ink := look.Category(x.Entry.Get(entry.Category))
	action := parts.NewWrapped(text, parts.ToneText)
	action.Bold, action.TextSize, action.Ink = true, look.SizeText+1, ink
	at := T("{{.N}} of {{.All}}", vals{"N": number(int64(d.place.at) + 1), "All": number(int64(d.place.of))})
	if d.place.chosen > 1 {
		at = plural(int64(d.place.chosen), "{{.Count}} chosen", "{{.Count}} chosen")
	}
	back := parts.NewLink("‹", parts.ToneQuiet, func() { d.r.move(-1) })
	on := parts.NewLink("›", parts.ToneQuiet, func() { d.r.move(1) })
	nav := container.New(layout.NewCustomPaddedHBoxLayout(2), back, parts.NewCaption(at), on)
	tag := container.New(inset(7, 6, 0, 7), container.NewGridWrap(fyne.NewSize(7, 7), newPlate(func() color.Color { return ink }, nil, 2)))
	category := parts.NewCaption(x.Entry.Get(entry.Category))
	category.Ink = ink
	above := container.New(layout.NewBorderLayout(nil, nil, tag, nav), tag, nav, centred(category))
	action.Resize(fyne.NewSize(max(60, d.r.shell.rightWidth-28), 20)) // it knows its height by its width
	return container.New(inset(9, 6, 14, 0), container.New(layout.NewCustomPaddedVBoxLayout(2),
		container.New(inset(0, 0, 0, 6), above), container.New(inset(0, 0, 0, 14), action)))
}

// wrong says what a check found about the entry; nothing where it found nothing.
func (d *detailPane) wrong(x *session.Detail) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(6))
	for _, text := range d.r.wrong[x.Row] {
		said := parts.NewWrapped("≠ "+text, parts.ToneDanger)
		said.Resize(fyne.NewSize(max(60, d.r.shell.rightWidth-28), 20)) // it knows its height by its width
		box.Add(said)
	}
	below := float32(0)
	if len(box.Objects) > 0 {
		below = 8
	}
	return container.New(inset(0, below, 14, 14), box)
}

func (d *detailPane) fields(x *session.Detail) fyne.CanvasObject {
	d.table = parts.NewKeyValues()
	if d.kept[entry.Actor] == 0 && d.r.s.HasLists() {
		// Where the operator belongs to, and which list says so.
		d.kept[entry.Actor] = d.table.HeightOf(make([]parts.KeyValue, 2))
	}
	d.table.SetRows(d.rows(x))
	return container.New(inset(2, 11, 14, 14), container.New(layout.NewCustomPaddedVBoxLayout(6), d.table, d.timelines(x)))
}

// rows are all fields of an entry, and what is known of them from elsewhere.
func (d *detailPane) rows(x *session.Detail) []parts.KeyValue {
	var rows []parts.KeyValue
	d.last = 0
	for _, f := range fieldsOf(x.Entry, x.Unreadable, d.r.s.Zone()) {
		kv := parts.KeyValue{Label: f.label, Value: f.value, Mono: f.mono, Old: f.old, New: f.new}
		if f.damaged {
			kv.Tone = parts.ToneDanger
		}
		if f.filter != "" {
			kv.OnTapped = func() { d.r.follow(f.filter, f.value) }
		}
		rows = append(rows, kv)
		if more := d.beyond(x, f.filter); len(more) > 0 {
			rows = append(rows, more...)
			d.last = len(rows)
		}
	}
	return rows
}

// timelines are the ways to everything about the operator, the customer, the
// address or the reseller, from the oldest entry on.
func (d *detailPane) timelines(x *session.Detail) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedHBoxLayout(10), parts.NewCaption(T("Timeline of")))
	for _, f := range []struct{ name, word string }{
		{entry.Actor, T("operator")}, {entry.TargetName, T("customer")}, {entry.IP, T("address")},
		{entry.ActorEntity, T("reseller")}, {entry.TargetEntity, T("entity")},
	} {
		value := x.Entry.Get(f.name)
		if value == "" && f.name == entry.TargetName {
			value = x.Entry.Get(entry.TargetID) // the field customer takes both
		}
		if value != "" {
			link := parts.NewLink(f.word, parts.ToneAccent, func() { d.r.timeline(x.Row, f.name) })
			box.Add(link)
		}
	}
	if len(box.Objects) == 1 {
		box.Hide()
	}
	return box
}

func captionWrapped(text string) *parts.Label {
	l := parts.NewCaption(text)
	l.Wrap = true
	return l
}

func (d *detailPane) around(x *session.Detail) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(1), container.New(inset(0, 4, 0, 0), parts.NewCaption(T("Before and after"))))
	zone := d.r.s.Zone()
	add := func(at entry.Micros, action, target string, bold bool, tapped func()) {
		when := "--:--:--"
		if t, ok := entry.Instant(at, zone); ok {
			when = t.Format("15:04:05")
		}
		text := action
		if text != "" && target != "" {
			text += ", "
		}
		text += target
		clock := newLine(when, look.SizeSmall, theme.ColorNamePlaceHolder, fyne.TextStyle{Monospace: true})
		what := newLine(text, look.SizeSmall, theme.ColorNameForeground, fyne.TextStyle{Bold: bold})
		what.cut = true
		if bold {
			clock.colour = theme.ColorNameForeground
		}
		row := container.NewBorder(nil, nil, clock, nil, what)
		if tapped == nil {
			box.Add(container.New(inset(1, 1, 0, 0), row))
			return
		}
		box.Add(newTapRow(row, 18, tapped))
	}
	for _, n := range x.Before {
		add(n.Time, n.Action, n.Target, false, func() { d.r.goTo(n.Row) })
	}
	add(x.Entry.Time, x.Entry.Get(entry.Action), d.r.s.Target(d.r.ctx, x.Row), true, nil)
	for _, n := range x.After {
		add(n.Time, n.Action, n.Target, false, func() { d.r.goTo(n.Row) })
	}
	return section(box)
}

func (d *detailPane) showNotes(s review.State) {
	d.notes.Objects = nil
	if s.Status != review.Open && s.DecidedBy != "" {
		d.notes.Add(captionWrapped(T("{{.Status}}, decided by {{.Name}} · {{.When}}",
			vals{"Status": statusWord(s.Status), "Name": s.DecidedBy, "When": d.when(s.DecidedAt)})))
	}
	for _, n := range s.Notes {
		d.notes.Add(parts.NewNote(n.Author+" · "+d.when(n.At), n.Text))
	}
	show(d.scroll, len(d.notes.Objects) > 0)
	d.fit()
}

// mostNotes is the height that notes may take before they scroll.
const mostNotes = 190

// fit gives the notes the height that they need in the width they have.
func (d *detailPane) fit() {
	width := d.r.shell.rightWidth - 28
	for range 2 { // what is wrapped knows its height once it has its width
		height := d.notes.MinSize().Height
		d.scroll.SetMinSize(fyne.NewSize(40, min(height, mostNotes)))
		d.notes.Resize(fyne.NewSize(width, height))
	}
	d.scroll.ScrollToBottom()
}

func (d *detailPane) when(t time.Time) string {
	return t.In(d.r.s.Zone()).Format("2 Jan 2006, 15:04")
}

// focusNote puts the cursor into the note.
func (r *reviewPage) focusNote() {
	r.shell.showRight()
	r.w.win.Canvas().Focus(r.detail.note)
}
