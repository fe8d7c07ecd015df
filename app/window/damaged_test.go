//go:build ci

package window

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"

	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// TestWhatWasDamagedIsNotShownAsEmpty flips a bit in the column of operators: its
// bytes follow its name and kind in the file.
func TestWhatWasDamagedIsNotShownAsEmpty(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(300)
	path := h.w.review.s.Path()
	h.w.closeSession()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, kind := range []string{"code", "text"} {
		if at := bytes.Index(content, []byte("actor"+kind)); at >= 0 {
			content[at+len("actor"+kind)+24] ^= 0x40
			found = true
		}
	}
	if !found {
		t.Fatal("the operators lie elsewhere")
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := session.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	h.w.enter(s)
	h.until("the entries", func() bool { return h.w.review.result != nil })
	h.settle()
	r := h.w.review
	st := r.rows.style()
	cells := r.rows.cells(r.ctx, query.Row(7), st)
	for i, c := range st.columns {
		if hurt := cells[i].Text == "damaged"; hurt != (c.Key == entry.Actor) {
			t.Errorf("the column %s shows %q", c.Key, cells[i].Text)
		}
	}
	r.grid.Select(3)
	h.settle()
	rows := r.detail.rows(r.detail.shown)
	i := slices.IndexFunc(rows, func(kv parts.KeyValue) bool { return kv.Tone == parts.ToneDanger })
	if i != 0 || rows[0].Label != "Operator" {
		t.Errorf("the entry says of its operator at %d: %v", i, rows[0])
	}
}
