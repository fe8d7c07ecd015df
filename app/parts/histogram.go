package parts

import (
	"fmt"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"probity/app/look"
)

// Histogram shows how many entries there are over time: all of them grey, those
// under the filter in the accent; where these are few beside all, they are drawn
// higher by a round factor, which the title names. Dragging chooses a period, a double click lets
// it go. With the keyboard Left and Right move the period by a bar, with Shift
// its end; Delete lets it go, + shows only the period and - all again.
type Histogram struct {
	sketch
	// OnPeriod is called when a period was chosen; to is excluded.
	OnPeriod func(from, to time.Time)
	// OnClear is called when the period was let go.
	OnClear func()
	// OnUnit is called with "hour", "day", "week" or "month".
	OnUnit func(unit string)
	// OnZoom is called to show only the bins of the chosen period, or all again.
	// Without it neither is offered.
	OnZoom func(in bool)
	// Date writes the beginning of a bin; Number writes a count. Both have
	// defaults that fit English.
	Date   func(t time.Time, unit string) string
	Number func(n int) string

	data     HistogramData
	bins     []Bin // as drawn, merged when they would be too narrow
	dragging bool
	dragFrom int
	dragTo   int
	hover    int    // the bar under the pointer, or -1
	units    []spot // and zoomIn, zoomOut
	unitHot  int
	focused  bool
	shift    bool
}

const (
	histSide  = 12
	histHead  = 22
	histFoot  = 10
	narrowest = 2 // pixels of a bar with its gap
)

var histUnits = []string{"hour", "day", "week", "month"}

// What spots in the head stand for beside units.
const (
	zoomIn  = 100
	zoomOut = 101
)

// NewHistogram makes an empty histogram.
func NewHistogram() *Histogram {
	h := &Histogram{hover: -1, unitHot: -1}
	h.Date, h.Number = defaultDate, Thousands
	h.draw = h.paint
	h.least = func() fyne.Size { return fyne.NewSize(200, 72) }
	h.ExtendBaseWidget(h)
	return h
}

func defaultDate(t time.Time, unit string) string {
	switch unit {
	case "hour":
		return t.Format("2 Jan 2006, 15:04")
	case "month":
		return t.Format("Jan 2006")
	}
	return t.Format("2 Jan 2006")
}

// Thousands writes a number with separators between its thousands.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// SetData shows other bins. A drag that is going on goes on.
func (h *Histogram) SetData(d HistogramData) {
	h.data = d
	h.hover = -1
	h.redraw()
}

// Data gives what is shown.
func (h *Histogram) Data() HistogramData { return h.data }

func (h *Histogram) plot() (x, w float32) { return histSide, h.Size().Width - 2*histSide }

func (h *Histogram) paint(p *pen, size fyne.Size) {
	x0, w := h.plot()
	h.bins = merged(h.data.Bins, int(w/narrowest))
	from, to := h.data.chosen(h.bins)
	if h.dragging {
		from, to = min(h.dragFrom, h.dragTo), max(h.dragFrom, h.dragTo)+1
		from, to = min(from, len(h.bins)), min(to, len(h.bins))
	}
	h.head(p, size, from, to)
	n := len(h.bins)
	if n == 0 || w <= 0 {
		return
	}
	step := w / float32(n)
	top, base := float32(histHead), size.Height-histFoot
	if to > from {
		p.fill(x0+float32(from)*step, top, float32(to-from)*step, base-top+1, p.Period, 0)
	}
	gap := float32(0)
	switch {
	case step >= 5:
		gap = 2
	case step >= 3:
		gap = 1
	}
	most := float32(tallest(h.bins))
	found := most / float32(magnified(h.bins))
	room := base - top - 4
	for i, b := range h.bins {
		// bars begin and end on whole pixels, so that none is blurred and no gaps differ by chance
		left, right := round(x0+float32(i)*step), round(x0+float32(i+1)*step)-gap
		bar := max(1, right-left)
		if b.All > b.Count {
			tall := height(b.All, most, room)
			p.fill(left, base-tall, bar, tall, p.Bar, 0)
		}
		if b.Count > 0 {
			c := p.Accent
			switch {
			case i == h.hover:
				c = p.Text
			case (to > from || h.data.asked()) && (i < from || i >= to): // outside the chosen period
				c = p.AccentFaint
			}
			tall := height(b.Count, found, room)
			p.fill(left, base-tall, bar, tall, c, 0)
		}
	}
	if to > from {
		p.fill(round(x0+float32(from)*step)-1, top, 2, base-top+1, p.Accent, 0)
		p.fill(round(x0+float32(to)*step)-1, top, 2, base-top+1, p.Accent, 0)
	}
	if h.focused {
		p.fill(x0, size.Height-3, w, 2, p.Accent, 1)
	}
}

