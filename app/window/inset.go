//go:build cgo || ci

package window

import "fyne.io/fyne/v2"

// margins is padding that never gives what is in it a negative size, however
// small the window is.
type margins struct{ top, bottom, left, right float32 }

func inset(top, bottom, left, right float32) fyne.Layout {
	return margins{top, bottom, left, right}
}

func (m margins) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size.AddWidthHeight(m.left+m.right, m.top+m.bottom)
}

func (m margins) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, m.left, m.top, max(0, size.Width-m.left-m.right), max(0, size.Height-m.top-m.bottom))
	}
}

// frame puts what is first at the top, what is last at the bottom, and gives
// the middle the rest, without the gaps of the toolkit's border. Top and
// bottom may be nil.
func frame(top, middle, bottom fyne.CanvasObject) *fyne.Container {
	l := &frameLayout{top, middle, bottom}
	c := &fyne.Container{Layout: l}
	for _, o := range []fyne.CanvasObject{middle, bottom, top} { // what hangs below the top is painted last
		if o != nil {
			c.Objects = append(c.Objects, o)
		}
	}
	return c
}

type frameLayout struct{ top, middle, bottom fyne.CanvasObject }

func needed(o fyne.CanvasObject) fyne.Size {
	if o == nil || !o.Visible() {
		return fyne.Size{}
	}
	return o.MinSize()
}

func (f *frameLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	t, m, b := needed(f.top), needed(f.middle), needed(f.bottom)
	return fyne.NewSize(max(t.Width, m.Width, b.Width), t.Height+m.Height+b.Height)
}

func (f *frameLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	t, b := needed(f.top).Height, needed(f.bottom).Height
	if f.top != nil {
		place(f.top, 0, 0, size.Width, t)
	}
	if f.bottom != nil {
		place(f.bottom, 0, size.Height-b, size.Width, b)
	}
	place(f.middle, 0, t, size.Width, max(0, size.Height-t-b))
}
