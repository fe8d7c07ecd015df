package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity/data/entry"
)

// actingIn says who was acting in each entry, from the oldest to the newest, by
// the rules as they are written down: nothing is prepared, everything is a text.
func actingIn(all []*entry.Entry) map[*entry.Entry]string {
	type going struct {
		by, ip, session string
		began, last     int64
	}
	type taken struct {
		e           *entry.Entry
		who         string
		by, ip      string
		sure        Sureness
		sameSession bool
	}
	names := func(e *entry.Entry) (out []string) {
		for _, name := range []string{entry.TargetName, entry.TargetID} {
			if n := strings.ToLower(e.Get(name)); n != "" {
				out = append(out, n)
			}
		}
		return out
	}
	isBeginning := func(e *entry.Entry) bool {
		return e.Get(entry.Category) == entry.CategoryImpersonation && e.Time != entry.NoTime
	}
	// A person has a name that ends in their id.
	person := func(name string) string { return strings.TrimLeft(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz") }
	impersonated := map[string]bool{}
	for _, e := range all {
		if isBeginning(e) {
			for _, n := range names(e) {
				impersonated[n] = true
			}
		}
	}
	on, whom, own := map[string]*going{}, map[string]string{}, map[string]int{}
	var found []taken
	for _, e := range all {
		actor := strings.ToLower(e.Get(entry.Actor))
		recorded := e.Get(entry.Impersonator) != ""
		switch {
		case e.Time == entry.NoTime:
		case isBeginning(e):
			by := e.Get(entry.Actor)
			if g := on[whom[by]]; g != nil && g.by == by {
				delete(on, whom[by])
			}
			for _, n := range names(e) {
				if strings.HasPrefix(e.Get(entry.Action), "stopped") {
					delete(on, person(n))
					continue
				}
				delete(on, person(n))
				if by != "" {
					on[person(n)] = &going{by, e.Get(entry.IP), e.Get(entry.Session), e.Time, e.Time}
				}
				whom[by] = person(n)
			}
		case actor != "" && impersonated[actor]:
			g, ip, session := on[person(actor)], e.Get(entry.IP), e.Get(entry.Session)
			is := false
			if g != nil {
				t := taken{e, person(actor), g.by, g.ip, Likely, session != "" && session == g.session}
				switch {
				case t.sameSession:
					is = true
				case e.Time-g.last > impersonationPause.Microseconds() || e.Time-g.began > impersonationMost.Microseconds():
					delete(on, person(actor))
				case session != "" && g.session != "", ip != "" && g.ip != "" && ip != g.ip:
				default:
					is = true
					if ip == "" || ip != g.ip {
						t.sure, t.ip = Possible, ""
					}
				}
				if is {
					if ip != g.ip || t.sameSession {
						t.ip = ""
					}
					g.last = e.Time
					found = append(found, t)
				}
			}
			if !is && ip != "" && !recorded {
				own[person(actor)+"|"+ip]++
			}
		}
	}
	out := map[*entry.Entry]string{}
	for _, t := range found {
		if t.ip != "" && own[t.who+"|"+t.ip] > 0 {
			t.sure = Possible
		}
		out[t.e] = label(t.by, t.sure)
	}
	for _, e := range all {
		if by := e.Get(entry.Impersonator); by != "" {
			out[e] = label(by, Recorded)
		}
	}
	return out
}

func TestWhoWasActingIsFoundAsByReading(t *testing.T) {
	ctx := context.Background()
	defer func(a, b, c int) { pieceRows, parallelFrom, internFrom = a, b, c }(pieceRows, parallelFrom, internFrom)
	rapid.Check(t, func(t *rapid.T) {
		pieceRows, parallelFrom = rapid.SampledFrom([]int{2, 1 << 16}).Draw(t, "rows in a piece"), rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "rows for two processors")
		internFrom = rapid.SampledFrom([]int{1, 1 << 17}).Draw(t, "values that are interned")
		var all []*entry.Entry
		minute, ids := int64(0), rapid.Bool().Draw(t, "ids")
		for i := range rapid.IntRange(0, 30).Draw(t, "entries") {
			e := &entry.Entry{Identity: entry.Identity{Source: [32]byte{byte(1 + i%2)}, Offset: int64(i)}, Source: fmt.Sprint(i%2, ".csv"), Record: int64(i/2 + 1)}
			minute += rapid.SampledFrom([]int64{1, 5, 29, 31, 500}).Draw(t, "later")
			e.Time = minute * 60_000_000
			if rapid.IntRange(0, 9).Draw(t, "timed") == 0 {
				e.Time = entry.NoTime
			}
			add := func(name string, values ...string) {
				if v := rapid.SampledFrom(values).Draw(t, name); v != "" {
					e.Values = append(e.Values, entry.Value{Name: name, Text: v})
				}
			}
			if rapid.IntRange(0, 2).Draw(t, "begins") == 0 {
				add(entry.Actor, "mirela", "jiri", "Ruth1", "")
				add(entry.Action, "impersonated client", "impersonated client", "stopped impersonating")
				n := rapid.IntRange(1, 2).Draw(t, "whom")
				add(entry.TargetName, []string{"Ruth1", "ana2"}[n-1])
				if ids {
					add(entry.TargetID, fmt.Sprint(n))
				}
				e.Values = append(e.Values, entry.Value{Name: entry.Category, Text: entry.CategoryImpersonation})
			} else {
				add(entry.Actor, "ruth1", "RUTH1", "Ana2", "1", "2", "mirela", "")
				add(entry.Impersonator, "", "", "", "staff-13")
			}
			add(entry.IP, "", "10.0.0.1", "10.0.0.2", "203.0.113.9")
			add(entry.Session, "", "", "s1", "s2")
			all = append(all, e)
		}
		stored := slices.Clone(all)
		slices.SortStableFunc(stored, func(a, b *entry.Entry) int { return cmp.Compare(a.Identity.Source[0], b.Identity.Source[0]) })
		m, arenas := NewMemory(), map[string]bool{}
		for _, e := range stored {
			m.Add(e)
		}
		for _, name := range []string{entry.Actor, entry.IP, entry.Session, entry.TargetName, entry.TargetID} {
			if rapid.Bool().Draw(t, "arena") {
				arenas["1/"+name] = true
			}
		}
		e, err := New(ctx, &mixedStore{Memory: m, arenas: arenas})
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "loaded before") {
			if err := e.Load(ctx); err != nil {
				t.Fatal(err)
			}
		}
		want := actingIn(all)
		for row, x := range stored {
			got := e.Text(ctx, Row(row), fieldImpersonated)
			if got != want[x] {
				t.Fatalf("entry %v: %q, not %q", x, got, want[x])
			}
			i, ok, err := e.Impersonated(ctx, Row(row))
			if err != nil || ok != (got != "") || ok && label(i.By, i.Sure) != got {
				t.Fatalf("entry %v: %+v %v %v, not %q", x, i, ok, err, got)
			}
		}
	})
}
