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

var sizes = []int{1_000, 10_000_000}

// BenchmarkLayout resizes the grid.
func BenchmarkLayout(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := benchGrid(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				g.Resize(fyne.NewSize(1000, 700-float32(i%2)*40))
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
