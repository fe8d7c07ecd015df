//go:build ci

package window

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

func TestWhatIsInferredOfAnEntryIsShownAlsoWhenItTakesLong(t *testing.T) {
	pause := inferPause
	inferPause = 0
	t.Cleanup(func() { inferPause = pause })
	h := newHarness(t, 1280, 800)
	h.workspace(3000)
	r := h.w.review
	r.apply(mustParse(t, r, "impersonated:*"))
	h.settle()
	if r.result.Len() < 5 {
		t.Fatalf("%d entries by somebody else", r.result.Len())
	}
	for i := range 5 {
		r.grid.Select(i)
		h.settle()
		if d := r.detail.shown; d == nil || d.Inferred.Acting == nil {
			t.Errorf("entry %d does not say who was likely acting", i)
		}
	}
}

func TestWhatIsInferredLateIsFilledInWithoutMovingTheRest(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(3000)
	r := h.w.review
	r.apply(mustParse(t, r, "impersonated:*"))
	h.settle()
	d := r.detail
	kept := d.kept[entry.Actor]
	if kept == 0 {
		t.Fatal("no line is known from elsewhere")
	}
	var found chan struct{}
	r.inferring = func(ctx context.Context, row query.Row) (session.Inferred, error) {
		wait := found
		<-wait
		return r.s.Infer(ctx, row)
	}
	found = make(chan struct{})
	r.grid.Select(1)
	h.until("the entry without what is sought", func() bool { return d.pending })
	box, was := d.box.Objects, d.table
	if got := d.table.HeightOf(d.beyond(d.shown, entry.Actor)); got != kept {
		t.Errorf("%v is kept free, the entry before needed %v", got, kept)
	}
	height := d.table.MinSize().Height
	close(found)
	h.settle()
	if d.pending || d.table != was || &d.box.Objects[0] != &box[0] || d.shown.Acting == nil {
		t.Errorf("pending %v; the pane was made anew: %v", d.pending, d.table != was)
	}
	if got := d.table.MinSize().Height; got != height {
		t.Errorf("the fields were %v high and are %v", height, got)
	}

	d.kept[entry.Actor] = 22 // less than is needed
	h.w.win.Resize(fyne.NewSize(1280, 420))
	found = make(chan struct{})
	r.grid.Select(2)
	h.until("the entry without what is sought", func() bool { return d.pending })
	d.above.ScrollToBottom()
	at, end := d.above.Offset.Y, d.endOfBeyond()
	if at <= end {
		t.Fatalf("scrolled to %v, the place ends at %v", at, end)
	}
	height = d.table.MinSize().Height
	close(found)
	h.settle()
	if grown := d.table.MinSize().Height - height; grown <= 0 || d.above.Offset.Y-at != grown {
		t.Errorf("the fields grew by %v, what is read by %v", grown, d.above.Offset.Y-at)
	}
}
