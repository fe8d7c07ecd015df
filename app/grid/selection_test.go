package grid

import (
	"testing"

	"pgregory.net/rapid"
)

// The runs behave as a plain set of rows would.
func TestSelectionIsASetOfRows(t *testing.T) {
	const n = 40
	rapid.Check(t, func(t *rapid.T) {
		s, model := NewSelection(), map[int]bool{}
		anchor := -1
		fill := func(a, b int) {
			for i := min(a, b); i <= max(a, b); i++ {
				model[i] = true
			}
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			row := rapid.IntRange(0, n-1).Draw(t, "row")
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				s.Only(row)
				clear(model)
				model[row], anchor = true, row
			case 1:
				s.Toggle(row)
				if model[row] {
					delete(model, row)
				} else {
					model[row] = true
				}
				anchor = row
			case 2:
				s.Extend(row)
				clear(model)
				if anchor < 0 {
					anchor = row
				}
				fill(anchor, row)
			case 3:
				s.Add(row)
				if anchor < 0 {
					anchor = row
				}
				fill(anchor, row)
			case 4:
				s.Clamp(row + 1)
				for i := row + 1; i < n; i++ {
					delete(model, i)
				}
				anchor = min(anchor, row)
			case 5:
				s.Clear()
				clear(model)
				anchor = -1
			}
			if s.Len() != len(model) {
				t.Fatalf("%d rows, not %d: %v", s.Len(), len(model), s.Ranges())
			}
			for i := range n {
				if s.Has(i) != model[i] {
					t.Fatalf("row %d: %v", i, s.Ranges())
				}
			}
			for i, r := range s.Ranges() {
				if r.From > r.To || i > 0 && s.Ranges()[i-1].To+1 >= r.From {
					t.Fatalf("runs are not apart: %v", s.Ranges())
				}
			}
		}
	})
}

func TestChoosingAllRowsIsOneRun(t *testing.T) {
	s := NewSelection()
	s.All(100_000_000)
	s.Toggle(50_000_000)
	if s.Len() != 99_999_999 || len(s.Ranges()) != 2 {
		t.Fatalf("%d rows in %d runs", s.Len(), len(s.Ranges()))
	}
}

func TestPositionKeepsEveryPixelAtAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := position{height: 26, rows: rapid.IntRange(0, 100_000_000).Draw(t, "rows"), view: int64(rapid.IntRange(0, 2000).Draw(t, "view"))}
		p.scrollTo(rapid.Int64Range(-100, p.total()+100).Draw(t, "offset"))
		from, to := p.visible()
		if from < 0 || to > p.rows || from > to {
			t.Fatalf("visible %d to %d of %d", from, to, p.rows)
		}
		for row := from; row < to; row++ {
			if y := p.y(row) + 13; y >= 0 && int64(y) < p.view && p.at(y) != row {
				t.Fatalf("at %v is row %d, not %d", y, p.at(y), row)
			}
		}
		if p.offset == p.most() && p.view > 0 && p.rows > 0 && to != p.rows {
			t.Fatalf("at the end the last row is %d of %d", to, p.rows)
		}
		at, length := p.thumb(float32(p.view))
		if at < 0 || at+length > float32(p.view)+0.01 {
			t.Fatalf("the handle runs from %v for %v of %d", at, length, p.view)
		}
	})
}
