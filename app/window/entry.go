//go:build cgo || ci

package window

import (
	"bytes"
	"image/color"
	"time"
	"unicode/utf16"
	"unicode/utf8"

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
	asIs    bool // records of JSON are shown as they were, not folded
	reading bool // how the record was read is shown

	decision *parts.Segments
	notes    *fyne.Container
	scroll   *container.Scroll // around the notes
	note     *keyEntry
}

func newDetailPane(r *reviewPage) *detailPane {
	d := &detailPane{r: r, drafts: map[query.Row]string{}}
	d.box = container.New(layout.NewCustomPaddedVBoxLayout(0))
	d.buildReview()
	d.all = frame(nil, container.NewVScroll(d.box), d.below)
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
	table := parts.NewKeyValues()
	var rows []parts.KeyValue
	for _, f := range fieldsOf(x.Entry, d.r.s.Zone()) {
		kv := parts.KeyValue{Label: f.label, Value: f.value, Mono: f.mono, Old: f.old, New: f.new}
		if f.filter != "" {
			kv.OnTapped = func() { d.r.follow(f.filter, f.value) }
		}
		rows = append(rows, kv)
		rows = append(rows, d.belongs(x, f.filter)...)
		if f.filter == entry.Actor {
			rows = append(rows, d.acting(x)...)
		}
	}
	table.SetRows(rows)
	return container.New(inset(2, 11, 14, 14), container.New(layout.NewCustomPaddedVBoxLayout(6), table, d.timelines(x)))
}

// acting says who was likely acting behind the recorded operator, and why; it
// leads to the entry where that began.
func (d *detailPane) acting(x *session.Detail) []parts.KeyValue {
	a := x.Acting
	if a == nil {
		return nil
	}
	label := T("Likely by")
	if a.Sure == query.Possible {
		label = T("Possibly by")
	}
	return []parts.KeyValue{
		{Label: label, Value: a.By, OnTapped: func() { d.r.goTo(a.Start) }},
		{Value: T("Inferred, not recorded: {{.Why}}", vals{"Why": whyActing(a)}), Tone: parts.ToneQuiet},
	}
}

// whyActing gives the reason why somebody else was likely acting.
func whyActing(a *query.Impersonation) string {
	v := vals{"Name": a.By, "After": duration(a.After), "IP": a.IP, "Count": number(int64(a.Own))}
	switch {
	case a.SameSession:
		return T("{{.Name}} began an impersonation {{.After}} before, in the same session.", v)
	case !a.SameIP:
		return T("{{.Name}} began an impersonation {{.After}} before; the address is not recorded.", v)
	case a.Own > 0:
		return T("{{.Name}} began an impersonation {{.After}} before from the same address {{.IP}}, but this operator used it {{.Count}} times otherwise.", v)
	}
	return T("{{.Name}} began an impersonation {{.After}} before from the same address {{.IP}}, which this operator did not use otherwise.", v)
}

// duration writes how long something took, as roughly as people say it.
func duration(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return T("{{.N}} s", vals{"N": int(d.Seconds())})
	case d < 2*time.Hour:
		return T("{{.N}} min", vals{"N": int(d.Minutes())})
	}
	return T("{{.N}} h", vals{"N": int(d.Hours())})
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

// mostRaw is how much of a record is shown; the rest is in the file.
const mostRaw = 64 << 10

// record shows the record as it lies in the source, and how it was read.
func (d *detailPane) record(x *session.Detail) fyne.CanvasObject {
	again := func(change func()) func() {
		return func() {
			change()
			d.again()
		}
	}
	links := container.New(layout.NewCustomPaddedHBoxLayout(12))
	box := container.New(layout.NewCustomPaddedVBoxLayout(7), captionWrapped(readAs(x)), links)
	if x.Raw != nil {
		text := rawText(x.Raw)
		tree, folds := parts.NewTree(text)
		switch {
		case folds && d.asIs:
			links.Add(parts.NewLink(T("Folded"), parts.ToneAccent, again(func() { d.asIs = false })))
		case folds:
			links.Add(parts.NewLink(T("As it was"), parts.ToneAccent, again(func() { d.asIs = true })))
		}
		links.Add(parts.NewLink(T("Copy"), parts.ToneAccent, func() {
			fyne.CurrentApp().Clipboard().SetContent(rawText(x.Raw))
			d.r.views.say(T("The record was copied."))
		}))
		if folds && !d.asIs {
			box.Add(tree)
		} else {
			raw := parts.NewMono()
			raw.SetText(text)
			box.Add(raw)
		}
	}
	if x.Reading != nil {
		word := T("How it was read")
		if d.reading {
			word = T("Hide how it was read")
			table := parts.NewKeyValues()
			table.SetRows(readingRows(x.Reading))
			box.Add(table)
			if !d.r.s.ReadOnly() {
				box.Add(container.NewHBox(parts.NewLink(T("Read it again otherwise…"), parts.ToneAccent, func() { d.r.readAgain(x.Entry.Identity.Source) })))
			}
		}
		links.Add(parts.NewLink(word, parts.ToneAccent, again(func() { d.reading = !d.reading })))
	}
	return section(box)
}

func captionWrapped(text string) *parts.Label {
	l := parts.NewCaption(text)
	l.Wrap = true
	return l
}

// rawText shows a record's bytes; what is not UTF-8 is shown byte by byte.
func rawText(raw []byte) string {
	cut := ""
	if len(raw) > mostRaw {
		raw, cut = raw[:mostRaw], "…"
	}
	if bytes.IndexByte(raw, 0) >= 0 { // as UTF-8, every second character would be the one that is not drawn
		if text, ok := utf16Text(raw); ok {
			return text + cut
		}
	}
	if utf8.Valid(raw) {
		return string(raw) + cut
	}
	runes := make([]rune, len(raw))
	for i, b := range raw {
		runes[i] = rune(b) // ISO 8859-1: every byte has a character
	}
	return string(runes) + cut
}

// utf16Text reads bytes that look like UTF-16 text, as every second one is 0.
func utf16Text(raw []byte) (string, bool) {
	if len(raw) < 4 || len(raw)%2 != 0 {
		return "", false
	}
	little := raw[1] == 0
	if !little && raw[0] != 0 {
		return "", false
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		a, b := uint16(raw[2*i]), uint16(raw[2*i+1])
		if little {
			a, b = b, a
		}
		units[i] = a<<8 | b
	}
	return string(utf16.Decode(units)), true
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
		if target != "" {
			text += ", " + target
		}
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
