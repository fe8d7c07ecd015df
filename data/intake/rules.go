package intake

import (
	"fmt"
	"slices"
	"strings"

	"probity/data/entry"
)

var (
	slotActor        = slices.Index(entry.Fields, entry.Actor)
	slotActorKind    = slices.Index(entry.Fields, entry.ActorKind)
	slotAction       = slices.Index(entry.Fields, entry.Action)
	slotCategory     = slices.Index(entry.Fields, entry.Category)
	slotTargetType   = slices.Index(entry.Fields, entry.TargetType)
	slotDetails      = slices.Index(entry.Fields, entry.Details)
	slotResult       = slices.Index(entry.Fields, entry.Result)
	slotImpersonator = slices.Index(entry.Fields, entry.Impersonator)
)

// rules add to an entry what is ours: the category, the kind of actor, the
// result, and what the import format takes out of free text.
type rules struct {
	lexicon lexicon
	actions []wordRule
	results []wordRule
	// results of the format itself, before the shared ones
	ownResults int
	kinds      []kind
	extracts   []extract
	splits     []split
	whole      map[string][]byte // action in small letters → category
	of         []place           // whose words tell the category
	resultOf   []place           // whose words tell the result where that is not of
	watched    []string          // columns that the rules look at
	failure    map[string]bool   // folded names of columns of which any value means failure
}

type wordRule struct {
	phrase phrase
	value  []byte
}

// place is where rules find a text: a canonical field or a column of the
// source.
type place struct {
	slot  int
	watch int
	name  string
}

func (p place) text(b *builder) []byte {
	if p.slot >= 0 {
		return b.vals[p.slot]
	}
	return b.watch[p.watch]
}

// rules makes the format's rules ready, the shared ones behind them.
func (f *Format) rules() (*rules, error) {
	r := &rules{failure: map[string]bool{}}
	add := func(to *[]wordRule, words, value string) error {
		p, err := r.lexicon.phrase(words)
		if err != nil {
			return err
		}
		*to = append(*to, wordRule{p, []byte(value)})
		return nil
	}
	if f.Impersonation != nil && f.Impersonation.Words != "" {
		if err := add(&r.actions, f.Impersonation.Words, entry.CategoryImpersonation); err != nil {
			return nil, err
		}
	}
	for _, a := range f.Actions {
		for _, v := range a.Values {
			if r.whole == nil {
				r.whole = map[string][]byte{}
			}
			r.whole[strings.ToLower(v)] = []byte(a.Category)
		}
		if a.Words == "" {
			continue
		}
		if err := add(&r.actions, a.Words, a.Category); err != nil {
			return nil, err
		}
	}
	for _, x := range f.Results {
		if err := add(&r.results, x.Words, x.Result); err != nil {
			return nil, err
		}
	}
	r.ownResults = len(r.results)
	for _, name := range f.CategoryOf {
		r.of = append(r.of, r.place(name))
	}
	if r.of == nil {
		r.of = []place{r.place(entry.Action), r.place(entry.TargetType)}
	}
	for _, name := range f.ResultOf {
		r.resultOf = append(r.resultOf, r.place(name))
	}
	for _, k := range f.ActorKind {
		of := k.Of
		if of == "" {
			of = entry.Actor
		}
		r.kinds = append(r.kinds, newKind(r.place(of), k.Kind, k.Values))
	}
	for _, e := range f.Extract {
		x, err := r.extract(e)
		if err != nil {
			return nil, err
		}
		r.extracts = append(r.extracts, x)
	}
	for _, x := range f.Split {
		r.splits = append(r.splits, r.split(x))
	}
	return r, nil
}

func (r *rules) place(name string) place {
	if s := slotOf(name); s >= 0 {
		return place{slot: s, name: name}
	}
	if w := slices.Index(r.watched, name); w >= 0 {
		return place{slot: noSlot, watch: w + 1, name: name}
	}
	r.watched = append(r.watched, name)
	return place{slot: noSlot, watch: len(r.watched), name: name}
}

// bind gives the format's rules and points the columns of a plan at them.
func (f *Format) bind(p *plan) *rules {
	r := f.written
	for i := range p.columns {
		t, c := &p.columns[i], &p.rd.Columns[i]
		if fc := f.column(c.Name); fc != nil && fc.Else != "" && c.Field == fc.Field {
			t.loser = slotOf(fc.Else)
		}
		f.point(t, c.Name)
	}
	return r
}

// point ties a column of the source to the rules that look at it.
func (f *Format) point(t *target, name string) {
	fc := f.column(name)
	for w, watched := range f.written.watched {
		if watched == name || fc != nil && watched == fc.Name {
			t.watch = w + 1
		}
	}
	t.inner = f.innerOf(name)
	t.failing = f.written.failure[fold(strings.TrimPrefix(t.extra, entry.ExtraPrefix))]
}

// target is where the format puts a path that the reading does not name.
func (f *Format) target(path string) *target {
	t := &target{slot: noSlot, extra: entry.ExtraPrefix + path, loser: noSlot}
	if c := f.column(path); c != nil && c.Field != "" && c.Field != TimeField {
		t.slot, t.rank = slotOf(c.Field), c.Rank
		if c.Else != "" {
			t.loser = slotOf(c.Else)
		}
	}
	f.point(t, path)
	return t
}

// share puts the shared rules behind the format's own.
func (r *rules) share(n *names) error {
	for _, a := range n.Actions {
		p, err := r.lexicon.phrase(a.Words)
		if err != nil {
			return err
		}
		if !slices.Contains(entry.Categories, a.Category) {
			return fmt.Errorf("%q is not a category", a.Category)
		}
		r.actions = append(r.actions, wordRule{p, []byte(a.Category)})
	}
	for _, x := range n.Results {
		p, err := r.lexicon.phrase(x.Words)
		if err != nil {
			return err
		}
		r.results = append(r.results, wordRule{p, []byte(x.Result)})
	}
	r.kinds = append(r.kinds, newKind(place{slot: slotActor, name: entry.Actor}, "system", n.System))
	for _, name := range n.Failure {
		r.failure[fold(name)] = true
	}
	return nil
}

func texts(values []string) [][]byte {
	var out [][]byte
	for _, v := range values {
		out = append(out, []byte(v))
	}
	return out
}
