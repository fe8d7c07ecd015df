package grid

import (
	"fmt"
	"image/png"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
)

// numbered is a source whose cells name their row.
type numbered struct {
	n       int
	unready func(int) bool
	asked   int
}

func (s *numbered) Len() int { return s.n }

func (s *numbered) Row(i int, cells []Cell) bool {
	s.asked++
	if i < 0 || i >= s.n {
		panic(fmt.Sprintf("row %d of %d asked", i, s.n))
	}
	if s.unready != nil && s.unready(i) {
		return false
	}
	cells[0] = Cell{Text: "open", Mark: look.MarkOpen}
	cells[1] = Cell{Text: fmt.Sprint(i), Mono: true}
	cells[2] = Cell{Text: fmt.Sprintf("value %d that is rather long for its column", i)}
	return true
}

func testColumns() []Column {
	return []Column{
		{Key: "mark", Width: 32, Fixed: true},
		{Key: "n", Title: "Number", Width: 120},
		{Key: "text", Title: "Text", Width: 140},
	}
}

func show(t testing.TB, g *Grid, w, h float32) fyne.Window {
	t.Helper()
	fyne.CurrentApp().Settings().SetTheme(look.Fixed(theme.VariantLight))
	win := test.NewWindow(g)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(win.Close)
	return win
}

// cellOf is what draws a column's cell.
func cellOf(g *Grid, r *rowView, index int) *cellView {
	for at, s := range g.cols.shown {
		if s.index == index {
			return &r.strip(g, at).cells[index]
		}
	}
	return &r.scroll.cells[index]
}

// onScreen gives the row that each visible line says it shows, from the top,
// and fails when what it says is not what stands there.
func onScreen(t testing.TB, g *Grid) []int {
	t.Helper()
	from, to := g.VisibleRows()
	var rows []int
	for row := from; row < to; row++ {
		r := g.view.rows[row%len(g.view.rows)]
		if r.scroll.box.Hidden {
			t.Fatalf("row %d is hidden", row)
		}
		if want := look.HeaderHeight + g.pos.y(row); r.scroll.box.Position().Y != want || r.stay.box.Position().Y != want {
			t.Fatalf("row %d stands at %v, not %v", row, r.scroll.box.Position().Y, want)
		}
		if got := cellOf(g, r, 1).full; got != fmt.Sprint(row) {
			t.Fatalf("row %d shows %q", row, got)
		}
		rows = append(rows, row)
	}
	return rows
}

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

func clickAt(g *Grid, x, y float32, mod fyne.KeyModifier) {
	ev := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary, Modifier: mod}
	g.MouseDown(ev)
	g.MouseUp(ev)
	g.Tapped(&ev.PointEvent)
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

func TestHeaderClickSortsAndTurns(t *testing.T) {
	g := New(testColumns(), &numbered{n: 10})
	show(t, g, 400, 300)
	var got []string
	g.OnSort = func(by []Order) { got = append(got, fmt.Sprint(by[0].Key, by[0].Ascending)) }
	clickAt(g, 60, 10, 0)
	clickAt(g, 60, 10, 0)
	clickAt(g, 10, 10, 0) // the column of marks
	if s := strings.Join(got, " "); s != "ntrue nfalse" {
		t.Fatalf("sorted %q", s)
	}
}

func TestColumnsAreResizedMovedFittedAndRemembered(t *testing.T) {
	g := New(testColumns(), &numbered{n: 10})
	show(t, g, 600, 300)
	told := 0
	g.OnColumns = func() { told++ }
	drag := func(x, dx float32) {
		ev := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}, Button: desktop.MouseButtonPrimary}
		g.MouseDown(ev)
		g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x+dx/2, 10)}})
		g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x+dx, 10)}})
		g.MouseUp(ev)
		g.DragEnd()
	}
	drag(32+120, 50)
	if w := g.State()[1].Width; w != 170 {
		t.Fatalf("width %v after dragging its edge by 50", w)
	}
	drag(60, 250)
	if s := g.State(); s[1].Key != "text" || s[2].Key != "n" {
		t.Fatalf("order %v after dragging a title", s)
	}
	g.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(32+140, 10)})
	if w := g.State()[1].Width; w < 200 {
		t.Fatalf("width %v after fitting", w)
	}
	if told != 3 {
		t.Fatalf("told %d times", told)
	}
	state := g.State()
	other := New(testColumns(), &numbered{n: 10})
	other.SetState(append(state, ColumnState{Key: "unknown", Width: -5}))
	if fmt.Sprint(other.State()) != fmt.Sprint(state) {
		t.Fatalf("remembered %v, got %v", state, other.State())
	}
	other.HideColumn("n", true)
	other.HideColumn("mark", true)
	if len(other.cols.shown) != 2 {
		t.Fatal("a column must hide, that of marks must not")
	}
}

