package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"probity/data/columns"
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

// memory keeps what the rules said of texts that come again.
type memory struct {
	judged   remembered[judgement]
	extracts remembered[uint64]
	key      []byte
}

type judgement struct{ category, result []byte }

// remembered is what was found out about texts.
type remembered[T any] struct {
	texts *columns.Dictionary
	about []T // by code
}

// most is the number of texts that are remembered; beyond it they are rarely
// seen again.
const most = 8192

// of gives what is remembered of a text, else what find finds out.
func (m *remembered[T]) of(text []byte, find func() T) T {
	if code := m.texts.Find(text); code != 0 {
		return m.about[code]
	}
	found := find()
	if len(text) > 0 && len(m.about) < most {
		m.texts.Code(text)
		m.about = append(m.about, found)
	}
	return found
}

func (m *remembered[T]) reset() {
	if m.texts == nil || len(m.about) > most/2 {
		m.texts, m.about = columns.NewDictionary(), make([]T, 1)
	}
}

func (m *memory) reset() {
	m.judged.reset()
	m.extracts.reset()
}

// apply completes the row that the builder holds.
func (r *rules) apply(b *builder) {
	for i := range r.extracts {
		r.extracts[i].apply(r, b, i)
	}
	for i := range r.splits {
		r.splits[i].apply(b)
	}
	if len(b.changed) > 0 {
		b.changes()
	}
	j := r.judge(b)
	if b.vals[slotCategory] == nil && j.category != nil {
		b.vals[slotCategory] = j.category
	}
	r.result(b, j.result)
	if b.vals[slotActorKind] == nil {
		for i := range r.kinds {
			k := &r.kinds[i]
			if k.holds(k.of.text(b)) {
				b.vals[slotActorKind] = k.value
				break
			}
		}
	}
}

// judge tells the category and the result from the words of an entry. What
// comes before a colon, a bracket or the like counts first, because notes and
// names behind it hold any words.
func (r *rules) judge(b *builder) judgement {
	m := &b.memory
	m.key = m.key[:0]
	for _, of := range r.of {
		m.key = append(append(m.key, head(of.text(b))...), '\n')
	}
	if d := b.vals[slotDetails]; b.vals[slotAction] == nil && d != nil { // a log that only describes
		m.key = append(append(m.key, head(d)...), '\n')
	}
	short, cut := len(m.key), false
	if short == len(r.of) {
		return judgement{result: r.told(b, nil)}
	}
	j := r.remember(m, m.key)
	if r.whole != nil {
		if c := r.whole[strings.ToLower(string(b.vals[slotAction]))]; c != nil {
			j.category = c
		}
	}
	if string(j.category) == entry.CategoryOther {
		for _, of := range r.of {
			text := of.text(b)
			cut = cut || len(head(text)) < len(text)
			m.key = append(append(m.key, text...), '\n')
		}
		if cut {
			j.category = r.remember(m, m.key[short:]).category
		}
	}
	j.result = r.told(b, j.result)
	return j
}

// head is a text up to where its explanation begins.
func head(text []byte) []byte {
	for i, c := range text {
		if c == ':' || c == ';' || c == '(' || c == '\n' || c == '"' || c == 0xE2 && i > 0 {
			if i > 0 {
				return text[:i]
			}
		}
	}
	return text
}

func (r *rules) remember(m *memory, key []byte) judgement {
	return m.judged.of(key, func() judgement {
		var found mask
		r.lexicon.find(key, &found)
		j := judgement{category: categoryOther, result: first(r.results, &found)}
		if c := first(r.actions, &found); c != nil {
			j.category = c
		}
		return j
	})
}

func first(rules []wordRule, found *mask) []byte {
	for i := range rules {
		if rules[i].phrase.holds(found) {
			return rules[i].value
		}
	}
	return nil
}

// told gives the result that the format's own places tell, else what the
// action did.
func (r *rules) told(b *builder, byAction []byte) []byte {
	for _, of := range r.resultOf {
		if text := of.text(b); len(text) > 0 {
			var found mask
			r.lexicon.find(text, &found)
			if v := first(r.results, &found); v != nil {
				return v
			}
		}
	}
	return byAction
}

var (
	categoryOther = []byte(entry.CategoryOther)

	success = []byte("success")
	failure = []byte("failure")
)

// result brings the source's own result to success or failure where its word
// is plain, keeping the word beside it, and falls back on what the action
// tells.
func (r *rules) result(b *builder, told []byte) {
	v, t := b.vals[slotResult], b.from[slotResult]
	if v == nil {
		b.vals[slotResult] = told
		return
	}
	if t == nil {
		return
	}
	said := plainResult(v)
	if said == nil && r.ownResults > 0 {
		var found mask
		r.lexicon.find(v, &found)
		said = first(r.results[:r.ownResults], &found)
	}
	if t.failing {
		said = failure
	}
	if said != nil && !bytes.Equal(said, v) {
		b.named(t.extra, v)
		b.vals[slotResult] = said
	}
}

func plainResult(v []byte) []byte {
	switch strings.ToLower(string(v)) {
	case "success", "succeeded", "successful", "ok", "true", "passed", "allow", "allowed", "erfolgreich", "erfolg":
		return success
	case "failure", "failed", "fail", "error", "false", "denied", "deny", "rejected", "fehlgeschlagen", "fehler":
		return failure
	}
	return nil
}
