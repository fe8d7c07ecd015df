package grid

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
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

func clickAt(g *Grid, x, y float32, mod fyne.KeyModifier) {
	ev := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary, Modifier: mod}
	g.MouseDown(ev)
	g.MouseUp(ev)
	g.Tapped(&ev.PointEvent)
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
