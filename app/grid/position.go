package grid

import "math"

// position is where the rows stand, in whole pixels as 64-bit integers: at 26
// pixels a row, 100,000,000 rows end at 2,600,000,000, far beyond what a float32
// can tell apart.
type position struct {
	rows   int   // number of rows
	height int64 // of one row
	view   int64 // height of the part that shows rows
	offset int64 // pixels above the view
}

func (p *position) total() int64 { return int64(p.rows) * p.height }

func (p *position) most() int64 { return max(0, p.total()-p.view) }

func (p *position) scrollTo(offset int64) { p.offset = min(max(0, offset), p.most()) }

// first is the first row that is at least partly visible, and how many of its
// pixels are hidden above.
func (p *position) first() (row int, hidden int64) {
	return int(p.offset / p.height), p.offset % p.height
}

// visible is the run of rows that are at least partly visible; to is excluded.
func (p *position) visible() (from, to int) {
	from, _ = p.first()
	end := (p.offset + p.view + p.height - 1) / p.height
	return min(from, p.rows), int(min(end, int64(p.rows)))
}

// page is how many whole rows fit, at least one.
func (p *position) page() int { return int(max(1, p.view/p.height)) }

// at is the row at y pixels below the top of the view, or -1.
func (p *position) at(y float32) int {
	if y < 0 || int64(y) >= p.view {
		return -1
	}
	row := (p.offset + int64(y)) / p.height
	if row >= int64(p.rows) {
		return -1
	}
	return int(row)
}

// y is where a row begins, below the top of the view. Only meaningful for rows
// near the view.
func (p *position) y(row int) float32 { return float32(int64(row)*p.height - p.offset) }

// show scrolls as little as is needed for a row to be wholly visible.
func (p *position) show(row int) {
	top := int64(row) * p.height
	switch {
	case top < p.offset:
		p.scrollTo(top)
	case top+p.height > p.offset+p.view:
		p.scrollTo(top + p.height - p.view)
	}
}

// thumb is where the handle of a scrollbar of the given length begins, and how
// long it is.
func (p *position) thumb(track float32) (at, length float32) {
	if p.most() == 0 || track <= 0 {
		return 0, track
	}
	length = float32(float64(track) * float64(p.view) / float64(p.total()))
	length = min(max(length, 28), track)
	at = float32(float64(track-length) * float64(p.offset) / float64(p.most()))
	return at, length
}

// drag puts the beginning of the handle at a place on its track.
func (p *position) drag(at, track float32) {
	_, length := p.thumb(track)
	if track <= length {
		return
	}
	share := min(max(float64(at)/float64(track-length), 0), 1)
	p.scrollTo(int64(math.Round(share * float64(p.most()))))
}
