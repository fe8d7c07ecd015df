package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/look"
)

// Segment is one choice of a Segments.
type Segment struct {
	Key, Text string
	Mark      look.Mark
}

// Segments is a row of choices of which at most one holds, such as the status of
// an entry. Left and Right move within it.
type Segments struct {
	sketch
	OnChosen func(key string)

	items    []Segment
	selected string
	hover    int
	at       int // where the keys are
	focused  bool
	disabled bool
}

// NewSegments makes a switch.
func NewSegments(items []Segment, chosen func(key string)) *Segments {
	s := &Segments{items: items, OnChosen: chosen, hover: -1}
	s.draw, s.least = s.paint, s.min
	s.ExtendBaseWidget(s)
	return s
}

// SetSelected shows which choice holds, without calling OnChosen; an unknown key
// shows none.
func (s *Segments) SetSelected(key string) {
	s.selected = key
	for i := range s.items {
		if s.items[i].Key == key {
			s.at = i
		}
	}
	s.redraw()
}

// Selected is the key of the choice that holds.
func (s *Segments) Selected() string { return s.selected }

// SetEnabled lets a choice be made or not.
func (s *Segments) SetEnabled(on bool) {
	s.disabled = !on
	s.redraw()
}

func (s *Segments) min() fyne.Size {
	var w float32
	for i := range s.items {
		w += s.need(i)
	}
	return fyne.NewSize(w, 28)
}

// need is what a choice needs at least.
func (s *Segments) need(i int) float32 {
	bold := s.items[i].Key == s.selected
	w := font{size: look.SizeText, style: fyne.TextStyle{Bold: bold}}.width(s.items[i].Text) + 10
	if s.items[i].Mark != look.MarkNone {
		w += 14
	}
	return w
}

// span is where a choice stands: what is left over goes to all alike.
func (s *Segments) span(i int, width float32) (x, w float32) {
	spare := (width - s.min().Width) / float32(max(1, len(s.items)))
	for k := range i {
		x += s.need(k) + spare
	}
	return x, s.need(i) + spare
}

func (s *Segments) paint(p *pen, size fyne.Size) {
	ring(p, size, s.focused, p.Surface, p.Line)
	for i, it := range s.items {
		x, w := s.span(i, size.Width)
		f := font{size: look.SizeText, color: p.Text}
		switch {
		case it.Key == s.selected:
			p.fill(x+1, 2, w-2, size.Height-4, p.Selection, 4)
			f = f.bold()
			if it.Mark != look.MarkNone {
				f.color = it.Mark.In(p.Palette)
			}
		case i == s.hover && !s.disabled:
			p.fill(x+1, 2, w-2, size.Height-4, p.Hover, 4)
		case s.disabled:
			f.color = p.Quiet
		}
		if s.focused && i == s.at {
			p.fill(x+6, size.Height-4, w-12, 2, p.Accent, 1)
		}
		if i > 0 {
			p.fill(x, 1, 1, size.Height-2, p.Line, 0)
		}
		text := f.width(it.Text)
		if it.Mark == look.MarkNone {
			p.middle(x, 0, w, size.Height, it.Text, f)
			continue
		}
		left := x + (w-text-14)/2
		p.mark(left, 0, 12, size.Height, it.Mark)
		p.text(left+14, 0, text+1, size.Height, it.Text, f)
	}
}

func (s *Segments) index(x float32) int {
	for i := range s.items {
		if from, w := s.span(i, s.Size().Width); x >= from && x < from+w {
			return i
		}
	}
	return -1
}

func (s *Segments) choose(i int) {
	if i < 0 || i >= len(s.items) || s.disabled {
		return
	}
	s.at = i
	s.redraw()
	if s.OnChosen != nil {
		s.OnChosen(s.items[i].Key)
	}
}

// Tapped implements fyne.Tappable.
func (s *Segments) Tapped(ev *fyne.PointEvent) {
	focus(s)
	s.choose(s.index(ev.Position.X))
}

// MouseIn implements desktop.Hoverable.
func (s *Segments) MouseIn(ev *desktop.MouseEvent) { s.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (s *Segments) MouseMoved(ev *desktop.MouseEvent) {
	s.hover = s.index(ev.Position.X)
	s.redraw()
}

// MouseOut implements desktop.Hoverable.
func (s *Segments) MouseOut() {
	s.hover = -1
	s.redraw()
}

// FocusGained implements fyne.Focusable.
func (s *Segments) FocusGained() {
	s.focused = true
	s.redraw()
}

// FocusLost implements fyne.Focusable.
func (s *Segments) FocusLost() {
	s.focused = false
	s.redraw()
}

// TypedRune implements fyne.Focusable.
func (s *Segments) TypedRune(r rune) {
	if r != ' ' {
		onRune(s, r)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Segments) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		s.at = max(0, s.at-1)
	case fyne.KeyRight:
		s.at = min(len(s.items)-1, s.at+1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		s.choose(s.at)
	default:
		onKey(s, ev)
	}
	s.redraw()
}
