package parts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"pgregory.net/rapid"

	"probity/app/look"
)

func light() { fyne.CurrentApp().Settings().SetTheme(look.Fixed(theme.VariantLight)) }

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func moved(x, y float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}}
}

func dragged(x, y, dx float32) *fyne.DragEvent {
	return &fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Dragged: fyne.NewDelta(dx, 0)}
}

func TestHistogramDragChoosesWholeBars(t *testing.T) {
	light()
	h := NewHistogram()
	scene(t, 524, 82, put{h, 0, 0, 524, 82}) // 500 pixels for 100 bars
	h.SetData(testBins(100))
	var from, to time.Time
	cleared, unit := 0, ""
	h.OnPeriod = func(a, b time.Time) { from, to = a, b }
	h.OnClear = func() { cleared++ }
	h.OnUnit = func(u string) { unit = u }
	h.Dragged(dragged(12+52, 50, 1))
	if h.period(10, 11) == "" {
		t.Error("no period is named while dragging")
	}
	h.Dragged(dragged(12+102, 50, 50))
	h.DragEnd()
	d := h.Data()
	if !from.Equal(d.Bins[10].From) || !to.Equal(d.Bins[21].From) {
		t.Fatalf("chose %v to %v", from, to)
	}
	h.Dragged(dragged(400, 50, -1))
	h.Dragged(dragged(9999, 50, 99))
	h.DragEnd()
	if !to.Equal(d.Bins[99].From.AddDate(0, 0, 1)) {
		t.Fatalf("the end of the last bar is %v", to)
	}
	h.TypedKey(key(fyne.KeyLeft))
	if !to.Equal(d.Bins[99].From) {
		t.Fatalf("Left moved the end to %v", to)
	}
	h.DoubleTapped(&fyne.PointEvent{})
	if cleared != 1 || !h.Data().From.IsZero() {
		t.Fatal("a double click does not clear")
	}
	month := h.units[0]
	h.Tapped(&fyne.PointEvent{Position: fyne.NewPos(month.x+5, month.y+5)})
	if unit != "month" {
		t.Fatalf("unit %q", unit)
	}
	h.MouseMoved(moved(12+2, 50))
	found := false
	for _, x := range h.pen.texts[:h.pen.nt] {
		found = found || strings.Contains(x.Text, "12 Feb 2026")
	}
	if !found {
		t.Error("the bar under the pointer is not named")
	}
}

func TestFacetsToggleAddExcludeSearchAndMore(t *testing.T) {
	light()
	f := NewFacets()
	win := scene(t, 211, 300, put{f, 0, 0, 211, 300})
	f.SetSections(testFacets())
	var got []string
	say := func(a ...any) { got = append(got, strings.TrimSpace(fmt.Sprintln(a...))) }
	f.OnToggle = func(field, value string, add bool) { say("toggle", field, value, add) }
	f.OnExclude = func(field, value string) { say("exclude", field, value) }
	f.OnMore = func(field string) { say("more", field) }
	f.OnSearch = func(field, text string) { say("search", field, text) }
	y := func(i int) fyne.Position { return fyne.NewPos(40, f.items[i].y-f.y+8) }
	test.TapAt(f, y(2))
	f.MouseDown(&desktop.MouseEvent{Modifier: fyne.KeyModifierShortcutDefault})
	test.TapAt(f, y(3))
	test.TapSecondaryAt(f, y(1))
	f.MouseMoved(moved(195, f.items[2].y-f.y+8))
	test.TapAt(f, fyne.NewPos(195, f.items[2].y-f.y+8))
	f.MouseOut()
	test.TapAt(f, y(6))
	test.TapAt(f, y(0))
	if !f.search.Visible() || win.Canvas().Focused() != fyne.Focusable(f.search) {
		t.Error("the search inside is not open")
	}
	test.Type(f.search, "b")
	if s := f.sections[0].Values; len(s) > 0 {
		all := f.sections
		none := append([]FacetSection(nil), all...)
		none[0].Values, none[0].Distinct = nil, 0
		f.SetSections(none)
		if f.items[2].kind != facetNone {
			t.Error("a search that finds nothing does not say so")
		}
		f.SetSections(all)
	}
	f.search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if win.Canvas().Focused() != fyne.Focusable(f) || f.items[f.at].kind != facetValue {
		t.Error("Enter does not lead to what was found")
	}
	win.Canvas().Focus(f.search)
	f.search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.search.Visible() || win.Canvas().Focused() != fyne.Focusable(f) {
		t.Error("Escape does not close the search inside")
	}
	want := "toggle operator a.kowalska false|toggle operator System true|exclude operator budi.santoso|exclude operator a.kowalska|more operator|search operator b|search operator"
	if s := strings.Join(got, "|"); s != want {
		t.Fatalf("got  %s\nwant %s", s, want)
	}
	got = nil
	win.Canvas().Focus(f)
	f.TypedKey(key(fyne.KeyEnd))
	f.TypedKey(key(fyne.KeyReturn))
	if strings.Join(got, "|") != "toggle status exception false" {
		t.Fatalf("the keys gave %v", got)
	}
	if last := f.items[len(f.items)-1]; last.y-f.y+last.h > 300 {
		t.Error("the last value was not scrolled into view")
	}
	f.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 9999)})
	if f.y != 0 {
		t.Errorf("scrolled to %v", f.y)
	}
}

