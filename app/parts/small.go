package parts

import (
	"image/color"

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

// Pane is a coloured ground to lay below content; ground is asked for each
// drawing, so that it follows the theme: Pane(look.Surface).
func Pane(ground func() color.Color) fyne.CanvasObject {
	return newPlain(func() fyne.Size { return fyne.NewSize(1, 1) }, func(p *pen, size fyne.Size) {
		p.fill(0, 0, size.Width, size.Height, ground(), 0)
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

// RecentRow is one workspace or bundle that was open before.
type RecentRow struct {
	Name, Detail string
	Notice       string // in amber: something waits there
	When         string
	OnTapped     func()
}

// NewRecent shows what was open before, each row pressed as a whole.
func NewRecent(rows []RecentRow) fyne.CanvasObject {
	box := &fyne.Container{Layout: stacked{}}
	for i, r := range rows {
		box.Objects = append(box.Objects, newRecentRow(r, i == 0, i == len(rows)-1))
	}
	return box
}

// stacked lays rows below each other without a gap.
type stacked struct{}

// Layout implements fyne.Layout.
func (stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		h := o.MinSize().Height
		place(o, 0, y, size.Width, h)
		y += h
	}
}

// MinSize implements fyne.Layout.
func (stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		m := o.MinSize()
		size.Width, size.Height = max(size.Width, m.Width), size.Height+m.Height
	}
	return size
}

type recentRow struct {
	sketch
	RecentRow
	first, last bool

	pressable
}

func newRecentRow(r RecentRow, first, last bool) *recentRow {
	w := &recentRow{RecentRow: r, first: first, last: last}
	w.draw = w.paint
	w.least = func() fyne.Size { return fyne.NewSize(200, 44) }
	w.pressable.act = func() {
		if w.OnTapped != nil {
			w.OnTapped()
		}
	}
	w.pressable.again = w.redraw
	w.pressable.self = w
	w.ExtendBaseWidget(w)
	return w
}

// Tapped implements fyne.Tappable.
func (r *recentRow) Tapped(*fyne.PointEvent) { r.press(r) }

func (r *recentRow) paint(p *pen, size fyne.Size) {
	ground := p.Surface
	if r.hovered {
		ground = p.Hover
	}
	p.frame(0, 0, size.Width, size.Height, ground, p.Line, 0)
	if !r.last { // rows share their border
		p.fill(1, size.Height-1, size.Width-2, 1, ground, 0)
	}
	if r.focused {
		p.fill(0, 6, 3, size.Height-12, p.Accent, 1)
	}
	small := font{size: look.SizeSmall, color: p.Quiet}
	right := size.Width - 14
	p.right(0, 0, right, size.Height, r.When, small)
	right -= small.width(r.When) + 16
	if r.Notice != "" {
		notice := small
		notice.color = p.Amber
		p.right(0, 0, right, size.Height, r.Notice, notice)
		right -= small.width(r.Notice) + 16
	}
	w, _ := p.text(14, 0, right-14, size.Height, r.Name, font{size: look.SizeText, color: p.Text}.bold())
	if room := right - 14 - w - 10; room > 30 {
		p.text(14+w+10, 0, room, size.Height, r.Detail, small)
	}
}
