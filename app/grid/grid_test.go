package grid

import (
	"fmt"
	"math/rand"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"probity/app/look"
)

func TestLastOfAHundredMillionRowsIsExact(t *testing.T) {
	const n = 100_000_000
	g := New(testColumns(), &numbered{n: n})
	show(t, g, 400, 28+26*10+5)
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	rows := onScreen(t, g)
	if last := rows[len(rows)-1]; last != n-1 {
		t.Fatalf("the last row on the screen is %d", last)
	}
	if bottom := look.HeaderHeight + g.pos.y(n-1) + look.RowHeight; bottom != 28+26*10+5 {
		t.Fatalf("the last row ends at %v, not at the bottom", bottom)
	}
	// Ctrl+Home and Ctrl+End lead to either end, as in tables elsewhere
	for _, end := range []struct {
		key fyne.KeyName
		row int
	}{{fyne.KeyHome, 0}, {fyne.KeyEnd, n - 1}} {
		g.TypedShortcut(&desktop.CustomShortcut{KeyName: end.key, Modifier: fyne.KeyModifierShortcutDefault})
		if g.Current() != end.row {
			t.Fatalf("Ctrl+%s leads to %d", end.key, g.Current())
		}
	}
	// the scrollbar's end is the end of the rows as well
	g.pos.scrollTo(0)
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(395, 40)}})
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(395, 5000)}})
	g.DragEnd()
	if rows = onScreen(t, g); rows[len(rows)-1] != n-1 {
		t.Fatalf("dragging to the end shows %d", rows[len(rows)-1])
	}
	for _, row := range []int{0, 1, 12_345_678, 99_999_990, 50_000_000} {
		g.Select(row)
		onScreen(t, g)
		if from, to := g.VisibleRows(); row < from || row >= to {
			t.Fatalf("row %d is not shown", row)
		}
		if y := g.pos.y(row); g.rowAt(fyne.NewPos(10, look.HeaderHeight+max(0, y)+3)) != row {
			t.Fatalf("a click on row %d meets another", row)
		}
	}
}

func TestRandomInputNeverShowsAWrongRow(t *testing.T) {
	for seed := int64(1); seed <= 12; seed++ {
		rnd := rand.New(rand.NewSource(seed))
		n := []int{0, 1, 7, 1000, 100_000_000}[rnd.Intn(5)]
		src := &numbered{n: n}
		cols := testColumns()
		cols[0].Frozen, cols[1].Frozen = seed%2 == 0, seed%2 == 0
		g := New(cols, src)
		win := show(t, g, 380, 300)
		keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEscape}
		at := func() fyne.Position { return fyne.NewPos(rnd.Float32()*420-20, rnd.Float32()*340-20) }
		for step := 0; step < 400; step++ {
			p := at()
			me := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}, Button: desktop.MouseButtonPrimary, Modifier: []fyne.KeyModifier{0, fyne.KeyModifierShift, fyne.KeyModifierControl, fyne.KeyModifierShift | fyne.KeyModifierControl}[rnd.Intn(4)]}
			switch rnd.Intn(14) {
			case 0:
				g.MouseDown(me)
			case 1:
				g.MouseUp(me)
			case 2:
				g.MouseMoved(me)
				g.Cursor()
			case 3:
				g.Dragged(&fyne.DragEvent{PointEvent: me.PointEvent, Dragged: fyne.NewDelta(rnd.Float32()*9-4, rnd.Float32()*9-4)})
			case 4:
				g.DragEnd()
			case 5:
				g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(rnd.Float32()*90-45, rnd.Float32()*900-450)})
			case 6, 7:
				g.TypedKey(&fyne.KeyEvent{Name: keys[rnd.Intn(len(keys))]})
			case 8:
				g.TypedRune([]rune("jkJKx/")[rnd.Intn(6)])
			case 9:
				g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
			case 10:
				g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
			case 11:
				g.Tapped(&me.PointEvent)
				g.TappedSecondary(&me.PointEvent)
			case 12:
				g.DoubleTapped(&me.PointEvent)
			case 13:
				if rnd.Intn(8) == 0 {
					src.n = rnd.Intn(2000)
					g.Update()
				}
				win.Resize(fyne.NewSize(200+rnd.Float32()*300, 80+rnd.Float32()*400))
			}
			onScreen(t, g)
			if c := g.Current(); c >= src.n {
				t.Fatalf("seed %d: the cursor is on row %d of %d", seed, c, src.n)
			}
		}
	}
}