func TestChipsRemoveWrapAndClear(t *testing.T) {
	light()
	c := NewChips()
	scene(t, 400, 100, put{c, 0, 0, 400, 100})
	c.SetChips([]Chip{{Text: "operator is", Values: []string{"budi.santoso"}}, {Text: "category is", Values: []string{"suspension", "payment"}, Or: "or"}, {Text: "1 Jul"}})
	removed, cleared := -1, false
	c.OnRemove = func(i int) { removed = i }
	c.OnClear = func() { cleared = true }
	s := c.spots[1]
	if s.y == 0 || c.MinSize().Height <= chipHeight {
		t.Fatal("the second chip must go to a line of its own")
	}
	test.TapAt(c, fyne.NewPos(s.x+30, s.y+5))
	if removed != -1 {
		t.Fatal("a click on its words must not take a chip away")
	}
	test.TapAt(c, fyne.NewPos(s.x+s.w-10, s.y+5))
	if removed != 1 {
		t.Fatalf("took %d away", removed)
	}
	last := c.spots[len(c.spots)-1]
	test.TapAt(c, fyne.NewPos(last.x+4, last.y+4))
	if !cleared {
		t.Fatal("not cleared")
	}
	c.TypedKey(key(fyne.KeyRight))
	c.TypedKey(key(fyne.KeyRight))
	c.TypedKey(key(fyne.KeyDelete))
	if removed != 2 {
		t.Fatalf("Delete took %d away", removed)
	}
}

func TestSegmentsChooseByClickAndKey(t *testing.T) {
	light()
	var got []string
	s := decisions(func(k string) { got = append(got, k) })
	scene(t, 300, 30, put{s, 0, 0, 300, 28})
	test.TapAt(s, fyne.NewPos(295, 10))
	s.TypedKey(key(fyne.KeyLeft))
	s.TypedKey(key(fyne.KeyReturn))
	s.SetEnabled(false)
	test.TapAt(s, fyne.NewPos(5, 10))
	if strings.Join(got, " ") != "exception question" || s.Selected() != "question" {
		t.Fatalf("chose %v, shows %s", got, s.Selected())
	}
}

func TestButtonsPressByClickAndKeyUnlessDisabled(t *testing.T) {
	light()
	n := 0
	for _, b := range []interface {
		fyne.Tappable
		fyne.Focusable
		fyne.CanvasObject
		fyne.Disableable
	}{NewButton("a", func() { n++ }), NewPrimary("a", func() { n++ }), NewCard(nil, "a", "b", func() { n++ })} {
		n = 0
		win := scene(t, 300, 200, put{b, 0, 0, 200, 100})
		test.Tap(b)
		if win.Canvas().Focused() != fyne.Focusable(b) {
			t.Errorf("%T does not take the focus", b)
		}
		b.TypedKey(key(fyne.KeySpace))
		b.TypedKey(key(fyne.KeyReturn))
		b.Disable()
		test.Tap(b)
		b.TypedKey(key(fyne.KeySpace))
		if n != 3 {
			t.Errorf("%T was pressed %d times, not 3", b, n)
		}
	}
}

