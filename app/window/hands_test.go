//go:build ci

package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"probity/app/parts"
	"probity/data/entry"
	"probity/data/query"
)

// Copying out of a text once ended the program: the menu takes the keys first,
// and gave them on without a clipboard.
func TestCopyingTakesTheTextThatIsChosen(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	w, r := h.w, h.w.review
	r.views.search.Focus()
	for _, c := range "payment" {
		h.rune(c)
	}
	w.fromMenu(w.command("select-all"))
	w.fromMenu(w.command("copy-rows"))
	if got := fyne.CurrentApp().Clipboard().Content(); got != "payment" {
		t.Errorf("copied %q out of the search field", got)
	}
	h.settle()
	r.grid.Select(0)
	h.settle()
	for _, o := range test.LaidOutObjects(r.detail.root) {
		if record, ok := o.(*parts.Mono); ok {
			w.win.Canvas().Focus(record)
		}
	}
	w.fromMenu(w.command("copy-rows"))
	h.settle()
	if got := fyne.CurrentApp().Clipboard().Content(); strings.Contains(got, "\t") || got == "payment" {
		t.Errorf("copied %q while the record had the focus", got)
	}
}

func TestAllEntriesAreChosenFromTheMenuAndTheKeysStayWithTheRows(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(150)
	w, r := h.w, h.w.review
	r.groupBy(entry.Actor)
	h.settle()
	r.grid.Select(0) // a heading
	w.win.Canvas().Unfocus()
	w.fromMenu(w.command("select-all"))
	if _, n := r.selected(); n != 150 {
		t.Fatalf("%d of 150 entries are chosen", n)
	}
	if !r.grid.Focused() {
		t.Error("after the menu the keys go nowhere")
	}
	if !w.command("fine").on() || !w.do("fine") {
		t.Fatal("what is chosen cannot be decided on with the cursor on a heading")
	}
	h.settle()
	if result, err := r.s.Engine().Run(t.Context(), mustParse(t, r, "status:fine")); err != nil || result.Len() != 150 {
		t.Fatalf("%d entries are fine (%v)", result.Len(), err)
	}
}

func TestAFoldedGroupIsDecidedOnByItsKey(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	r.groupBy(entry.Actor)
	h.settle()
	r.grid.Select(0)
	if h.w.command("fine").on() {
		t.Error("an open heading stands for no entry, and yet it can be decided on")
	}
	r.grid.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if !h.w.command("fine").on() {
		t.Error("a folded heading stands for its entries, and yet it cannot be decided on")
	}
}

func TestEscapeClearsTheFilterAndBackBringsItBack(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	w, r := h.w, h.w.review
	r.views.search.Focus()
	for _, c := range "payment" {
		h.rune(c)
	}
	h.key(fyne.KeyReturn)
	h.settle()
	if !r.filtered() {
		t.Fatal("nothing was searched")
	}
	h.key(fyne.KeyEscape)
	h.settle()
	if r.filtered() || r.views.search.Text() != "" {
		t.Fatalf("after Escape the filter is %q", r.filter.String())
	}
	w.do("back")
	h.settle()
	if got := r.filter.String(); got != "payment" {
		t.Errorf("back leads to %q", got)
	}
}

// Two searches after each other are two steps, also when both were typed.
func TestEverySearchThatWasSentIsAStepOfItsOwn(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	w, r := h.w, h.w.review
	for _, text := range []string{"payment", "refund"} {
		w.do("search")
		r.views.search.SelectAll()
		for _, c := range text {
			h.rune(c)
		}
		h.key(fyne.KeyReturn)
		h.settle()
	}
	w.do("back")
	h.settle()
	if got := r.filter.String(); got != "payment" {
		t.Errorf("back from the second search leads to %q", got)
	}
}

func TestGoingBackFromAQuestionTakesItsGroupsAway(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	w, r := h.w, h.w.review
	r.apply(mustParse(t, r, "payment"))
	h.settle()
	w.do("ask-often")
	h.settle()
	if got := r.views.answer.figures.Text; !strings.Contains(got, number(int64(r.result.Len()))+" entries · ") || !strings.Contains(got, "operators") {
		t.Errorf("the answer in figures is %q", got)
	}
	w.do("back")
	h.settle()
	if r.group != "" || r.groups != nil || r.filter.String() != "payment" {
		t.Errorf("back leads to %q under %q", r.filter.String(), r.group)
	}
	w.do("forward")
	h.settle()
	if r.group != entry.Actor || r.views.answer.box.Hidden {
		t.Errorf("forward leads under %q, question hidden %v", r.group, r.views.answer.box.Hidden)
	}
	r.clearFilter()
	h.settle()
	if r.group != "" || r.filter.String() != "" || !r.views.answer.box.Hidden {
		t.Errorf("cleared, %q stands under %q", r.filter.String(), r.group)
	}
}

