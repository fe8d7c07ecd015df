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

	"probity/app/parts"
	"probity/data/query"
)

// linkNamed finds the link or button with a text below an object.
func linkNamed(o fyne.CanvasObject, text string) *parts.Button {
	for _, x := range test.LaidOutObjects(o) {
		if b, ok := x.(*parts.Button); ok && b.Text == text && b.Visible() {
			return b
		}
	}
	return nil
}

func TestAnEntryThatComesLateIsNotShownBesideAnEmptyTable(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(40)
	r := h.w.review
	none, err := r.s.Engine().Run(r.ctx, mustParse(t, r, "operator:=nobody"), query.Sort{})
	if err != nil {
		t.Fatal(err)
	}
	r.showDetail()
	r.show(answer{result: none, at: -1})
	h.settle()
	if r.result.Len() != 0 || r.detail.shown != nil {
		t.Errorf("%d entries, and one is shown: %v", r.result.Len(), r.detail.shown != nil)
	}
}

func TestTheStatusBarSaysThatAnAnswerTakesItsTime(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(40)
	r := h.w.review
	says := func() bool {
		return r.views.statusWord().Text == "Looking…"
	}
	hold := make(chan struct{})
	r.asks.rows.ask(r.ctx, func(context.Context) (func(), error) {
		<-hold
		return nil, nil
	})
	r.views.slow.waiting = true
	if says() {
		t.Error("it says so at once")
	}
	r.views.slow.stop()
	if !says() {
		t.Error("it does not say so")
	}
	close(hold)
	h.settle()
	if says() {
		t.Error("it says so when the answer is there")
	}
}

func TestTheEntryPaneSaysWhoWasLikelyActingAndLeadsThere(t *testing.T) {
	h := newHarness(t, 1280, 800)
	path := filepath.Join(t.TempDir(), "panel.csv")
	csv := `Timestamp,Actor,Action,Entity Type,Entity ID,IP Address
2026-03-14 09:00:00,Mirela Dupuis,"Staff impersonated client: Ruth MacLeod (staff 13, client 1280)",Client,1280,198.51.100.23
2026-03-14 09:04:00,Ruth MacLeod,Order placed: Fibre 250,Order,5319,198.51.100.23
2026-03-14 12:04:00,Ruth MacLeod,Invoice PDF downloaded,Invoice,7,203.0.113.9
`
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	h.importFile(path)
	r := h.w.review
	r.grid.Select(1)
	h.settle()
	a := r.detail.shown.Acting
	if a == nil || a.By != "Mirela Dupuis" {
		t.Fatalf("acting: %+v", a)
	}
	want := "Mirela Dupuis began an impersonation 4 min before from the same address 198.51.100.23, which this operator did not use otherwise."
	if got := whyActing(a); got != want {
		t.Errorf("the reason is %q", got)
	}
	rows := r.detail.acting(r.detail.shown)
	if rows[0].Label != "Likely by" || !strings.HasPrefix(rows[1].Value, "Inferred, not recorded") {
		t.Errorf("shown as %+v", rows)
	}
	rows[0].OnTapped()
	h.settle()
	if at := r.grid.Current(); at != 2 {
		t.Errorf("it leads to row %d, not to the beginning", at)
	}
	r.grid.Select(0)
	h.settle()
	if r.detail.shown.Acting != nil {
		t.Error("what came from the customer's own address is put to staff")
	}
}

func TestTheEntryPaneLeadsToTimelinesAndSaysHowItWasRead(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	r.grid.Select(5)
	h.settle()
	actor := r.detail.shown.Entry.Get("actor")
	link := linkNamed(r.detail.box, "operator")
	if link == nil {
		t.Fatal("no way to the operator's timeline")
	}
	link.Tapped(&fyne.PointEvent{})
	h.settle()
	if got := r.filter.String(); !strings.Contains(got, actor) || !strings.Contains(got, "sort:time") {
		t.Errorf("the timeline of %s asks for %q", actor, got)
	}
	if e := r.s.Engine(); e.Time(r.result.Row(0)) > e.Time(r.result.Row(r.result.Len()-1)) {
		t.Error("the timeline does not begin with the oldest entry")
	}
	h.settle()
	link = linkNamed(r.detail.box, "How it was read")
	if link == nil {
		t.Fatal("no way to how it was read")
	}
	link.Tapped(&fyne.PointEvent{})
	if linkNamed(r.detail.box, "Hide how it was read") == nil {
		t.Error("how it was read is not shown")
	}
	again := linkNamed(r.detail.box, "Read it again otherwise…")
	if again == nil {
		t.Fatal("no way to read it again")
	}
	again.Tapped(&fyne.PointEvent{})
	h.settle()
	if h.w.topSheet() == nil {
		t.Fatal("reading it again is not offered")
	}
	h.w.topSheet().cancel()
	h.settle()
	said := ""
	for _, row := range readingRows(r.detail.shown.Reading) {
		said += row.Label + ": " + row.Value + "\n"
	}
	for _, want := range []string{"Format: csv", "Encoding: utf-8", "Zone: "} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	linkNamed(r.detail.box, "Copy").Tapped(&fyne.PointEvent{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != rawText(r.detail.shown.Raw) || got == "" {
		t.Errorf("copied %q", got)
	}
}

func TestAJSONRecordIsFoldedAndCanBeSeenAsItWas(t *testing.T) {
	h := newHarness(t, 1280, 800)
	path := filepath.Join(t.TempDir(), "panel.jsonl")
	line := `{"timestamp":"2026-03-14T09:26:53+01:00","action":"License allocated","target":"a@b.example","details":"Pool: 7","performed_by":"ana","meta":{"n":12345678901234567890}}`
	if err := os.WriteFile(path, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.importFile(path)
	r := h.w.review
	r.grid.Select(0)
	h.settle()
	count := func() (trees, monos int) {
		for _, o := range test.LaidOutObjects(r.detail.box) {
			switch o.(type) {
			case *parts.Tree:
				trees++
			case *parts.Mono:
				monos++
			}
		}
		return
	}
	if trees, monos := count(); trees != 1 || monos != 0 {
		t.Fatalf("%d trees, %d blocks", trees, monos)
	}
	linkNamed(r.detail.box, "As it was").Tapped(&fyne.PointEvent{})
	if trees, monos := count(); trees != 0 || monos != 1 {
		t.Fatalf("as it was: %d trees, %d blocks", trees, monos)
	}
	linkNamed(r.detail.box, "Copy").Tapped(&fyne.PointEvent{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != line {
		t.Errorf("copied %q", got)
	}
}
