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
