//go:build cgo || ci

package window

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"fyne.io/fyne/v2"
)

func TestARecordInUTF16IsShownAsText(t *testing.T) {
	for _, text := range []string{"30.09.2026 18:19\tSDD", "18:19\tÞóra"} {
		var raw []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			raw = binary.LittleEndian.AppendUint16(raw, unit)
		}
		if got := rawText(raw); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
	if got := rawText([]byte("plain, Þóra")); got != "plain, Þóra" {
		t.Errorf("UTF-8 is shown as %q", got)
	}
}

func TestKeysWorkWhateverWasClickedLast(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	canvas := h.w.win.Canvas()
	for name, part := range map[string]fyne.Focusable{"panel": r.views.facets, "histogram": r.views.histogram,
		"decision": r.detail.decision, "button": r.views.bundle, "chips": r.views.chips} {
		r.grid.Select(0)
		h.settle()
		canvas.Focus(part)
		part.TypedRune('/')
		if !r.views.search.Focused() {
			t.Errorf("with the focus in %s, / does not lead to the search field", name)
		}
		canvas.Focus(part)
		part.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
		if r.grid.Current() == 0 {
			t.Errorf("with the focus in %s, Page Down does nothing", name)
		}
	}
}

func TestANoteThatWasBegunStaysWithItsEntry(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	for _, step := range []struct {
		row         int
		found, left string
	}{{2, "", "begun here"}, {5, "", "and there"}, {2, "begun here", ""}, {5, "and there", ""}, {2, "", ""}} {
		r.grid.Select(step.row)
		h.settle()
		if got := r.detail.note.Text; got != step.found {
			t.Errorf("at row %d the field holds %q, expected %q", step.row, got, step.found)
		}
		r.detail.note.SetText(step.left)
	}
}