func round(v float32) float32 { return float32(int(v + 0.5)) }

// height of a bar: what is there is always visible.
func height(n int, most, room float32) float32 {
	if n == 0 {
		return 0
	}
	return max(1, round(float32(n)/most*room))
}

// head writes the title or what is under the pointer, the period, and the units.
func (h *Histogram) head(p *pen, size fyne.Size, from, to int) {
	small := font{size: look.SizeSmall, color: p.Quiet}
	right := size.Width - histSide
	h.units = h.units[:0]
	first := len(histUnits) - len(h.data.units())
	for i := len(histUnits) - 1; i >= first; i-- {
		word := unitWord(histUnits[i])
		w := small.width(word)
		f := small
		if histUnits[i] == h.data.Unit {
			f = f.bold()
			w = f.width(word)
		}
		if i == h.unitHot {
			f.color = p.Accent
		}
		right -= w
		p.text(right, 6, w+1, 16, word, f)
		h.units = append(h.units, spot{right - 4, 2, w + 8, 20, i})
		if i > first {
			right -= 11
			p.middle(right, 6, 11, 16, "·", small)
		}
	}
	zoom := func(word string, spotOf int) {
		f := small
		f.color = p.Accent
		if h.unitHot == spotOf {
			f.color = p.Text
		}
		w := f.width(word)
		right -= w + 12
		p.text(right, 6, w+1, 16, word, f)
		h.units = append(h.units, spot{right - 4, 2, w + 8, 20, spotOf})
	}
	if h.OnZoom != nil && h.data.Zoomed {
		zoom(lang.L("Whole log"), zoomOut)
	}
	if h.OnZoom != nil && !h.dragging && h.data.inside() {
		zoom(lang.L("Zoom in"), zoomIn)
	}
	period := h.period(from, to)
	if period != "" {
		f := small
		f.color = p.Text
		w := f.width(period)
		right -= w + 10
		p.text(right, 6, w+1, 16, period, f)
	}
	text := unitTitle(h.data.Unit)
	if times := magnified(h.bins); times > 1 {
		text = fmt.Sprintf(lang.L("%s, what was found drawn %s times as high"), text, h.Number(times))
	}
	if h.hover >= 0 && h.hover < len(h.bins) && !h.dragging {
		b := h.bins[h.hover]
		text = h.Date(b.From, h.data.Unit) + " · " + h.Number(b.Count)
		if b.All != b.Count {
			text = fmt.Sprintf(lang.L("%s of %s"), text, h.Number(b.All))
		}
		small.color = p.Text
	}
	p.text(histSide, 6, max(0, right-histSide-8), 16, text, small)
}

func unitTitle(unit string) string {
	switch unit {
	case "hour":
		return lang.L("Entries by hour")
	case "week":
		return lang.L("Entries by week")
	case "month":
		return lang.L("Entries by month")
	}
	return lang.L("Entries by day")
}

func unitWord(unit string) string {
	switch unit {
	case "hour":
		return lang.L("Hour")
	case "week":
		return lang.L("Week")
	case "month":
		return lang.L("Month")
	}
	return lang.L("Day")
}

