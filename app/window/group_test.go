//go:build ci

package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// shown gives what the grid shows: the entries' own rows of the result.
func (r *reviewPage) shownRows(t *testing.T) (headings int, rows []query.Row) {
	t.Helper()
	for row := range r.grid.Len() {
		if i := r.inner(row); i >= 0 {
			rows = append(rows, r.result.Row(i))
			if r.outer(i) != row {
				t.Fatalf("entry %d is at row %d, not %d", i, r.outer(i), row)
			}
		} else {
			headings++
		}
	}
	return
}

func TestGroupsShowEveryEntryBelowItsValue(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	for _, group := range []string{entry.Actor, byDay, "status", entry.Category} {
		r.groupBy(group)
		h.settle()
		headings, rows := r.shownRows(t)
		if len(rows) != 400 || headings < 1 {
			t.Fatalf("by %s: %d entries under %d headings", group, len(rows), headings)
		}
		value, e := "", r.s.Engine()
		for row := range r.grid.Len() {
			if head, ok := r.groups.Heading(row); ok {
				value = head.Title
				continue
			}
			id := r.result.Row(r.inner(row))
			got := r.s.Cell(t.Context(), id, group)
			switch group {
			case byDay:
				at, _ := entry.Instant(e.Time(id), r.s.Zone())
				got = at.Format("Mon 2 Jan 2006")
			case entry.Actor:
				got = e.Text(t.Context(), id, group)
			}
			if got == "" {
				got = "(empty)"
			}
			if got != value {
				t.Fatalf("by %s: an entry of %q stands below %q", group, got, value)
			}
		}
	}
	h.w.do("fold")
	if r.grid.Len() >= 400 {
		t.Fatal("nothing is folded")
	}
	r.apply(mustParse(t, r, "payment")) // what is folded stays folded
	h.settle()
	if _, rows := r.shownRows(t); len(rows) != 0 {
		t.Fatalf("%d entries are shown in folded groups", len(rows))
	}
	h.w.do("ungroup")
	h.settle()
	if r.groups != nil || r.grid.Len() != r.result.Len() {
		t.Fatal("groups stay")
	}
}

