//go:build ci

package window

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"probity/data/intake"
	"probity/data/query"
)

// sources opens the dialog of the sources and waits until it is filled.
func (h *harness) sources() *sourceList {
	h.t.Helper()
	if !h.w.do("sources") {
		h.t.Fatal("the sources cannot be shown")
	}
	l := h.w.dialogs.sources
	h.until("the sources", func() bool { return len(l.cards) > 0 })
	h.settle()
	return l
}

func TestWhatIsEmptyIsNotJoined(t *testing.T) {
	for _, c := range [][3]string{{"a", "b", "a · b"}, {"", "b", "b"}, {"a", "", "a"}, {"", "", ""}} {
		if got := joined(c[0], c[1]); got != c[2] {
			t.Errorf("%q and %q are joined to %q", c[0], c[1], got)
		}
	}
}

func TestSourcesSayWhatEachImportCovers(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.two()
	l := h.sources()
	if len(l.cards) != 2 {
		t.Fatalf("%d imports are listed", len(l.cards))
	}
	a, b := l.cards[0], l.cards[1]
	if a.of.Source.Name != "a.csv" || a.reject != nil || b.reject == nil || a.again == nil || a.withdraw == nil {
		t.Fatalf("%+v %+v", a, b)
	}
	if notes := l.notes(a.of); len(notes) != 1 || !strings.Contains(notes[0], "showed 4 rows, the file holds 3") {
		t.Fatalf("notes of a.csv: %q", notes)
	}
	h.picture("sources")
	b.reject.OnTapped()
	h.until("the rejected records", func() bool { return h.w.dialogs.rejected != nil })
	r := h.w.dialogs.rejected
	if len(r.all) != 1 || r.all[0].Line != 5 || string(r.all[0].Bytes) != "nonsense" {
		t.Fatalf("rejected: %+v", r.all)
	}
	h.picture("sources-rejected")
	path := filepath.Join(t.TempDir(), "mend.csv")
	r.write(path, r.s.WriteMendable)
	h.settle()
	if text, err := os.ReadFile(path); err != nil || string(text) != "Timestamp,Operator,Customer,Action\nnonsense\n" {
		t.Fatalf("%q, %v", text, err)
	}
}

func TestReadingAgainShowsWhatChangesBeforeItDoes(t *testing.T) {
	h := newHarness(t, 1280, 800)
	r := h.two()
	ctx := context.Background()
	r.grid.Select(1)
	h.settle()
	row, _ := r.current()
	if err := r.s.AddNote(ctx, []query.Row{row}, "Asked for the receipt."); err != nil {
		t.Fatal(err)
	}
	held := r.held
	name := r.s.Engine().Text(ctx, row, "source")
	l := h.sources()
	for _, c := range l.cards {
		if c.of.Source.Name == name {
			c.again.OnTapped()
		}
	}
	h.until("the dialog", func() bool { return h.w.dialogs.rereading != nil })
	d := h.w.dialogs.rereading
	h.settle()
	if d.ready != nil || !d.sheet.main.Disabled() {
		t.Fatal("a reading that changes nothing can be applied")
	}
	h.picture("reread-same")
	d.form.set("zone", func(o *intake.Options) { o.Zone = "Asia/Jakarta" })
	h.until("the preview", func() bool { return d.ready != nil })
	h.settle()
	h.picture("reread-preview")
	before := r.s.Engine().Time(row)
	if d.sheet.main.Disabled() {
		t.Fatal("what was shown cannot be applied")
	}
	d.details.OnTapped()
	h.picture("reread-details")
	d.sheet.accept()
	h.settle()
	row, ok := r.s.Engine().RowOf(held)
	if !ok || r.s.Engine().Time(row) != before-7*3600*1_000_000 {
		t.Fatalf("the time is %d, was %d", r.s.Engine().Time(row), before)
	}
	if now, ok := r.current(); !ok || now != row || r.stale() {
		t.Fatal("the cursor left its entry")
	}
	if n := r.s.State(row).Notes; len(n) != 1 {
		t.Fatalf("notes: %v", n)
	}
	if _, err := os.Stat(d.again.Path()); !os.IsNotExist(err) {
		t.Fatal("the kept bytes still lie about")
	}
}

func TestWithdrawingAsksWhyAndShowsWhatGoes(t *testing.T) {
	h := newHarness(t, 1280, 800)
	r := h.two()
	ctx := context.Background()
	r.grid.Select(0)
	h.settle()
	row, _ := r.current()
	if err := r.s.AddNote(ctx, []query.Row{row}, "Asked for the receipt."); err != nil {
		t.Fatal(err)
	}
	name := r.s.Engine().Text(ctx, row, "source")
	before := r.result.Len()
	l := h.sources()
	for _, c := range l.cards {
		if c.of.Source.Name == name {
			c.withdraw.OnTapped()
		}
	}
	h.until("the question", func() bool { return h.w.dialogs.withdrawing != nil })
	d := h.w.dialogs.withdrawing
	if !d.sheet.main.Disabled() {
		t.Fatal("it can be withdrawn without a reason")
	}
	test.Type(d.reason, "wrong reseller")
	h.picture("withdraw")
	if d.sheet.main.Disabled() {
		t.Fatal("it cannot be withdrawn with a reason")
	}
	d.reason.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	h.settle()
	if n := r.result.Len(); n >= before || r.stale() {
		t.Fatalf("%d of %d entries are shown", n, before)
	}
	if gone, err := r.s.Withdrawn(); err != nil || len(gone) != 1 {
		t.Fatalf("%v, %v", gone, err)
	}
	h.sources()
	h.picture("sources-withdrawn")
}
