package parts

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
)

// put lays objects out at fixed places, as a window would.
type put struct {
	o          fyne.CanvasObject
	x, y, w, h float32
}

func scene(t testing.TB, w, h float32, things ...put) fyne.Window {
	t.Helper()
	box := &fyne.Container{}
	win := test.NewWindow(box)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	for _, p := range things {
		box.Objects = append(box.Objects, p.o)
		place(p.o, p.x, p.y, p.w, p.h)
	}
	box.Refresh()
	t.Cleanup(win.Close)
	return win
}

func capture(t *testing.T, win fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("PROBITY_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

func testBins(n int) HistogramData {
	d := HistogramData{Unit: "day"}
	day := time.Date(2026, 2, 12, 0, 0, 0, 0, time.UTC)
	for i := range n {
		all := 20 + (i*37+i*i*11)%60
		b := Bin{From: day.AddDate(0, 0, i), All: all}
		if i >= n*6/10 && i < n*8/10 {
			b.Count = all * (40 + i*7%60) / 100
		}
		d.Bins = append(d.Bins, b)
	}
	return d
}

func testFacets() []FacetSection {
	return []FacetSection{
		{Field: "operator", Title: "Operator", Distinct: 200, Values: []FacetValue{
			{Value: "budi.santoso", Count: 2411, Chosen: true}, {Value: "a.kowalska", Count: 1730}, {Value: "System", Count: 1202},
			{Value: "j.müller", Count: 804}, {Value: "a very long name of an operator that is cut", Count: 402}}},
		{Field: "category", Title: "Category", Distinct: 5, Values: []FacetValue{
			{Value: "payment", Count: 2210}, {Value: "suspension", Count: 1604, Chosen: true}, {Value: "activation", Count: 1190}, {Value: "login", Count: 484, Excluded: true}}},
		{Field: "status", Title: "Review", NoSearch: true, Values: []FacetValue{
			{Value: "open", Count: 6412, Mark: look.MarkOpen}, {Value: "fine", Count: 231, Mark: look.MarkFine}, {Value: "exception", Count: 12, Mark: look.MarkException}}},
	}
}

func decisions(chosen func(string)) *Segments {
	s := NewSegments([]Segment{{"open", "open", look.MarkOpen}, {"fine", "fine", look.MarkFine}, {"question", "question", look.MarkQuestion}, {"exception", "exception", look.MarkException}}, chosen)
	s.SetSelected("question")
	return s
}

func review(t testing.TB) (fyne.Window, *Search) {
	search := NewSearch()
	search.SetText("operator:budi category:suspension,payment date:last-quarter")
	pill := NewButton("✓ Unchanged · sealed by you", nil)
	pill.SetTone(ToneGreen)
	name := NewButton("2026-Q3 North ▾", nil)
	name.Bold = true
	chips := NewChips()
	chips.SetChips([]Chip{{Text: "operator is", Values: []string{"budi.santoso"}}, {Text: "category is", Values: []string{"suspension", "payment"}, Or: "or"}, {Text: "1 Jul – 30 Sep 2026"}, {Text: "action is not", Values: []string{"Login failed"}, Not: true}})
	hist := NewHistogram()
	d := testBins(100)
	d.From, d.To = d.Bins[60].From, d.Bins[80].From
	hist.SetData(d)
	facets := NewFacets()
	facets.SetSections(testFacets())
	status := NewStatusBar()
	status.SetLeft([]StatusItem{{Text: "6,711", Bold: true}, {Text: "of 1,000,000 entries", Tone: ToneQuiet}, {Text: "12 Feb – 30 Sep 2026", Tone: ToneQuiet}, {Text: "Log begins 12 Feb", Tone: ToneAmber}})
	status.SetRight([]StatusItem{{Text: "Times in Europe/Berlin ▾", Tone: ToneQuiet, Tapped: func() {}}, {Text: "243 of 6,711 reviewed", Tone: ToneQuiet}})
	status.SetProgress(0.036)
	kv := NewKeyValues()
	link := func() {}
	kv.SetRows([]KeyValue{{Label: "Time", Value: "2026-09-30 17:36:40 +02:00", Mono: true}, {Label: "Operator", Value: "budi.santoso", OnTapped: link},
		{Label: "Reseller", Value: "Fjord Net › North Resellers"}, {Label: "IP", Value: "203.0.113.7", Mono: true, OnTapped: link}, {Label: "Details", Value: "overdue 14 days, and then a longer sentence that needs a second line"}, {Label: "Changed", Value: "state", Old: "overdue", New: "active"}})
	raw := NewMono()
	raw.SetText(`"48211";"30.09.2026 17:36";"budi.santoso";"Suspended client";"Zephyr Fibre GmbH";"overdue 14 days";"203.0.113.7"`)
	win := scene(t, 1280, 800,
		put{name, 12, 35, 130, 30}, put{pill, 971, 35, 204, 30}, put{NewPrimary("Bundle…", nil), 1185, 35, 83, 30},
		put{facets, 0, 74, 211, 698}, put{hist, 212, 76, 760, 82}, put{chips, 224, 165, 736, 30},
		put{kv, 987, 110, 279, 180}, put{raw, 987, 322, 279, 90}, put{Rule(), 973, 273, 307, 1},
		put{decisions(nil), 987, 500, 279, 28}, put{NewNote("M. Lindqvist · 2 Oct 2026, 09:14", "Asked Fjord Net for the receipt. Recorded twice within four minutes."), 987, 537, 279, 62}, put{NewKey("n"), 987, 610, 20, 18},
		put{status, 0, 772, 1280, 28}, put{search, 152, 35, 809, 30})
	return win, search
}

func start(t testing.TB) fyne.Window {
	banner := NewBanner(ToneDanger, "One entry was changed after sealing", "bundle-2026-Q3.zip · sealed by M. Lindqvist (key confirmed 4 Jan 2026) · 2 Oct 2026, 16:40", NewButton("Save report…", nil), NewPrimary("Show the entry", nil))
	card := func(r fyne.Resource, a, b string) fyne.CanvasObject { return NewCard(r, a, b, func() {}) }
	off := NewPrimary("Import 81,204 entries", nil)
	off.Disable()
	zone := NewButton("choose a zone ▾", nil)
	zone.Attend = true
	return scene(t, 1280, 700, put{banner, 0, 0, 1280, 70},
		put{NewLabel("Read operator logs. Say what you found. Prove nothing was changed.", ToneQuiet), 140, 134, 600, 18},
		put{card(look.IconImport, "Import an export", "CSV, Excel or JSON. Drop the file anywhere in this window."), 140, 177, 232, 128},
		put{card(look.IconBundle, "Open a bundle", "See who sealed it and whether anything was changed."), 388, 177, 232, 128},
		put{card(look.IconExample, "Try the example log", "2,000 entries of an invented provider."), 884, 177, 232, 128},
		put{NewCheck(look.MarkFine, "Who sealed it", "Signature of M. Lindqvist, SHA256:Qm4…x7e"), 140, 440, 340, 54}, put{NewCheck(look.MarkChanged, "6,711 entries", "1 differs: row 4, field Details. sealed “€ 49.90 …”, here “€ 19.90 …” and some more words"), 140, 494, 340, 70},
		put{NewCheck(look.MarkAbsent, "Original export", "Not included in this bundle"), 140, 566, 340, 54},
		put{off, 600, 450, 190, 30}, put{zone, 600, 490, 130, 30}, put{NewLink("more…", ToneAccent, nil), 600, 530, 50, 20})
}

func TestGalleryInLightAndDark(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		fyne.CurrentApp().Settings().SetTheme(look.Fixed(variant))
		win, search := review(t)
		capture(t, win, "parts-review-"+name+".png")
		search.Suggest = func(_ string, _ int, offer func([]Suggestion)) {
			offer([]Suggestion{{0, 0, "operator:", "operator", 0}, {0, 0, "operator:budi.santoso", "budi.santoso", 2411}})
		}
		search.Focus()
		search.entry.TypedRune('x')
		search.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		capture(t, win, "parts-suggest-"+name+".png")
		search.closeList()
		search.SetError(14, 24, "There is no field “categry”. Did you mean category?")
		capture(t, win, "parts-error-"+name+".png")
		capture(t, start(t), "parts-start-"+name+".png")
	}
}

func TestPartsDrawAtAnySize(t *testing.T) {
	fyne.CurrentApp().Settings().SetTheme(look.Fixed(theme.VariantLight))
	long := strings.Repeat("long word ", 40)
	for _, size := range []fyne.Size{{}, {Width: 1, Height: 1}, {Width: 30, Height: 20}, {Width: 3000, Height: 2000}} {
		hist := NewHistogram()
		facets := NewFacets()
		chips := NewChips()
		kv := NewKeyValues()
		mono := NewMono()
		status := NewStatusBar()
		search := NewSearch()
		for _, o := range []fyne.CanvasObject{hist, facets, chips, kv, mono, status, search, NewLabel(long, ToneText), NewWrapped(long, ToneText), NewNote(long, long), NewCheck(look.MarkFine, long, long), NewBanner(ToneAmber, long, long), NewCard(nil, long, long, nil), NewButton(long, nil), decisions(nil), NewKey("n")} {
			scene(t, max(10, size.Width), max(10, size.Height), put{o, 0, 0, size.Width, size.Height})
			hist.SetData(testBins(2000))
			facets.SetSections(testFacets())
			chips.SetChips([]Chip{{Text: long}, {Text: "a", Values: []string{long, long}, Or: "or"}})
			kv.SetRows([]KeyValue{{Label: long, Value: long}, {Old: long, New: long}})
			mono.SetText(strings.Repeat("x", 100_000))
			status.SetLeft([]StatusItem{{Text: long}})
			status.SetRight([]StatusItem{{Text: long}})
			status.SetProgress(2)
			search.SetText(long)
			search.SetError(-4, 9999, long)
			o.Refresh()
			if m := o.MinSize(); m.Width > 2000 {
				t.Errorf("%T wants to be %v wide", o, m.Width)
			}
		}
	}
}

func TestThemeReachesPartsAlreadyShown(t *testing.T) {
	fyne.CurrentApp().Settings().SetTheme(look.Fixed(theme.VariantLight))
	l := NewLabel("x", ToneText)
	scene(t, 100, 40, put{l, 0, 0, 100, 20})
	if l.pen.texts[0].Color != look.Light.Text {
		t.Fatal("not the light colour")
	}
	fyne.CurrentApp().Settings().SetTheme(look.Fixed(theme.VariantDark))
	l.Refresh()
	if l.pen.texts[0].Color != look.Dark.Text {
		t.Fatal("not the dark colour")
	}
}