func TestSearchCompletesAndShowsMistakes(t *testing.T) {
	light()
	s := NewSearch()
	win := scene(t, 600, 300, put{s, 0, 0, 500, 30})
	var typed, sent []string
	s.OnChanged = func(x string) { typed = append(typed, x) }
	s.OnSubmitted = func(x string) { sent = append(sent, x) }
	suggest := func(text string, cursor int) []Suggestion {
		if strings.HasPrefix("operator", text) {
			return []Suggestion{{0, cursor, "operator:", "operator", 0}}
		}
		if text == "operator:" {
			return []Suggestion{{9, cursor, "budi", "budi", 7}, {9, cursor, "böb", "böb", 3}}
		}
		return nil
	}
	s.Suggest = func(text string, cursor int, offer func([]Suggestion)) { offer(suggest(text, cursor)) }

	s.Focus()
	if !s.Focused() {
		t.Fatal("no focus")
	}
	s.entry.TypedRune('o')
	s.entry.TypedKey(key(fyne.KeyTab))
	s.entry.TypedKey(key(fyne.KeyDown))
	s.entry.TypedKey(key(fyne.KeyDown))
	s.entry.TypedKey(key(fyne.KeyReturn))
	if s.Text() != "operator:böb" || len(s.list) != 0 || s.entry.CursorColumn != 12 {
		t.Fatalf("completed to %q, cursor %d", s.Text(), s.entry.CursorColumn)
	}
	s.entry.TypedKey(key(fyne.KeyReturn))
	if len(sent) != 1 || sent[0] != "operator:böb" || typed[0] != "o" {
		t.Fatalf("sent %q after typing %q", sent, typed)
	}
	s.SetError(9, 12, "Nobody has that name.")
	if s.Err() == "" {
		t.Fatal("no mistake shown")
	}
	s.ClearError()
	s.SetText("operator")
	s.entry.TypedRune(':')
	test.MoveMouse(win.Canvas(), fyne.NewPos(40, 30+4+4+searchRow/2))
	test.TapCanvas(win.Canvas(), fyne.NewPos(40, 30+4+4+searchRow/2))
	if s.Text() != "operator:budi" {
		t.Fatalf("a click completed to %q", s.Text())
	}
}

func TestKeyValuesFollowLinks(t *testing.T) {
	light()
	k := NewKeyValues()
	win := scene(t, 300, 300, put{k, 0, 0, 279, 200})
	got := ""
	k.SetRows([]KeyValue{{Label: "Time", Value: "now"}, {Label: "Operator", Value: "budi", OnTapped: func() { got += "o" }}, {Label: "IP", Value: "::1", OnTapped: func() { got += "i" }}})
	test.TapAt(k, fyne.NewPos(kvLabel+4, kvLine+kvPad+8))
	test.TapAt(k, fyne.NewPos(kvLabel+4, 5))
	win.Canvas().Focus(k)
	k.TypedKey(key(fyne.KeyDown))
	k.TypedKey(key(fyne.KeyReturn))
	if got != "oi" {
		t.Fatalf("followed %q", got)
	}
}

func TestLabelsThatDoNotFitShowWhereTheyDifferAndAreWholeUnderThePointer(t *testing.T) {
	light()
	k := NewKeyValues()
	scene(t, 300, 200, put{k, 0, 0, 300, 200})
	k.SetRows([]KeyValue{{Label: "meta.request.took", Value: "1.25"}, {Label: "changes.0.field", Value: "email"}, {Label: "Operator", Value: "budi"}, {Label: "Import format", Value: "csv"}})
	said := map[string]bool{}
	for _, text := range k.pen.texts[:k.pen.nt] {
		said[text.Text] = true
	}
	if !said["…took"] && !said["…request.took"] || !said["…0.field"] || !said["Operator"] || !said["Import"] || !said["format"] {
		t.Errorf("the labels are %v", said)
	}
	k.MouseMoved(moved(20, 8))
	if k.tip.text != "meta.request.took" {
		t.Errorf("under the pointer stands %q", k.tip.text)
	}
	k.MouseMoved(moved(20, 52))
	if k.tip.text != "" {
		t.Errorf("a label that is whole says %q", k.tip.text)
	}
}

