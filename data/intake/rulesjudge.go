package intake

import (
	"bytes"
	"strings"

	"probity/data/columns"
	"probity/data/entry"
)

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