func TestEveryKeyStandsInItsMenuAndInTheListOfKeys(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	for item, c := range h.w.items {
		if c.shortcut == nil {
			continue
		}
		if !strings.Contains(item.Label, "("+shortcutText(c.shortcut)+")") {
			t.Errorf("%q does not say its keys", item.Label)
		}
		if _, written := item.Shortcut.(fyne.KeyboardShortcut); written || item.Shortcut.ShortcutName() != c.shortcut.ShortcutName() {
			t.Errorf("%q: the toolkit writes the keys, or does not know them", item.Label)
		}
	}
	listed := map[string]bool{}
	for _, title := range append(append([]string{}, keyMenus[0]...), keyMenus[1]...) {
		listed[title] = true
	}
	for _, c := range h.w.commands {
		if len(c.keys()) > 0 && !listed[c.menu] {
			t.Errorf("the keys of %q are not in the list", c.label)
		}
	}
}

func TestEscapeTakesBackAMistake(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	r.apply(mustParse(t, r, "payment"))
	h.settle()
	r.views.search.Focus()
	r.views.search.SelectAll()
	for _, c := range "(category:payment AND" {
		h.rune(c)
	}
	r.search(r.views.search.Text())
	h.key(fyne.KeyEscape)
	if r.views.search.Err() != "" || r.views.search.Text() != "payment" || !r.grid.Focused() {
		t.Errorf("after Escape the field says %q (%s)", r.views.search.Text(), r.views.search.Err())
	}
}

func TestTheHistogramZoomsIntoThePeriodAndOut(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	all := len(r.views.histogram.Data().Bins)
	r.apply(mustParse(t, r, "date:2026-03-02..2026-03-03"))
	h.settle()
	if d := r.views.histogram.Data(); len(d.Bins) != all || d.Zoomed {
		t.Fatalf("%d of %d bars before zooming", len(d.Bins), all)
	}
	r.views.histogram.TypedRune('+')
	h.settle()
	d := r.views.histogram.Data()
	if !d.Zoomed || d.Unit != "hour" || len(d.Bins) != 48 {
		t.Fatalf("%d bars by %s, zoomed %v", len(d.Bins), d.Unit, d.Zoomed)
	}
	sum := 0
	for _, b := range d.Bins {
		sum += b.Count
	}
	if sum != r.result.Len() {
		t.Errorf("the bars show %d entries, the rows are %d", sum, r.result.Len())
	}
	r.setUnit("day")
	h.settle()
	if d := r.views.histogram.Data(); len(d.Bins) != 2 || r.unit != "day" {
		t.Errorf("%d bars by day, %s without zoom", len(d.Bins), r.unit)
	}
	r.clearFilter()
	h.settle()
	if d := r.views.histogram.Data(); d.Zoomed || len(d.Bins) != all {
		t.Errorf("the filter is cleared, and %d of %d bars are shown", len(d.Bins), all)
	}
}

func TestThePanelListsWhatWasChosenEvenWhereItIsRare(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	facet, err := r.s.Engine().Facet(t.Context(), query.Filter{}, entry.Category, 0, "")
	if err != nil || len(facet.Values) <= facetLimit(entry.Category) {
		t.Fatalf("%d categories (%v)", len(facet.Values), err)
	}
	rare := facet.Values[len(facet.Values)-1]
	r.apply(r.filter.With(entry.Category, facet.Values[0].Text, rare.Text))
	h.settle()
	for _, f := range r.counts.facets {
		if f.Field != entry.Category {
			continue
		}
		if last := f.Values[len(f.Values)-1]; last != rare || len(f.Values) != facetLimit(entry.Category)+1 {
			t.Errorf("%v is chosen, the panel ends with %v (%d values)", rare, last, len(f.Values))
		}
	}
}
