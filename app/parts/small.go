package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// plain is a part that takes no input.
type plain struct{ sketch }

func newPlain(least func() fyne.Size, draw func(p *pen, size fyne.Size)) *plain {
	s := &plain{}
	s.draw, s.least = draw, least
	s.ExtendBaseWidget(s)
	return s
}

// Rule is a thin line across.
func Rule() fyne.CanvasObject {
	return newPlain(func() fyne.Size { return fyne.NewSize(1, 1) }, func(p *pen, size fyne.Size) {
		p.fill(0, 0, size.Width, 1, p.Line, 0)
	})
}

// NewKey is the picture of a key, as in hints.
func NewKey(name string) fyne.CanvasObject {
	f := font{size: look.SizeSmall}.mono()
	return newPlain(func() fyne.Size { return fyne.NewSize(f.width(name)+10, 18) }, func(p *pen, size fyne.Size) {
		p.frame(0, (size.Height-17)/2, size.Width, 17, p.Sunken, p.Line, look.SmallRadius)
		f.color = p.Quiet
		p.middle(0, 0, size.Width, size.Height, name, f)
	})
}

// Flow is a part whose height depends on its width.
type Flow struct {
	sketch
	arrange func(p *pen, width float32) float32
}

func newFlow(least float32, arrange func(p *pen, width float32) float32) *Flow {
	s := &Flow{arrange: arrange}
	s.draw = func(p *pen, size fyne.Size) { arrange(p, size.Width) }
	s.least = func() fyne.Size {
		w := s.Size().Width
		if w < least {
			w = max(least, 260)
		}
		var scratch pen
		scratch.begin()
		return fyne.NewSize(least, arrange(&scratch, w))
	}
	s.ExtendBaseWidget(s)
	return s
}

// Resize implements fyne.CanvasObject; another width can mean another height.
func (s *Flow) Resize(size fyne.Size) {
	before := s.Size().Width
	s.BaseWidget.Resize(size)
	if before != size.Width {
		canvas.Refresh(s)
	}
}

// NewNote shows a note with its author and time above it.
func NewNote(head, text string) *Flow {
	return newFlow(120, func(p *pen, w float32) float32 {
		f := font{size: look.SizeText, color: p.Text}
		h := 30 + float32(len(wrap(text, w-24, f.size, f.style)))*18
		p.fill(0, 0, w, h, p.Ground, look.SmallRadius)
		p.fill(0, 0, 3, h, p.Accent, 0)
		p.text(13, 5, w-20, 16, head, font{size: look.SizeSmall, color: p.Quiet})
		p.lines(13, 23, w-24, 18, text, f)
		return h
	})
}

// NewCheck is one line of what was checked: a sign, what, and the outcome.
func NewCheck(mark look.Mark, title, detail string) *Flow {
	return newFlow(120, func(p *pen, w float32) float32 {
		small := font{size: look.SizeSmall, color: p.Quiet}
		p.mark(2, 10, 14, 20, mark)
		p.text(30, 10, w-30, 20, title, font{size: look.SizeText, color: p.Text}.bold())
		h := 30 + p.lines(30, 30, w-32, 16, detail, small) + 8
		p.fill(0, h-1, w, 1, p.Line, 0)
		return h
	})
}
