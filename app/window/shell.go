//go:build cgo || ci

package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// shell holds the three panes. On a wide window the side panes stand beside
// the middle one; below foldWidth they are folded away, and one of them at a
// time can be shown. The lines between them can be dragged.
type shell struct {
	widget.BaseWidget
	left, centre, right fyne.CanvasObject
	leftWidth           float32
	rightWidth          float32

	wideLeft, wideRight     bool // shown on a wide window
	narrowLeft, narrowRight bool // shown on a narrow one
	narrow                  bool
	onChange                func() // panes were shown, hidden or resized
}

// foldWidth is the width below which the side panes fold, in Fyne units.
const foldWidth = 1150

const (
	leastSide   = 180
	leastCentre = 420
	grip        = 6 // what the mouse can take of a line between panes
)

func newShell(left, centre, right fyne.CanvasObject, leftWidth, rightWidth float32) *shell {
	s := &shell{left: left, centre: centre, right: right, leftWidth: leftWidth, rightWidth: rightWidth,
		wideLeft: true, wideRight: true}
	s.ExtendBaseWidget(s)
	return s
}

func (s *shell) leftShown() bool {
	if s.narrow {
		return s.narrowLeft
	}
	return s.wideLeft
}

func (s *shell) rightShown() bool {
	if s.narrow {
		return s.narrowRight
	}
	return s.wideRight
}

func (s *shell) toggleLeft() {
	if s.narrow {
		s.narrowLeft, s.narrowRight = !s.narrowLeft, false
	} else {
		s.wideLeft = !s.wideLeft
	}
	s.arrange()
}

func (s *shell) toggleRight() {
	if s.narrow {
		s.narrowRight, s.narrowLeft = !s.narrowRight, false
	} else {
		s.wideRight = !s.wideRight
	}
	s.arrange()
}

func (s *shell) showRight() {
	if !s.rightShown() {
		s.toggleRight()
	}
}

// hideSides folds what a narrow window shows beside the middle; it reports
// whether there was anything to fold.
func (s *shell) hideSides() bool {
	if !s.narrow || !s.narrowLeft && !s.narrowRight {
		return false
	}
	s.narrowLeft, s.narrowRight = false, false
	s.arrange()
	return true
}

func (s *shell) arrange() {
	s.Refresh()
	if s.onChange != nil {
		s.onChange()
	}
}

// drag moves the line beside a pane.
func (s *shell) drag(left bool, dx float32) {
	size := s.Size()
	other := float32(0)
	if left {
		if s.rightShown() {
			other = s.rightWidth
		}
		s.leftWidth = bounded(s.leftWidth+dx, leastSide, size.Width-other-leastCentre)
	} else {
		if s.leftShown() {
			other = s.leftWidth
		}
		s.rightWidth = bounded(s.rightWidth-dx, leastSide+60, size.Width-other-leastCentre)
	}
	s.Refresh()
}

func bounded(v, least, most float32) float32 { return max(least, min(v, most)) }

func (s *shell) CreateRenderer() fyne.WidgetRenderer {
	r := &shellRenderer{s: s,
		leftGrip: newGrip(func(dx float32) { s.drag(true, dx) }, s.arrange), leftLine: canvas.NewRectangle(nil),
		rightGrip: newGrip(func(dx float32) { s.drag(false, dx) }, s.arrange), rightLine: canvas.NewRectangle(nil)}
	r.colour()
	return r
}

type shellRenderer struct {
	s                   *shell
	leftGrip, rightGrip *gripWidget
	leftLine, rightLine *canvas.Rectangle
}

func (r *shellRenderer) colour() {
	line := theme.Color(theme.ColorNameSeparator)
	r.leftLine.FillColor, r.rightLine.FillColor = line, line
}

func (r *shellRenderer) Layout(size fyne.Size) {
	s := r.s
	was := s.narrow
	s.narrow = size.Width < foldWidth
	x, right := float32(0), size.Width
	show(s.left, s.leftShown())
	show(r.leftLine, s.leftShown())
	show(r.leftGrip, s.leftShown())
	show(s.right, s.rightShown())
	show(r.rightLine, s.rightShown())
	show(r.rightGrip, s.rightShown())
	if s.leftShown() {
		place(s.left, 0, 0, s.leftWidth, size.Height)
		x = s.leftWidth
		place(r.leftLine, x, 0, 1, size.Height)
		place(r.leftGrip, x-grip/2, 0, grip, size.Height)
		x++
	}
	if s.rightShown() {
		right = size.Width - s.rightWidth
		place(s.right, right, 0, s.rightWidth, size.Height)
		right--
		place(r.rightLine, right, 0, 1, size.Height)
		place(r.rightGrip, right-grip/2, 0, grip, size.Height)
	}
	place(s.centre, x, 0, max(0, right-x), size.Height)
	if was != s.narrow && s.onChange != nil {
		s.onChange()
	}
}

func (r *shellRenderer) MinSize() fyne.Size { return fyne.NewSize(leastCentre, 300) }
func (r *shellRenderer) Refresh() {
	r.colour()
	r.Layout(r.s.Size())
	canvas.Refresh(r.leftLine)
	canvas.Refresh(r.rightLine)
}
func (r *shellRenderer) Destroy() {}
func (r *shellRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.centre, r.s.left, r.s.right, r.leftLine, r.rightLine, r.leftGrip, r.rightGrip}
}

func show(o fyne.CanvasObject, yes bool) {
	if yes && !o.Visible() {
		o.Show()
	} else if !yes && o.Visible() {
		o.Hide()
	}
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// gripWidget is what the mouse takes to move the line between two panes.
type gripWidget struct {
	widget.BaseWidget
	moved func(dx float32)
	ended func()
}

func newGrip(moved func(float32), ended func()) *gripWidget {
	g := &gripWidget{moved: moved, ended: ended}
	g.ExtendBaseWidget(g)
	return g
}

func (g *gripWidget) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
func (g *gripWidget) Cursor() desktop.Cursor    { return desktop.HResizeCursor }
func (g *gripWidget) Dragged(e *fyne.DragEvent) { g.moved(e.Dragged.DX) }
func (g *gripWidget) DragEnd()                  { g.ended() }