func TestMonoShowsLongRecordsInPiecesAndCopiesAll(t *testing.T) {
	light()
	m := NewMono()
	scene(t, 300, 300, put{m, 0, 0, 279, 200})
	text := strings.Repeat("ä\x00b\n", 40_000)
	m.SetText(text)
	if n := len(m.pen.texts); n > 2000 {
		t.Fatalf("%d text objects at first", n)
	}
	for range 20 {
		m.TypedKey(key(fyne.KeyReturn))
	}
	if m.shown > monoMost {
		t.Fatalf("%d bytes shown", m.shown)
	}
	m.TypedShortcut(&fyne.ShortcutCopy{})
	if fyne.CurrentApp().Clipboard().Content() != text {
		t.Fatal("not the whole text was copied")
	}
	if got := breakMono("a\x00\tb\x7f", 80)[0]; got != "a␀→b␡" {
		t.Fatalf("control characters are shown as %q", got)
	}
}

func TestTipWaitsForThePosterAndForgetsOldOffers(t *testing.T) {
	light()
	var waiting []func()
	old := startTimer
	startTimer = func(_ time.Duration, f func()) { waiting = append(waiting, f) }
	SetPoster(func(f func()) { f() })
	defer func() {
		startTimer = old
		SetPoster(nil)
	}()
	b := NewButton("x", nil)
	tip := NewTip()
	scene(t, 300, 200, put{b, 0, 0, 300, 200}, put{tip, 0, 0, 1, 1})
	tip.Offer(b, "one", fyne.NewPos(5, 5), time.Second)
	tip.Offer(b, "two", fyne.NewPos(290, 190), time.Second)
	waiting[0]()
	if tip.Visible() {
		t.Fatal("an old offer appears")
	}
	waiting[1]()
	if !tip.Visible() || tip.Position().Y+tip.Size().Height > 200 || tip.Position().X+tip.Size().Width > 300 {
		t.Fatalf("the tip stands at %v, %v", tip.Position(), tip.Size())
	}
	tip.HideTip()
	if tip.Visible() {
		t.Fatal("the tip stays")
	}
}

func TestWrapKeepsEveryWord(t *testing.T) {
	light()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zäö→ ]{0,80}`).Draw(t, "text")
		width := float32(rapid.IntRange(-5, 300).Draw(t, "width"))
		lines := wrap(text, width, look.SizeText, fyne.TextStyle{})
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squeeze(strings.Join(lines, "")) != squeeze(text) {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}

func TestCompletionsThatComeTooLateAreDropped(t *testing.T) {
	light()
	s := NewSearch()
	scene(t, 400, 300, put{s, 0, 0, 400, 36})
	var offers []func([]Suggestion)
	s.Suggest = func(_ string, _ int, offer func([]Suggestion)) { offers = append(offers, offer) }
	s.Focus()
	for _, c := range "bu" {
		s.entry.TypedRune(c)
	}
	if len(offers) < 2 {
		t.Fatalf("asked %d times", len(offers))
	}
	offers[len(offers)-1]([]Suggestion{{0, 2, "budi", "budi", 7}})
	offers[0]([]Suggestion{{0, 1, "böb", "böb", 3}})
	if len(s.list) != 1 || s.list[0].Insert != "budi" {
		t.Fatalf("offered %v", s.list)
	}
	s.closeList()
	offers[len(offers)-1]([]Suggestion{{0, 2, "budi", "budi", 7}})
	if len(s.list) != 0 {
		t.Fatal("a list that was closed opens again")
	}
}
