package intake

import (
	"slices"
	"strings"

	"probity/data/intake/when"
)

// table is what a sample holds, before anything is said about what its columns
// mean.
type table struct {
	names []string
	rows  [][]string // the first rows; a row may be shorter than names
	more  [][]string // rows from the middle and the end

	further func() [][]string // looks at more rows from all over the file; nil: it cannot
}

// about is what the values of one column show.
type about struct {
	filled int
	kinds  [kindCount]int
	time   when.Evidence
}

func (t *table) about(col int) about {
	var a about
	seen, look := map[string]words{}, 2*seenTexts
	for _, rows := range [][][]string{t.rows, t.more} {
		for _, r := range rows {
			if col >= len(r) {
				continue
			}
			if w, ok := seen[r[col]]; ok {
				a.again(w)
				continue
			}
			if look == 0 {
				a.add(r[col])
				continue
			}
			look--
			before := a
			a.add(r[col])
			if w, ok := a.since(&before); ok && len(seen) < seenTexts {
				seen[r[col]] = w
			}
		}
	}
	return a
}

// seenTexts is how many texts of a column are remembered that are no times and
// no numbers.
const seenTexts = 256

// words is what a text adds that is neither a time nor a number: that it is
// there.
type words struct{ kind, filled, absent int }

// since gives what the last text added, where it added no more than that.
func (a *about) since(before *about) (words, bool) {
	w := words{kindEmpty, a.time.Filled - before.time.Filled, a.time.Absent - before.time.Absent}
	for kind := range a.kinds {
		if a.kinds[kind] != before.kinds[kind] {
			w.kind = kind
		}
	}
	same := before.time
	same.Filled, same.Absent = a.time.Filled, a.time.Absent
	return w, same == a.time
}

func (a *about) again(w words) {
	if w.kind != kindEmpty {
		a.filled++
		a.kinds[w.kind]++
	}
	a.time.Filled += w.filled
	a.time.Absent += w.absent
}

func (a *about) add(text string) {
	v := []byte(strings.TrimSpace(text))
	if len(v) == 0 {
		return
	}
	a.filled++
	kind := kindOf(v)
	a.kinds[kind]++
	if kind == kindTime || kind == kindNumber || kind == kindText && digit(v[0]) || len(v) < 20 {
		a.time.Add(v, kind == kindNumber)
	} else {
		a.time.Filled++
	}
}

// kind is what most values of the column are.
func (a *about) kind() int {
	best := kindEmpty
	for k, n := range a.kinds {
		if k != kindEmpty && n > 0 && (best == kindEmpty || n > a.kinds[best]) {
			best = k
		}
	}
	if best != kindText && best != kindEmpty && a.kinds[best]*10 < a.filled*8 {
		return kindText
	}
	return best
}

// values gives what a column holds, with its blanks trimmed.
func (t *table) values(col int, yield func(string) bool) {
	for _, rows := range [][][]string{t.rows, t.more} {
		for _, r := range rows {
			v := ""
			if col < len(r) {
				v = strings.TrimSpace(r[col])
			}
			if !yield(v) {
				return
			}
		}
	}
}

// every reports that something holds of all values of a column that are not
// empty.
func (t *table) every(col int, holds func(string) bool) bool {
	all := true
	t.values(col, func(v string) bool {
		all = v == "" || holds(v)
		return all
	})
	return all
}

// some reports that something holds of a value of a column.
func (t *table) some(col int, holds func([]byte) bool) bool {
	found := false
	t.values(col, func(v string) bool {
		found = holds([]byte(v))
		return !found
	})
	return found
}

// example is the first value of a column.
func (t *table) example(col int) string {
	text := ""
	t.values(col, func(v string) bool { text = v; return v == "" })
	return text
}

// complements reports that a column has a value where all of others have
// none, and hardly ever where one of them has.
func (t *table) complements(col int, others []int) bool {
	both, alone := 0, 0
	for _, rows := range [][][]string{t.rows, t.more} {
		for _, r := range rows {
			if col >= len(r) || when.Nothing([]byte(r[col])) {
				continue
			}
			if slices.ContainsFunc(others, func(o int) bool { return o < len(r) && !when.Nothing([]byte(r[o])) }) {
				both++
			} else {
				alone++
			}
		}
	}
	return alone > 0 && both*20 <= both+alone
}
