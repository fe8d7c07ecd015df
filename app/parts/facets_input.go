package parts

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Resize implements fyne.CanvasObject.
func (f *Facets) Resize(size fyne.Size) {
	f.BaseWidget.Resize(size)
	f.redraw()
}

// MouseDown implements desktop.Mouseable.
func (f *Facets) MouseDown(ev *desktop.MouseEvent) { f.mod = ev.Modifier }

// MouseUp implements desktop.Mouseable.
func (f *Facets) MouseUp(*desktop.MouseEvent) {}

// Tapped implements fyne.Tappable.
func (f *Facets) Tapped(ev *fyne.PointEvent) {
	f.tip.HideTip()
	i := f.find(ev.Position.Y)
	if i >= 0 {
		f.at = i
	}
	add := f.mod&fyne.KeyModifierShortcutDefault != 0
	f.mod = 0
	focus(f)
	if f.hover == i && f.outAt(i, ev.Position.X) {
		f.exclude(i)
	} else if f.foldAt(i, ev.Position.X) {
		it := f.items[i]
		f.fold(i, f.sections[it.section].Values[it.row].Fold == FoldClosed)
	} else {
		f.press(i, add)
	}
	f.redraw()
}

// TappedSecondary implements fyne.SecondaryTappable.
func (f *Facets) TappedSecondary(ev *fyne.PointEvent) {
	f.tip.HideTip()
	f.exclude(f.find(ev.Position.Y))
}

// Scrolled implements fyne.Scrollable.
func (f *Facets) Scrolled(ev *fyne.ScrollEvent) {
	f.tip.HideTip()
	f.scrollTo(f.y - ev.Scrolled.DY)
	f.redraw()
}

// Dragged implements fyne.Draggable: along the right edge it scrolls.
func (f *Facets) Dragged(ev *fyne.DragEvent) {
	if !f.dragging && ev.Position.X-ev.Dragged.DX < f.Size().Width-10 {
		return
	}
	f.dragging = true
	if h := f.Size().Height; h > 0 {
		f.scrollTo(f.y + ev.Dragged.DY*f.total/h)
	}
	f.redraw()
}

// DragEnd implements fyne.Draggable.
func (f *Facets) DragEnd() { f.dragging = false }

// MouseIn implements desktop.Hoverable.
func (f *Facets) MouseIn(ev *desktop.MouseEvent) { f.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (f *Facets) MouseMoved(ev *desktop.MouseEvent) {
	i := f.find(ev.Position.Y)
	f.tip.Offer(f, f.cutAt(i), ev.Position, 500*time.Millisecond)
	if out := f.outAt(i, ev.Position.X); i != f.hover || out != f.outHot {
		f.hover, f.outHot = i, out
		f.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (f *Facets) MouseOut() {
	f.tip.HideTip()
	f.hover, f.outHot = -1, false
	f.redraw()
}

// FocusGained implements fyne.Focusable.
func (f *Facets) FocusGained() {
	f.focused = true
	if f.at < 0 {
		f.step(1)
	}
	f.redraw()
}

// FocusLost implements fyne.Focusable.
func (f *Facets) FocusLost() {
	f.focused = false
	f.redraw()
}

// TypedRune implements fyne.Focusable.
func (f *Facets) TypedRune(r rune) {
	switch r {
	case '+':
		f.press(f.at, true)
	case '-':
		f.exclude(f.at)
	case ' ':
	default:
		onRune(f, r)
	}
}

// TypedKey implements fyne.Focusable.
func (f *Facets) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyDown:
		f.step(1)
	case fyne.KeyUp:
		f.step(-1)
	case fyne.KeyRight:
		f.fold(f.at, true)
	case fyne.KeyLeft:
		f.fold(f.at, false)
	case fyne.KeyHome:
		f.at = -1
		f.step(1)
	case fyne.KeyEnd:
		f.at = len(f.items)
		f.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		f.press(f.at, false)
	case fyne.KeyDelete:
		f.exclude(f.at)
	case fyne.KeyEscape:
		if f.inside != "" {
			f.SearchIn(f.inside)
			return
		}
		onKey(f, ev)
	default:
		onKey(f, ev)
	}
}

// step moves to the next item that can be pressed and shows it.
func (f *Facets) step(by int) {
	for i := f.at + by; i >= 0 && i < len(f.items); i += by {
		it := f.items[i]
		if it.kind == facetSearch || it.kind == facetRoom || it.kind == facetTitle && f.sections[it.section].NoSearch {
			continue
		}
		f.at = i
		if it.y < f.y {
			f.scrollTo(it.y - 8)
		} else if end := it.y + it.h; end > f.y+f.Size().Height {
			f.scrollTo(end - f.Size().Height + 8)
		}
		break
	}
	f.redraw()
}

// facetEntry is the search inside a field. Escape closes it, Down and Enter lead
// to the values found.
type facetEntry struct {
	widget.Entry
	f *Facets
}

func newFacetEntry(f *Facets) *facetEntry {
	e := &facetEntry{f: f}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *facetEntry) TypedKey(ev *fyne.KeyEvent) {
	f := e.f
	switch ev.Name {
	case fyne.KeyEscape:
		focus(f)
		f.SearchIn(f.inside)
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		for i, it := range f.items {
			if it.kind == facetValue && f.sections[it.section].Field == f.inside {
				f.at = i
				focus(f)
				break
			}
		}
		f.redraw()
	default:
		e.Entry.TypedKey(ev)
	}
}
