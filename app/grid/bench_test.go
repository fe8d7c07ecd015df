package grid

import (
	"fmt"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
)

// fixed is a source that allocates nothing, so that only the grid is measured.
type fixedRows struct {
	n     int
	texts [512]string
}

func newFixed(n int) *fixedRows {
	f := &fixedRows{n: n}
	for i := range f.texts {
		f.texts[i] = "value " + strconv.Itoa(i)
	}
	return f
}

func (f *fixedRows) Len() int { return f.n }

func (f *fixedRows) Row(i int, cells []Cell) bool {
	for c := range cells {
		cells[c].Text = f.texts[(i+c)%len(f.texts)]
	}
	return true
}

func benchGrid(b *testing.B, n int) *Grid {
	g := New([]Column{{Key: "a", Width: 150}, {Key: "b", Width: 150}, {Key: "c", Width: 150}, {Key: "d", Width: 150}, {Key: "e", Width: 150}, {Key: "f", Width: 150}}, newFixed(n))
	show(b, g, 1000, 700)
	g.Select(n / 2)
	return g
}

var sizes = []int{1_000, 10_000_000, 100_000_000}

// BenchmarkLayout resizes the grid, so that every row is laid out anew.
func BenchmarkLayout(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := benchGrid(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				g.Resize(fyne.NewSize(1000-float32(i%2)*30, 700-float32(i%2)*40))
			}
		})
	}
}

// BenchmarkRefresh asks every visible row anew.
func BenchmarkRefresh(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := benchGrid(b, n)
			b.ReportAllocs()
			for b.Loop() {
				g.Update()
			}
		})
	}
}

// BenchmarkScroll goes one page down or up.
func BenchmarkScroll(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := benchGrid(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				g.pos.scrollTo(g.pos.offset + 600*int64(1-2*(i%2)))
				g.paint()
			}
		})
	}
}

// BenchmarkPaint is what the software painter takes for a page; the real window
// paints on the graphics card.
func BenchmarkPaint(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := New([]Column{{Key: "a", Width: 150}, {Key: "b", Width: 150}, {Key: "c", Width: 150}, {Key: "d", Width: 150}, {Key: "e", Width: 150}, {Key: "f", Width: 150}}, newFixed(n))
			win := show(b, g, 1000, 700)
			g.Select(n / 2)
			for b.Loop() {
				win.Canvas().Capture()
			}
		})
	}
}

// What a page costs must not depend on how many rows there are: not one
// allocation for scrolling, refreshing or laying out, at any size.
func TestNoAllocationsAtAnyNumberOfRows(t *testing.T) {
	for _, n := range sizes {
		g := New([]Column{{Key: "a", Width: 150}, {Key: "b", Width: 150}, {Key: "c", Width: 150}}, newFixed(n))
		show(t, g, 600, 500)
		g.Select(n / 2)
		i := 0
		for name, f := range map[string]func(){
			"refresh": g.Update,
			"layout":  func() { i++; g.Resize(fyne.NewSize(600-float32(i%2)*30, 500-float32(i%2)*40)) },
			"scroll":  func() { i++; g.pos.scrollTo(g.pos.offset + 300*int64(1-2*(i%2))); g.paint() },
		} {
			f()
			f()
			if a := testing.AllocsPerRun(20, f); a > 0 {
				t.Errorf("%s at %d rows allocates %v times", name, n, a)
			}
		}
	}
}