func TestClicksChooseRows(t *testing.T) {
	g := New(testColumns(), &numbered{n: 1000})
	show(t, g, 400, 300)
	changes := 0
	g.OnSelect = func() { changes++ }
	row := func(n int) float32 { return look.HeaderHeight + float32(n)*look.RowHeight + 5 }
	clickAt(g, 50, row(2), 0)
	clickAt(g, 50, row(5), fyne.KeyModifierShift)
	clickAt(g, 50, row(8), fyne.KeyModifierShortcutDefault)
	clickAt(g, 50, row(3), fyne.KeyModifierShortcutDefault)
	if got := fmt.Sprint(g.Selection().Ranges()); got != "[{2 2} {4 5} {8 8}]" || g.Current() != 3 || changes != 4 {
		t.Fatalf("chosen %s, current %d, %d changes", got, g.Current(), changes)
	}
	g.TypedShortcut(&fyne.ShortcutSelectAll{})
	if g.Selection().Len() != 1000 {
		t.Fatal("Ctrl+A does not choose all")
	}
}

func TestCopyGivesATable(t *testing.T) {
	g := New(testColumns(), &numbered{n: 10, unready: func(i int) bool { return i == 4 }})
	show(t, g, 400, 300)
	g.HideColumn("text", true)
	g.Select(3)
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	g.TypedShortcut(&fyne.ShortcutCopy{})
	want := "\tNumber\nopen\t3\nopen\t5"
	if got := fyne.CurrentApp().Clipboard().Content(); got != want {
		t.Fatalf("copied %q, not %q", got, want)
	}
}

func TestRowsThatAreNotLoadedShowAPlaceholderUntilUpdate(t *testing.T) {
	waiting := true
	g := New(testColumns(), &numbered{n: 50, unready: func(int) bool { return waiting }})
	show(t, g, 400, 300)
	if g.view.rows[0].waiting.Hidden || !g.view.rows[0].scroll.cells[1].text.Hidden {
		t.Fatal("no placeholder")
	}
	waiting = false
	g.Update()
	if !g.view.rows[0].waiting.Hidden {
		t.Fatal("the placeholder stays")
	}
	onScreen(t, g)
}

func TestScrollingAsksOnlyForRowsThatComeIntoView(t *testing.T) {
	src := &numbered{n: 1_000_000}
	g := New(testColumns(), src)
	show(t, g, 400, 28+26*20)
	src.asked = 0
	g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -26)}) // two rows
	if src.asked > 3 {
		t.Fatalf("asked for %d rows", src.asked)
	}
}

func TestSmallTurnsOfATrackpadAddUp(t *testing.T) {
	g := New(testColumns(), &numbered{n: 1000})
	show(t, g, 400, 300)
	for range 100 {
		g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -0.3)})
	}
	if g.pos.offset < 59 || g.pos.offset > 60 {
		t.Fatalf("100 turns of 0.3 moved by %d pixels, not by 60", g.pos.offset)
	}
	g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 0.5)})
	if g.pos.offset < 58 || g.pos.offset > 59 {
		t.Fatalf("half a turn back leads to %d", g.pos.offset)
	}
	onScreen(t, g)
}

func TestMenuChoosesTheRowAndNamesTheColumn(t *testing.T) {
	g := New(testColumns(), &numbered{n: 50})
	show(t, g, 400, 300)
	got, opened := "", -1
	g.OnMenu = func(row int, key string, _ fyne.Position) { got = fmt.Sprint(row, key) }
	g.OnOpen = func(row int) { opened = row }
	test.TapSecondaryAt(g, fyne.NewPos(60, look.HeaderHeight+look.RowHeight*4+3))
	if got != "4n" || !g.Selection().Has(4) {
		t.Fatalf("menu for %q", got)
	}
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if opened != 4 {
		t.Fatalf("Enter opened %d", opened)
	}
}

func TestTheScrollbarTellsThePlaceWhileItIsDragged(t *testing.T) {
	g := New(testColumns(), &numbered{n: 1000})
	show(t, g, 400, 300)
	g.OnPlace = func(row int) string { return fmt.Sprint("row ", row) }
	ev := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(395, 40)}, Button: desktop.MouseButtonPrimary}
	g.MouseDown(ev)
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(395, 5000)}})
	from, _ := g.VisibleRows()
	if p := g.view.place; p.text.Hidden || p.text.Text != fmt.Sprint("row ", from) {
		t.Fatalf("it says %q at row %d", p.text.Text, from)
	}
	g.MouseUp(ev)
	g.DragEnd()
	if !g.view.place.text.Hidden || !g.view.place.box.Hidden {
		t.Fatal("the place stays")
	}
}
