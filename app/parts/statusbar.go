package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/look"
)

// StatusItem is one text of a status bar.
type StatusItem struct {
	Text   string
	Tone   Tone
	Bold   bool
	Tapped func() // makes it a button
}

// StatusBar is the row at the bottom of the window: texts at the left and at the
// right, and at the far right a thin bar of progress.
type StatusBar struct {
	sketch
	left, right []StatusItem
	progress    float64
	spots       []spot
	hover       int
	at          int
	focused     bool
}

const (
	statusGap  = 16
	statusSide = 12
	statusBar  = 90
)

// NewStatusBar makes an empty status bar.
func NewStatusBar() *StatusBar {
	s := &StatusBar{progress: -1, hover: -1, at: -1}
	s.draw = s.paint
	s.least = func() fyne.Size { return fyne.NewSize(200, 28) }
	s.ExtendBaseWidget(s)
	return s
}

// SetLeft shows other texts at the left.
func (s *StatusBar) SetLeft(items []StatusItem) {
	s.left = items
	s.redraw()
}

// SetRight shows other texts at the right, the last one at the end.
func (s *StatusBar) SetRight(items []StatusItem) {
	s.right = items
	s.redraw()
}

// SetProgress shows how far something is, from 0 to 1; below 0 shows no bar.
func (s *StatusBar) SetProgress(share float64) {
	s.progress = min(share, 1)
	s.redraw()
}

func (s *StatusBar) item(i int) *StatusItem {
	if i < len(s.left) {
		return &s.left[i]
	}
	if i -= len(s.left); i < len(s.right) {
		return &s.right[i]
	}
	return nil
}

func (s *StatusBar) paint(p *pen, size fyne.Size) {
	s.spots = s.spots[:0]
	right := size.Width - statusSide
	if s.progress >= 0 {
		y := size.Height/2 - 3
		p.fill(right-statusBar, y, statusBar, 6, p.Sunken, 3)
		if s.progress > 0 {
			p.fill(right-statusBar, y, max(6, statusBar*float32(s.progress)), 6, p.Green, 3)
		}
		right -= statusBar + statusGap
	}
	for i := len(s.right) - 1; i >= 0; i-- {
		w := s.font(&s.right[i]).width(s.right[i].Text)
		right -= w
		s.one(p, len(s.left)+i, right, w, size.Height)
		right -= statusGap
	}
	x := float32(statusSide)
	for i := range s.left {
		room := right - x
		if room < 20 {
			return
		}
		w := min(room, s.font(&s.left[i]).width(s.left[i].Text))
		s.one(p, i, x, w, size.Height)
		x += w + statusGap
	}
}

func (s *StatusBar) font(it *StatusItem) font {
	f := font{size: look.SizeSmall, color: it.Tone.in(look.Current())}
	f.style.Bold = it.Bold
	return f
}

func (s *StatusBar) one(p *pen, i int, x, w, h float32) {
	it := s.item(i)
	f := s.font(it)
	if it.Tapped != nil {
		s.spots = append(s.spots, spot{x - 4, 0, w + 8, h, i})
		if s.hover == i {
			f.color = p.Accent
		}
		if s.focused && s.at == i {
			p.frame(x-4, 4, w+8, h-8, nil, p.Accent, look.SmallRadius)
		}
	}
	p.text(x, 0, w+1, h, it.Text, f)
}

func (s *StatusBar) find(at fyne.Position) int {
	for _, sp := range s.spots {
		if sp.has(at) {
			return sp.i
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (s *StatusBar) Tapped(ev *fyne.PointEvent) { s.press(s.find(ev.Position)) }

func (s *StatusBar) press(i int) {
	if i < 0 {
		return
	}
	if it := s.item(i); it != nil && it.Tapped != nil {
		it.Tapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (s *StatusBar) MouseIn(ev *desktop.MouseEvent) { s.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (s *StatusBar) MouseMoved(ev *desktop.MouseEvent) {
	if i := s.find(ev.Position); i != s.hover {
		s.hover = i
		s.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (s *StatusBar) MouseOut() {
	s.hover = -1
	s.redraw()
}

// FocusGained implements fyne.Focusable.
func (s *StatusBar) FocusGained() {
	s.focused, s.at = true, -1
	s.step(1)
}

// FocusLost implements fyne.Focusable.
func (s *StatusBar) FocusLost() {
	s.focused = false
	s.redraw()
}

// TypedRune implements fyne.Focusable.
func (s *StatusBar) TypedRune(r rune) {
	if r != ' ' {
		onRune(s, r)
	}
}

// TypedKey implements fyne.Focusable.
func (s *StatusBar) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		s.step(-1)
	case fyne.KeyRight:
		s.step(1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		s.press(s.at)
	default:
		onKey(s, ev)
	}
}

func (s *StatusBar) step(by int) {
	for i := s.at + by; i >= 0 && s.item(i) != nil; i += by {
		if s.item(i).Tapped != nil {
			s.at = i
			break
		}
	}
	s.redraw()
}
