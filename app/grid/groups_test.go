package grid

import (
	"fmt"
	"math/rand"
	"testing"

	"fyne.io/fyne/v2"

	"probity/app/look"
)

// display is what Groups must show, worked out by writing all rows down: the
// source's row, or -1-group for a heading.
func display(groups []Group) (rows []int) {
	inner := 0
	for i, g := range groups {
		rows = append(rows, -1-i)
		for range g.Rows {
			if !g.Folded {
				rows = append(rows, inner)
			}
			inner++
		}
	}
	return rows
}

func TestGroupsShowEveryRowOnceBelowItsHeading(t *testing.T) {
	for seed := int64(1); seed <= 200; seed++ {
		rnd := rand.New(rand.NewSource(seed))
		groups := make([]Group, rnd.Intn(7))
		total := 0
		for i := range groups {
			groups[i] = Group{Title: fmt.Sprint("group ", i), Rows: rnd.Intn(5), Folded: rnd.Intn(3) == 0}
			total += groups[i].Rows
		}
		s := NewGroups(&numbered{n: total}, groups)
		for step := 0; step < 6; step++ {
			want := display(groups)
			if s.Len() != len(want) {
				t.Fatalf("seed %d: %d rows, not %d", seed, s.Len(), len(want))
			}
			cells := make([]Cell, 3)
			for row, w := range want {
				clear(cells)
				is, heading := s.Heading(row)
				if heading != (w < 0) || heading && is.Title != groups[-1-w].Title {
					t.Fatalf("seed %d: row %d: heading %v %q", seed, row, heading, is.Title)
				}
				if loaded := s.Row(row, cells); loaded != (w >= 0) || loaded && cells[1].Text != fmt.Sprint(w) {
					t.Fatalf("seed %d: row %d shows %q, not %d", seed, row, cells[1].Text, w)
				}
				if w >= 0 && s.RowOf(w) != row {
					t.Fatalf("seed %d: row %d of the source is at %d, not %d", seed, w, s.RowOf(w), row)
				}
			}
			checkInner(t, rnd, s, groups, want)
			if len(groups) > 0 {
				i := rnd.Intn(len(groups))
				groups[i].Folded = !groups[i].Folded
				s.Fold(s.start[i], groups[i].Folded)
			}
		}
	}
}

func checkInner(t *testing.T, rnd *rand.Rand, s *Groups, groups []Group, want []int) {
	t.Helper()
	if len(want) == 0 {
		return
	}
	sel := NewSelection()
	chosen := map[int]bool{}
	for range rnd.Intn(4) {
		row := rnd.Intn(len(want))
		if !sel.Has(row) {
			sel.Toggle(row)
		}
		switch w := want[row]; {
		case w >= 0:
			chosen[w] = true
		case groups[-1-w].Folded:
			for i := s.first[-1-w]; i < s.first[-w]; i++ {
				chosen[i] = true
			}
		}
	}
	got := 0
	for _, r := range s.Inner(sel.Ranges()) {
		for i := r.From; i <= r.To; i++ {
			if !chosen[i] {
				t.Fatalf("row %d of the source was not chosen", i)
			}
			got++
		}
	}
	if got != len(chosen) {
		t.Fatalf("%d rows of the source, not %d", got, len(chosen))
	}
}

func TestHeadingsFoldByMouseAndKey(t *testing.T) {
	s := NewGroups(&numbered{n: 10}, []Group{{Title: "budi", Note: "4 entries", Rows: 4}, {Title: "ana", Rows: 6}})
	g := New(testColumns(), s)
	show(t, g, 400, 500)
	if g.Len() != 12 || !g.view.rows[0].head.shown || g.view.rows[0].head.note.Text != "4 entries" {
		t.Fatalf("%d rows", g.Len())
	}
	row := func(n int) float32 { return look.HeaderHeight + float32(n)*look.RowHeight + 5 }
	clickAt(g, 10, row(0), 0)
	if g.Len() != 8 {
		t.Fatalf("%d rows after folding by a click", g.Len())
	}
	clickAt(g, 200, row(0), 0) // chooses only
	opened := -1
	g.OnOpen = func(i int) { opened = i }
	for _, k := range []struct {
		key fyne.KeyName
		n   int
	}{{fyne.KeyRight, 12}, {fyne.KeyRight, 12}, {fyne.KeyLeft, 8}, {fyne.KeyReturn, 12}} {
		g.TypedKey(&fyne.KeyEvent{Name: k.key})
		if g.Len() != k.n {
			t.Fatalf("%d rows after %s", g.Len(), k.key)
		}
	}
	if opened != -1 {
		t.Fatal("Enter on a heading opened an entry")
	}
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if opened != 1 {
		t.Fatalf("Enter opened %d", opened)
	}
	g.Select(0)
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if got := g.Table([]Range{{0, 1}}); got != "\tNumber\tText\nbudi\nana" {
		t.Fatalf("copied %q", got)
	}
	s.FoldAll(true)
	g.Update()
	if g.Len() != 2 {
		t.Fatalf("%d rows when all are folded", g.Len())
	}
}

func TestRandomInputOnGroupsNeverShowsAWrongRow(t *testing.T) {
	for seed := int64(1); seed <= 8; seed++ {
		rnd := rand.New(rand.NewSource(seed))
		var groups []Group
		total := 0
		for i := range rnd.Intn(40) {
			groups = append(groups, Group{Title: fmt.Sprint(i), Rows: rnd.Intn(9), Folded: rnd.Intn(2) == 0})
			total += groups[i].Rows
		}
		s := NewGroups(&numbered{n: total}, groups)
		g := New(testColumns(), s)
		show(t, g, 380, 300)
		keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn}
		for range 300 {
			if rnd.Intn(2) == 0 {
				g.TypedKey(&fyne.KeyEvent{Name: keys[rnd.Intn(len(keys))]})
			} else {
				clickAt(g, rnd.Float32()*380, rnd.Float32()*300, 0)
			}
			from, to := g.VisibleRows()
			for row := from; row < to; row++ {
				r := g.view.rows[row%len(g.view.rows)]
				group, inner := s.At(row)
				if inner < 0 && (!r.head.shown || r.head.box.Hidden || r.head.title.Text != fmt.Sprint(group)) ||
					inner >= 0 && (r.scroll.box.Hidden || cellOf(g, r, 1).full != fmt.Sprint(inner)) {
					t.Fatalf("seed %d: row %d does not show group %d, row %d", seed, row, group, inner)
				}
			}
		}
	}
}
