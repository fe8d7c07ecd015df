package query

import (
	"bytes"
	"slices"
)

// add lists the values that were asked for by name and are not among the others.
func (t *tallied) add(out *Facet, texts []string) {
	for _, text := range texts {
		if !slices.ContainsFunc(out.Values, func(v Value) bool { return v.Text == text }) {
			out.Values = append(out.Values, Value{text, t.of(text)})
		}
	}
}

// of is how often a value was counted.
func (t *tallied) of(text string) int {
	n := t.more[text]
	for code, times := range t.counts {
		if times > 0 && t.c.dict.at(uint32(code)) == text {
			n += int(times)
		}
	}
	if t.long != nil {
		if i := slices.IndexFunc(t.long.texts, func(long []byte) bool { return bytes.Equal(long, []byte(text)) }); i >= 0 {
			n += int(t.long.counts[i])
		}
	}
	return n
}
