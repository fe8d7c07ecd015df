package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"probity/data/entry"
)

// Advice is about a condition that this log can hardly satisfy as it is
// written. The filter is answered all the same.
type Advice struct {
	Term    int // index into Filter.Terms, -1 for the order
	Message string
	Hint    string // what to write instead, or empty
}

// Check looks for mistakes that only the log knows: fields that no source has,
// sources that do not exist.
func (e *Engine) Check(f Filter) []Advice {
	s := e.now.Load()
	var out []Advice
	say := func(term int, hint, format string, args ...any) {
		a := Advice{term, fmt.Sprintf(format, args...), hint}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	for i, term := range f.terms {
		each([]*node{term}, func(n *node) {
			if entry.IsExtra(n.field.name) && !s.occurs(n.field) {
				say(i, s.nearestField(n.field.name), "No source of this log has a field “%s”.", n.field.name)
			}
			if n.field.name == fieldSource && s.forms[fieldSource] == nil {
				for _, v := range n.values {
					if hint, wrong := s.noSource(v); wrong {
						say(i, hint, "There is no source “%s”.", v.text)
					}
				}
			}
		})
	}
	for _, by := range f.sort {
		if fd, ok := lookupField(by.Field); ok && len(fd.columns) > 0 && !s.occurs(fd) {
			say(-1, s.nearestField(by.Field), "No source of this log has a field “%s” to sort by.", fd.typed)
		}
	}
	return out
}

// occurs reports whether a part has a column of the field.
func (s *snapshot) occurs(f field) bool {
	if isEntity(f.name) && s.reference != nil {
		return true // without waiting until the lists are read
	}
	names, _ := s.existing(context.Background(), f)
	return slices.ContainsFunc(names, func(name string) bool { return s.forms[name] != nil || computed(name) })
}

func (s *snapshot) nearestField(name string) string {
	var folded []string
	for _, known := range s.fields {
		folded = append(folded, fold(known))
	}
	near := nearest(name, folded)
	if near == "" {
		return ""
	}
	name = Typed(s.fields[slices.Index(folded, near)])
	if !plainField(name) {
		name = quoted(name)
	}
	return fmt.Sprintf("Did you mean %s?", name)
}

func (s *snapshot) noSource(v value) (hint string, wrong bool) {
	m := newMatcher([]value{v})
	var names, scratch = []string{}, []byte(nil)
	for i := range s.parts {
		if m.text([]byte(s.parts[i].Name), &scratch) {
			return "", false
		}
		names = append(names, s.parts[i].Name)
	}
	if v.text == "" || v.kind == filled {
		return "", false
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > 5 {
		names = append(names[:5], "…")
	}
	if len(names) == 0 {
		return "", true
	}
	return "There are " + strings.Join(names, ", ") + ".", true
}
