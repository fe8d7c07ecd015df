//go:build ci

package window

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity/app/parts"
	"probity/data/query"
)

// lists imports a log and the reference lists about it.
func (h *harness) lists() {
	h.t.Helper()
	dir := h.t.TempDir()
	for _, f := range []struct{ name, text string }{
		{"log.csv", "Timestamp,Operator,Customer,Action\n2026-03-01T10:00:00Z,budi,Acme,Suspended account\n2026-03-02T10:00:00Z,ann,Acme,Activated account\n2026-03-03T10:00:00Z,eve,Mill,Activated account\n"},
		{"operators.csv", "operator,entity,parent\nbudi,North,Group\nann,South,Group\n,Group,Holding\n"},
		{"customers.csv", "customer,owner\nAcme,North\n"},
	} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, []byte(f.text), 0o600); err != nil {
			h.t.Fatal(err)
		}
		m := h.importing(path)
		if list := m.exports[0].in.Reference; (list != "") != (f.name != "log.csv") {
			h.t.Fatalf("%s is read as %q", f.name, list)
		}
		if m.sheet.main.Disabled() {
			h.t.Fatalf("%s cannot be imported", f.name)
		}
		m.sheet.accept()
		h.until("the receipt", func() bool { return !h.w.work.busy() && h.w.topSheet() != nil && h.w.topSheet() != m.sheet })
		h.picture("receipt-" + f.name)
		h.w.topSheet().close()
	}
	h.settle()
}

func TestTreeOfEntitiesFiltersAndFolds(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.lists()
	r := h.w.review
	if r.result.Len() != 3 {
		t.Fatalf("%d entries", r.result.Len())
	}
	r.chooseEntity("North", false)
	h.settle()
	if got := r.filter.String(); got != `entity:North/*` || r.result.Len() != 2 {
		t.Fatalf("%s finds %d", got, r.result.Len())
	}
	h.picture("entity-tree")
	r.chooseEntity("South", true)
	h.settle()
	if r.result.Len() != 1 {
		t.Fatalf("%s finds %d", r.filter, r.result.Len())
	}
	r.chooseEntity("North", false)
	h.settle()
	if got := r.filter.String(); got != `-entity:South/*` || r.result.Len() != 2 || len(r.untold) == 0 {
		t.Fatalf("%s finds %d, %q", got, r.result.Len(), r.untold)
	}
	r.chooseEntity("South", false)
	h.settle()
	if got := r.filter.String(); got != `entity:South/*` {
		t.Fatalf("%s", got)
	}
	r.chooseEntity("", false)
	h.settle()
	if r.result.Len() != 1 {
		t.Fatalf("%s finds %d", r.filter, r.result.Len())
	}
	names := func(open map[string]bool) (out []string) {
		tree, err := r.s.Engine().EntityTree(r.ctx, query.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		r.unfolded = open
		for _, v := range entityValues(tree, r.entityOpen(len(tree.Nodes)), func(string) (bool, bool) { return false, false }) {
			sign := map[parts.Fold]string{parts.FoldOpen: "▾", parts.FoldClosed: "▸"}[v.Fold]
			out = append(out, strings.Repeat(" ", v.Indent)+sign+v.Value)
		}
		return out
	}
	if got := names(nil); !slices.Equal(got, []string{"▾Holding", " ▾Group", "  North", "  South"}) {
		t.Errorf("%q", got)
	}
	if got := names(map[string]bool{"Group": false}); !slices.Equal(got, []string{"▾Holding", " ▸Group"}) {
		t.Errorf("%q", got)
	}
}

func TestSourcesListReferenceListsApart(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.lists()
	l := h.sources()
	if len(l.cards) != 1 {
		t.Errorf("%d logs are listed", len(l.cards))
	}
	h.picture("sources-lists")
}

func TestWhatComesLaterInThePanelMovesNothing(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.lists()
	path := h.w.session.Path()
	for _, again := range []bool{false, true} {
		if again {
			before := h.w.review
			h.w.open(path)
			h.until("the log", func() bool { return h.w.review != before && h.w.review != nil })
			h.settle()
		}
		r := h.w.review
		if !again { // as it is when nothing is remembered
			if err := h.w.person.SetLayout(r.roomKey(), ""); err != nil {
				t.Fatal(err)
			}
		}
		r.room, r.counts = nil, panelCounts{}
		r.askPanel()
		h.until("the first counts", func() bool { return r.counts.facets != nil })
		i := slices.IndexFunc(r.shown, func(s parts.FacetSection) bool { return s.Field == entityField })
		if i < 0 || !r.shown[i].Waiting || r.shown[i].Room == 0 || len(r.shown[i].Values) > 0 {
			t.Fatalf("opened again %v: no room for the tree in %+v", again, r.shown)
		}
		room := r.shown[i].Room
		h.picture("entities-waiting")
		h.settle()
		s := r.shown[i]
		if s.Field != entityField || s.Waiting || max(s.Rows(), s.Room) != room {
			t.Fatalf("opened again %v: of %d rows kept the tree takes %d, keeps %d", again, room, s.Rows(), s.Room)
		}
		if again && s.Rows() != room {
			t.Fatalf("%d rows are kept for %d", room, s.Rows())
		}
	}
}

func TestRoomInThePanelIsThatOfTheLogAsItIsNow(t *testing.T) {
	h := newHarness(t, 1280, 800)
	h.lists()
	r := h.w.review
	if err := h.w.person.SetLayout(r.roomKey(), `{"Entities":0,"Acting":9}`); err != nil { // before lists were imported
		t.Fatal(err)
	}
	r.room, r.counts = nil, panelCounts{}
	r.askPanel()
	h.settle()
	i := slices.IndexFunc(r.shown, func(s parts.FacetSection) bool { return s.Field == entityField })
	if i < 0 || r.shown[i].Rows() == 0 {
		t.Fatalf("no tree in %+v", r.shown)
	}
	rows := r.shown[i].Rows()
	if room, err := r.findRoom(r.ctx); err != nil || room.Entities != rows || room.Acting != 0 {
		t.Errorf("%+v, %v are remembered of a tree of %d rows", room, err, rows)
	}
}
