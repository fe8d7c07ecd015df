package intake

import (
	"bytes"
	"fmt"
	"regexp"
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
	lexicon  lexicon
	actions  []wordRule
	results  []wordRule
	kinds    []kind
	extracts []extract
	of       []place         // whose words tell the category
	resultOf []place         // whose words tell the result where that is not of
	watched  []string        // columns that the rules look at
	failure  map[string]bool // folded names of columns of which any value means failure
}

type wordRule struct {
	phrase phrase
	value  []byte
}

type kind struct {
	of     place
	value  []byte
	values [][]byte
}

type extract struct {
	from    place
	when    phrase
	always  bool
	pattern *regexp.Regexp
	slots   []int // per group; -1: not kept
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
		if err := add(&r.actions, a.Words, a.Category); err != nil {
			return nil, err
		}
	}
	for _, x := range f.Results {
		if err := add(&r.results, x.Words, x.Result); err != nil {
			return nil, err
		}
	}
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
		r.kinds = append(r.kinds, kind{r.place(of), []byte(k.Kind), texts(k.Values)})
	}
	for _, e := range f.Extract {
		re, err := regexp.Compile(e.Pattern)
		if err != nil {
			return nil, err
		}
		x := extract{from: r.place(e.From), pattern: re, always: e.When == ""}
		if x.when, err = r.lexicon.phrase(e.When); err != nil {
			return nil, err
		}
		for _, g := range re.SubexpNames() {
			x.slots = append(x.slots, slotOf(g))
		}
		r.extracts = append(r.extracts, x)
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
		fc := f.column(c.Name)
		if fc != nil && fc.Else != "" && c.Field == fc.Field {
			t.loser = slotOf(fc.Else)
		}
		for w, name := range r.watched {
			if name == c.Name || fc != nil && name == fc.Name {
				t.watch = w + 1
			}
		}
	}
	return r
}

// share puts the shared rules behind the format's own.
func (r *rules) share(n *names) error {
	for _, a := range n.Actions {
		p, err := r.lexicon.phrase(a.Words)
		if err != nil {
			return err
		}
		if !isCategory(a.Category) {
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
	r.kinds = append(r.kinds, kind{place{slot: slotActor, name: entry.Actor}, []byte("system"), texts(n.System)})
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
	judged   map[string]judgement
	extracts map[string]uint64
	key      []byte
}

type judgement struct{ category, result []byte }

// most is the number of texts that are remembered; beyond it they are rarely
// seen again.
const most = 8192

func (m *memory) reset() {
	if m.judged == nil || len(m.judged) > most/2 {
		m.judged = map[string]judgement{}
	}
	if m.extracts == nil || len(m.extracts) > most/2 {
		m.extracts = map[string]uint64{}
	}
}

// apply completes the row that the builder holds.
func (r *rules) apply(b *builder) {
	for i := range r.extracts {
		r.extracts[i].apply(r, b, i)
	}
	j := r.judge(b)
	if b.vals[slotCategory] == nil && j.category != nil {
		b.vals[slotCategory] = j.category
	}
	r.result(b, j.result)
	if b.vals[slotActorKind] == nil {
		for i := range r.kinds {
			k := &r.kinds[i]
			text := k.of.text(b)
			if len(text) == 0 {
				continue
			}
			if slices.ContainsFunc(k.values, func(v []byte) bool { return bytes.EqualFold(v, text) }) {
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
	if j, ok := m.judged[string(key)]; ok {
		return j
	}
	var found mask
	r.lexicon.find(key, &found)
	j := judgement{category: categoryOther, result: first(r.results, &found)}
	if c := first(r.actions, &found); c != nil {
		j.category = c
	}
	if len(m.judged) < most {
		m.judged[string(key)] = j
	}
	return j
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
	if r.failure[fold(strings.TrimPrefix(t.extra, entry.ExtraPrefix))] {
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

func (x *extract) apply(r *rules, b *builder, index int) {
	text := x.from.text(b)
	if len(text) == 0 {
		return
	}
	open := false
	for _, s := range x.slots {
		open = open || s >= 0 && b.vals[s] == nil
	}
	if !open || !x.always && r.applies(b, text)&(1<<(index&63)) == 0 {
		return
	}
	m := x.pattern.FindSubmatchIndex(text)
	if m == nil {
		return
	}
	for g, s := range x.slots {
		if s >= 0 && m[2*g] >= 0 && m[2*g] < m[2*g+1] && b.vals[s] == nil {
			b.vals[s] = text[m[2*g]:m[2*g+1]]
		}
	}
}

// applies tells by the head of a text which extracts are for it, as bits.
func (r *rules) applies(b *builder, text []byte) uint64 {
	h := head(text)
	if bits, ok := b.memory.extracts[string(h)]; ok {
		return bits
	}
	var found mask
	r.lexicon.find(h, &found)
	var bits uint64
	for i := range r.extracts {
		if !r.extracts[i].always && r.extracts[i].when.holds(&found) {
			bits |= 1 << (i & 63)
		}
	}
	if len(b.memory.extracts) < most {
		b.memory.extracts[string(h)] = bits
	}
	return bits
}