func TestAGrowingColumnTakesWhatIsLeftUntilItIsResized(t *testing.T) {
	cols := testColumns()
	cols[1].Grow = true
	g := New(cols, &numbered{n: 1000})
	win := show(t, g, 600, 300)
	if g.cols.width != 600-barWidth || g.cols.shown[2].x != 600-barWidth-140 {
		t.Fatalf("columns are %v wide", g.cols.width)
	}
	win.Resize(fyne.NewSize(200, 300))
	if g.cols.shown[1].width != growLeast || g.pos.view != 300-28-int64(barWidth) {
		t.Fatalf("width %v where there is no room", g.cols.shown[1].width)
	}
	win.Resize(fyne.NewSize(600, 300))
	g.cols.resize(1, 90)
	if g.cols.shown[1].width != 90 || g.State()[1].Width != 90 {
		t.Fatalf("width %v after resizing", g.cols.shown[1].width)
	}
	onScreen(t, g)
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

// capture writes what the window shows to a folder for people to look at.
func capture(t *testing.T, win fyne.Window, name string) {
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

func TestFrozenColumnsStayWhenTheOthersScroll(t *testing.T) {
	cols := testColumns()
	cols = append(cols, Column{Key: "wide", Title: "Wide", Width: 600})
	cols[0].Frozen, cols[1].Frozen = true, true
	g := New(cols, &numbered{n: 1000})
	show(t, g, 400, 300)
	g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(-500, 0)})
	if g.x != 500 {
		t.Fatalf("scrolled by %v", g.x)
	}
	onScreen(t, g)
	r := g.view.rows[0]
	if r.stay.box.Position().X != 0 || r.scroll.box.Position().X != -500 || !r.scroll.cells[1].text.Hidden || r.stay.cells[1].text.Hidden {
		t.Fatal("the frozen columns do not stay")
	}
	if at := g.cols.at(g.columnX(40)); at != 1 {
		t.Fatalf("a click on the frozen column meets column %d", at)
	}
	if at := g.cols.at(g.columnX(200)); at != 3 {
		t.Fatalf("a click beside the frozen columns meets column %d", at)
	}
	other := New(testColumns(), &numbered{n: 10})
	other.SetState(g.State())
	if other.Frozen() != "n" {
		t.Fatalf("remembered as frozen up to %q", other.Frozen())
	}
	g.cols.move(3, 1) // put among the frozen ones, it is frozen
	if g.Frozen() != "n" || g.cols.lead != 3 {
		t.Fatalf("%d columns are frozen, up to %q", g.cols.lead, g.Frozen())
	}
	g.cols.move(1, 4)
	g.Freeze("")
	if g.x != 0 && g.cols.frozen != 0 {
		t.Fatal("still frozen")
	}
	onScreen(t, g)
	g.Freeze("wide") // leaves no room for the others
	if g.cols.frozen != 0 {
		t.Fatal("frozen columns fill the grid")
	}
	onScreen(t, g)
}

func TestShiftSortsByFurtherColumns(t *testing.T) {
	g := New(testColumns(), &numbered{n: 10})
	show(t, g, 400, 300)
	var got []Order
	g.OnSort = func(by []Order) { got = by }
	for i, c := range []struct {
		x    float32
		mod  fyne.KeyModifier
		want string
	}{
		{60, 0, "[{n true}]"},
		{200, fyne.KeyModifierShift, "[{n true} {text true}]"},
		{60, fyne.KeyModifierShift, "[{n false} {text true}]"},
		{200, fyne.KeyModifierShift, "[{n false} {text false}]"},
		{200, 0, "[{text true}]"},
		{200, 0, "[{text false}]"},
	} {
		clickAt(g, c.x, 10, c.mod)
		if fmt.Sprint(got) != c.want {
			t.Fatalf("click %d sorts by %v, not %s", i, got, c.want)
		}
	}
	g.SetSort(Order{"n", false}, Order{"text", true})
	if g.view.header.arrows[1].Text != "▼1" || g.view.header.arrows[2].Text != "▲2" {
		t.Fatalf("arrows %q %q", g.view.header.arrows[1].Text, g.view.header.arrows[2].Text)
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
