package grid

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

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
	ev := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(60, 10)}, Button: desktop.MouseButtonPrimary}
	g.MouseDown(ev)
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 10)}})
	if name := g.view.header.name; name.Hidden || name.Text != "Number" || name.Position().X != 32+40+cellPad {
		t.Errorf("a title that is moved is shown as %q at %v", name.Text, name.Position().X)
	}
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(60, 10)}})
	g.MouseUp(ev)
	g.DragEnd()
	if told = 0; !g.view.header.name.Hidden {
		t.Error("the title that was moved stays")
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