// period is the chosen period in words, also while it is being dragged.
func (h *Histogram) period(from, to int) string {
	if !h.dragging && h.data.Period != "" {
		return h.data.Period
	}
	if to <= from {
		return ""
	}
	unit := h.data.Unit
	begin := h.data.starts(h.bins, from)
	last := h.data.starts(h.bins, to).Add(-time.Second)
	a, b := h.Date(begin, unit), h.Date(last, unit)
	if a == b {
		return a
	}
	return a + " – " + b
}

// bar is the bar at a place, held to what there is.
func (h *Histogram) bar(x float32) int {
	x0, w := h.plot()
	if len(h.bins) == 0 || w <= 0 {
		return -1
	}
	return min(max(0, int((x-x0)/w*float32(len(h.bins)))), len(h.bins)-1)
}

// Dragged implements fyne.Draggable.
func (h *Histogram) Dragged(ev *fyne.DragEvent) {
	at := h.bar(ev.Position.X)
	if at < 0 {
		return
	}
	if !h.dragging {
		if ev.Position.Y-ev.Dragged.DY < histHead-2 {
			return
		}
		h.dragging, h.dragFrom = true, h.bar(ev.Position.X-ev.Dragged.DX)
	}
	h.dragTo = at
	h.redraw()
}

// DragEnd implements fyne.Draggable.
func (h *Histogram) DragEnd() {
	if !h.dragging {
		return
	}
	h.dragging = false
	focus(h)
	h.choose(min(h.dragFrom, h.dragTo), max(h.dragFrom, h.dragTo)+1)
}

// choose takes bars as the period and tells of it.
func (h *Histogram) choose(from, to int) {
	from, to = max(0, from), min(to, len(h.bins))
	if to > from {
		h.data.From, h.data.To, h.data.Period = h.data.starts(h.bins, from), h.data.starts(h.bins, to), ""
		if h.OnPeriod != nil {
			h.OnPeriod(h.data.From, h.data.To)
		}
	}
	h.redraw()
}

func (h *Histogram) clearPeriod() {
	h.data.From, h.data.To, h.data.Period = time.Time{}, time.Time{}, ""
	h.redraw()
	if h.OnClear != nil {
		h.OnClear()
	}
}

// Tapped implements fyne.Tappable: a click on a bar chooses it, one on a unit
// changes the bars.
func (h *Histogram) Tapped(ev *fyne.PointEvent) {
	focus(h)
	for _, s := range h.units {
		if !s.has(ev.Position) {
			continue
		}
		switch {
		case s.i == zoomIn || s.i == zoomOut:
			h.zoom(s.i == zoomIn)
		case h.OnUnit != nil:
			h.OnUnit(histUnits[s.i])
		}
		return
	}
	if at := h.bar(ev.Position.X); at >= 0 && ev.Position.Y >= histHead {
		h.choose(at, at+1)
	}
}

// zoom shows only the bins of the chosen period, or all again.
func (h *Histogram) zoom(in bool) {
	if h.OnZoom != nil && (in && h.data.inside() || !in && h.data.Zoomed) {
		h.OnZoom(in)
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (h *Histogram) DoubleTapped(*fyne.PointEvent) { h.clearPeriod() }

// MouseIn implements desktop.Hoverable.
func (h *Histogram) MouseIn(ev *desktop.MouseEvent) { h.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (h *Histogram) MouseMoved(ev *desktop.MouseEvent) {
	hover, unit := -1, -1
	if ev.Position.Y >= histHead {
		hover = h.bar(ev.Position.X)
	}
	for _, s := range h.units {
		if s.has(ev.Position) {
			unit = s.i
		}
	}
	if hover != h.hover || unit != h.unitHot {
		h.hover, h.unitHot = hover, unit
		h.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (h *Histogram) MouseOut() {
	h.hover, h.unitHot = -1, -1
	h.redraw()
}

// Cursor implements desktop.Cursorable.
func (h *Histogram) Cursor() desktop.Cursor {
	if h.hover >= 0 {
		return desktop.CrosshairCursor
	}
	return desktop.DefaultCursor
}
