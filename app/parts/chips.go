package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"probity/app/look"
)

// Chip is one term of a filter in words: Text "operator is", Values "budi"; the
// values stand in bold with Or between them. Without values it is just the text.
type Chip struct {
	Text   string
	Values []string
	Or     string
	Not    bool // drawn in the colour of danger, so that an exclusion is not overlooked
}

// Chips shows the terms of a filter, each with a cross that takes it away, on as
// many lines as they need, and at the end a word that takes all away. Left and
// Right move, Delete and Enter take away.
type Chips struct {
	sketch
	OnRemove func(i int)
	OnClear  func()
	OnTapped func(i int) // a click on the text; nil does nothing

	chips   []Chip
	spots   []spot
	hover   int
	at      int
	focused bool
}

// spot is where something that can be pressed was drawn.
type spot struct {
	x, y, w, h float32
	i          int
}

func (s spot) has(p fyne.Position) bool {
	return p.X >= s.x && p.X < s.x+s.w && p.Y >= s.y && p.Y < s.y+s.h
}

const (
	chipHeight = 24
	chipGap    = 8
	chipCross  = 22
	clearAll   = -1
)

// NewChips makes an empty row of chips.
func NewChips() *Chips {
	c := &Chips{hover: -2}
	c.draw, c.least = c.paint, c.min
	c.ExtendBaseWidget(c)
	return c
}

// SetChips shows other terms.
func (c *Chips) SetChips(chips []Chip) {
	c.chips, c.hover = chips, -2
	c.at = min(c.at, max(0, len(chips)-1))
	c.redraw()
	canvas.Refresh(c)
}

// Len is the number of chips.
func (c *Chips) Len() int { return len(c.chips) }

func (c *Chips) min() fyne.Size {
	if len(c.chips) == 0 {
		return fyne.NewSize(40, 0)
	}
	return fyne.NewSize(120, c.place(max(c.Size().Width, 240)))
}

// Resize implements fyne.CanvasObject; another width can mean more lines.
func (c *Chips) Resize(s fyne.Size) {
	before := c.Size().Width
	c.BaseWidget.Resize(s)
	if before != s.Width {
		canvas.Refresh(c)
	}
}

func (c *Chips) words(i int) font {
	p := look.Current()
	f := font{size: look.SizeText, color: p.Text}
	if c.chips[i].Not {
		f.color = p.Danger
	}
	return f
}

func (c *Chips) width(i int) float32 {
	ch := &c.chips[i]
	f := c.words(i)
	w := 10 + f.width(ch.Text) + chipCross + 4
	for k, v := range ch.Values {
		if k > 0 {
			w += f.width(ch.Or) + 10
		} else {
			w += 5
		}
		w += f.bold().width(v)
	}
	return min(w, 420)
}

// place works out where the chips stand in a width and gives the height.
func (c *Chips) place(width float32) float32 {
	c.spots = c.spots[:0]
	clear := font{size: look.SizeSmall}.width(lang.L("Clear all")) + 8
	var x, y float32
	for i := range c.chips {
		w := min(c.width(i), width)
		if x > 0 && x+w > width-clear {
			x, y = 0, y+chipHeight+6
		}
		c.spots = append(c.spots, spot{x, y, w, chipHeight, i})
		x += w + chipGap
	}
	if len(c.chips) > 0 {
		c.spots = append(c.spots, spot{width - clear, y, clear, chipHeight, clearAll})
	}
	return y + chipHeight
}

func (c *Chips) paint(p *pen, size fyne.Size) {
	c.place(size.Width)
	for _, s := range c.spots {
		if s.i == clearAll {
			f := font{size: look.SizeSmall, color: p.Quiet}
			if c.hover == clearAll {
				f.color = p.Accent
			}
			p.right(s.x, s.y, s.w, s.h, lang.L("Clear all"), f)
			continue
		}
		c.chip(p, s)
	}
}

func (c *Chips) chip(p *pen, s spot) {
	ch := &c.chips[s.i]
	border := p.Selection
	if c.focused && s.i == c.at {
		border = p.Accent
	}
	p.frame(s.x, s.y, s.w, s.h, p.Selection, border, chipHeight/2)
	f := c.words(s.i)
	x, end := s.x+10, s.x+s.w-chipCross
	w, _ := p.text(x, s.y, end-x, s.h, ch.Text, f)
	x += w
	for k, v := range ch.Values {
		if k > 0 {
			w, _ = p.text(x+5, s.y, end-x-5, s.h, ch.Or, f)
			x += w + 10
		} else if ch.Text != "" {
			x += 5
		}
		if end-x < 4 {
			break
		}
		w, _ = p.text(x, s.y, end-x, s.h, v, f.bold())
		x += w
	}
	cross := font{size: look.SizeSmall, color: p.Quiet}
	if c.hover == s.i {
		cross.color = p.Danger
	}
	p.middle(end, s.y, chipCross-4, s.h, "✕", cross)
}

func (c *Chips) find(at fyne.Position) (spot, bool) {
	for _, s := range c.spots {
		if s.has(at) {
			return s, true
		}
	}
	return spot{i: -2}, false
}

func (c *Chips) remove(i int) {
	if i >= 0 && i < len(c.chips) && c.OnRemove != nil {
		c.OnRemove(i)
	}
}

// Tapped implements fyne.Tappable.
func (c *Chips) Tapped(ev *fyne.PointEvent) {
	s, ok := c.find(ev.Position)
	switch {
	case !ok:
	case s.i == clearAll:
		if c.OnClear != nil {
			c.OnClear()
		}
	case ev.Position.X >= s.x+s.w-chipCross-2:
		c.remove(s.i)
	case c.OnTapped != nil:
		c.OnTapped(s.i)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chips) MouseIn(ev *desktop.MouseEvent) { c.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (c *Chips) MouseMoved(ev *desktop.MouseEvent) {
	s, _ := c.find(ev.Position)
	if s.i >= 0 && ev.Position.X < s.x+s.w-chipCross-2 {
		s.i = -2
	}
	if s.i != c.hover {
		c.hover = s.i
		c.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (c *Chips) MouseOut() {
	c.hover = -2
	c.redraw()
}

// FocusGained implements fyne.Focusable.
func (c *Chips) FocusGained() {
	c.focused = true
	c.redraw()
}

// FocusLost implements fyne.Focusable.
func (c *Chips) FocusLost() {
	c.focused = false
	c.redraw()
}

// TypedRune implements fyne.Focusable.
func (c *Chips) TypedRune(r rune) { onRune(c, r) }

// TypedKey implements fyne.Focusable.
func (c *Chips) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		c.at = max(0, c.at-1)
	case fyne.KeyRight:
		c.at = max(0, min(len(c.chips)-1, c.at+1))
	case fyne.KeyDelete, fyne.KeyBackspace, fyne.KeyReturn, fyne.KeyEnter:
		c.remove(c.at)
	default:
		onKey(c, ev)
	}
	c.redraw()
}