func mustParse(t *testing.T, r *reviewPage, text string) query.Filter {
	t.Helper()
	f, err := r.s.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestADecisionOnAFoldedGroupIsOneOnAllItsEntries(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(150)
	r := h.w.review
	r.groupBy(entry.Actor)
	h.settle()
	n := 0
	for row := 1; r.inner(row) >= 0; row++ {
		n++
	}
	head, _ := r.groups.Heading(0)
	r.grid.Select(0)
	r.grid.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if ranges, chosen := r.selected(); chosen != n || len(ranges) != 1 {
		t.Fatalf("the heading stands for %d entries, not %d", chosen, n)
	}
	r.decide("fine")
	h.settle()
	f := mustParse(t, r, "status:fine")
	result, err := r.s.Engine().Run(t.Context(), f)
	if err != nil || result.Len() != n {
		t.Fatalf("%d entries of %s are fine, not %d (%v)", result.Len(), head.Title, n, err)
	}
	if i := r.inner(r.grid.Current()); i != n {
		t.Errorf("the next entry is %d, the cursor is at %d", n, i)
	}
}

func TestBackLeadsToTheEntryThatWasRead(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	r.grid.Select(37)
	h.settle()
	read := r.held
	id, _ := r.current()
	r.timeline(id, entry.Actor)
	h.settle()
	r.grid.Select(r.result.Len() - 1)
	h.settle()
	other := r.held
	if !h.w.do("back") {
		t.Fatal("there is no way back")
	}
	h.settle()
	if at := r.grid.Current(); at != 37 || r.held != read {
		t.Errorf("back leads to row %d, not to 37", at)
	}
	h.w.do("forward")
	h.settle()
	if r.held != other {
		t.Error("forward does not lead to the entry that was read there")
	}
}

func TestTheFilterGoesBackAndForward(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	for _, text := range []string{"p", "pa", "pay", "payment"} {
		r.search(text)
	}
	h.settle()
	r.apply(mustParse(t, r, "payment category:refund"))
	h.settle()
	step := func(id, want string) {
		t.Helper()
		if ok := h.w.do(id); !ok && want != "-" {
			t.Fatalf("%s is not possible", id)
		}
		h.settle()
		if got := r.filter.String(); want != "-" && (got != want || r.views.search.Text() != want) {
			t.Fatalf("%s leads to %q, not %q", id, got, want)
		}
	}
	step("back", "payment")
	step("back", "")
	step("forward", "payment")
	step("forward", "payment category:refund")
	if h.w.do("forward") {
		t.Error("there is something after the last")
	}
	step("back", "payment")
	r.apply(mustParse(t, r, "refund"))
	h.settle()
	if h.w.do("forward") {
		t.Error("what was gone back from is still ahead after a new filter")
	}
	step("back", "payment")
}

func TestCopyingFetchesWhatIsNotLoaded(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(3000)
	r := h.w.review
	r.grid.SelectAll()
	r.copyRows()
	h.settle()
	lines := strings.Split(fyne.CurrentApp().Clipboard().Content(), "\n")
	if len(lines) != 3001 {
		t.Fatalf("%d lines copied", len(lines))
	}
	r.grid.Select(2999)
	h.settle()
	last := r.s.Engine().Text(t.Context(), r.result.Row(2999), entry.Actor)
	if !strings.Contains(lines[3000], last) || strings.Count(lines[3000], "\t") != strings.Count(lines[0], "\t") {
		t.Errorf("the last line is %q", lines[3000])
	}
	r.grid.TypedShortcut(&desktop.CustomShortcut{})
	r.copyFilter(entry.Actor)
	h.settle()
	if got := fyne.CurrentApp().Clipboard().Content(); mustParse(t, r, got).Empty() || !strings.Contains(got, last) {
		t.Errorf("the filter copied is %q", got)
	}
}

func TestAViewBringsBackFilterColumnsGroupsAndZone(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(60)
	r := h.w.review
	r.apply(mustParse(t, r, "category:payment sort:operator,-time"))
	r.groupBy(entry.Actor)
	h.settle()
	r.grid.HideColumn(entry.IP, true)
	if err := r.s.SaveView(r.view("Payments")); err != nil {
		t.Fatal(err)
	}
	r.grid.HideColumn(entry.IP, false)
	r.groupBy("")
	r.clearFilter()
	if err := r.s.SetZone("Africa/Nairobi"); err != nil {
		t.Fatal(err)
	}
	h.settle()
	views, err := r.s.Views()
	if err != nil || len(views) != 1 {
		t.Fatalf("%v, %v", views, err)
	}
	r.showView(views[0])
	h.settle()
	if got := r.filter.String(); got != "category:payment sort:operator,-time" {
		t.Errorf("filter %q", got)
	}
	if r.group != entry.Actor || r.groups == nil || r.s.Zone().String() != "Europe/Berlin" {
		t.Errorf("group %q, zone %s", r.group, r.s.Zone())
	}
	for _, c := range r.grid.State() {
		if c.Key == entry.IP && !c.Hidden {
			t.Error("the column that was hidden is shown")
		}
	}
}

func TestAQuestionIsAnsweredInThreeActions(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.workspace(400)
	r := h.w.review
	// one action: in the menu, the question
	if !h.w.do("ask-often") {
		t.Fatal("the question cannot be asked")
	}
	h.settle()
	if r.group != entry.Actor || r.result.Len() == 0 || r.views.answer.box.Hidden || r.views.answer.title.Text != "How often did each operator activate customers or record payments?" {
		t.Fatalf("group %q, %d entries, %q", r.group, r.result.Len(), r.views.answer.title.Text)
	}
	if len(r.views.answer.found) < 2 {
		t.Errorf("what the log cannot show: %q", r.views.answer.found)
	}
	// another order answers it as well
	r.apply(r.filter.WithSort(query.Sort{Field: entry.Action, Ascending: true}))
	h.settle()
	if r.views.answer.box.Hidden {
		t.Error("sorting takes the question away")
	}
	// another filter is no longer its answer
	r.apply(mustParse(t, r, "refund"))
	h.settle()
	if !r.views.answer.box.Hidden {
		t.Error("the question stays above another answer")
	}
	// two more: whom it is about
	h.w.do("ask-payment")
	h.settle()
	top := h.w.topSheet()
	if top == nil {
		t.Fatal("nobody asks which customer")
	}
	h.key(fyne.KeyDown)
	h.key(fyne.KeyReturn)
	h.settle()
	if !strings.HasPrefix(r.filter.String(), "customer:") || !strings.Contains(r.views.answer.title.Text, " · ") {
		t.Errorf("asked %q: %q", r.filter.String(), r.views.answer.title.Text)
	}
	for _, q := range session.Questions() {
		if questionWords[q.ID] == "" {
			t.Errorf("the question %s has no words", q.ID)
		}
	}
}

// Entries without a time stand below their own heading, at the end that they
// are sorted to.
func TestDaysKeepEntriesWithoutATimeApart(t *testing.T) {
	h := newHarness(t, 1280, 800)
	path := filepath.Join(t.TempDir(), "log.csv")
	text := "Timestamp,Actor,Action,Entity Type,Entity ID,IP Address\n"
	for _, when := range []string{"2026-03-31 16:14:42", "2026-03-31 10:00:00", "", "2026-03-29 10:00:00", ""} {
		text += when + ",Lukas Odhiambo,Invoice marked paid: EUR 24.90,Invoice,90610,2001:db8:10::1\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	h.importFile(path)
	r := h.w.review
	if n := r.result.Len(); n != 5 {
		t.Fatalf("%d entries", n)
	}
	for _, sort := range []string{"", "sort:time"} {
		r.apply(mustParse(t, r, sort))
		r.groupBy(byDay)
		h.settle()
		under := ""
		for row := range r.grid.Len() {
			if head, ok := r.groups.Heading(row); ok {
				under = head.Title
				continue
			}
			at, timed := entry.Instant(r.s.Engine().Time(r.result.Row(r.inner(row))), r.s.Zone())
			if want := at.Format("Mon 2 Jan 2006"); timed && under != want || !timed && under != "without a time" {
				t.Errorf("%q: an entry of %s (timed %v) stands below %q", sort, want, timed, under)
			}
		}
		r.groupBy("")
		h.settle()
	}
}
