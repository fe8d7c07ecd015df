package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// FocusGained implements fyne.Focusable.
func (h *Histogram) FocusGained() {
	h.focused = true
	h.redraw()
}

// FocusLost implements fyne.Focusable.
func (h *Histogram) FocusLost() {
	h.focused, h.shift = false, false
	h.redraw()
}

// KeyDown implements desktop.Keyable.
func (h *Histogram) KeyDown(ev *fyne.KeyEvent) { h.shiftKey(ev, true) }

// KeyUp implements desktop.Keyable.
func (h *Histogram) KeyUp(ev *fyne.KeyEvent) { h.shiftKey(ev, false) }

func (h *Histogram) shiftKey(ev *fyne.KeyEvent, down bool) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		h.shift = down
	}
}

// TypedRune implements fyne.Focusable.
func (h *Histogram) TypedRune(r rune) {
	if r == '+' || r == '-' {
		h.zoom(r == '+')
		return
	}
	onRune(h, r)
}

// TypedKey implements fyne.Focusable.
func (h *Histogram) TypedKey(ev *fyne.KeyEvent) {
	by := 0
	switch ev.Name {
	case fyne.KeyLeft:
		by = -1
	case fyne.KeyRight:
		by = 1
	case fyne.KeyDelete, fyne.KeyBackspace:
		h.clearPeriod()
		return
	default:
		onKey(h, ev)
		return
	}
	from, to := h.data.chosen(h.bins)
	switch {
	case to <= from: // nothing chosen yet: begin at the end that is nearer to now
		h.choose(len(h.bins)-1, len(h.bins))
	case h.shift:
		h.choose(from, max(from+1, to+by))
	case from+by >= 0 && to+by <= len(h.bins):
		h.choose(from+by, to+by)
	}
}
