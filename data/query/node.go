package query

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"probity/data/entry"
)

type nodeKind uint8

const (
	leafNode nodeKind = iota
	andNode
	orNode
	notNode
)

// node is a part of a filter; it is never changed after it was built.
type node struct {
	kind   nodeKind
	kids   []*node
	field  field   // of a leaf
	values []value // of a leaf: any of these
	text   string  // as written in the language
	key    string  // what it means: equal keys, equal entries
}

type matchKind uint8

const (
	contains matchKind = iota
	exact
	prefix
	filled  // anything but empty
	subtree // an entity with all below it
	oneOf   // names
	network
	amount
	during
)

// value is one alternative of a leaf.
type value struct {
	kind   matchKind
	text   string   // without quotes and signs
	names  []string // of oneOf
	net    netip.Prefix
	within numbers
	period period
}

// leaf builds a leaf. Exact values go to the end, because a "=" right after the
// colon speaks for all of them.
func leaf(f field, values []value) *node {
	values = slices.Clone(values)
	slices.SortStableFunc(values, func(a, b value) int {
		switch {
		case a.kind != exact && b.kind == exact:
			return -1
		case a.kind == exact && b.kind != exact:
			return 1
		}
		return 0
	})
	n := &node{field: f, values: values}
	var text, key strings.Builder
	if f.name != fieldWord {
		if plainField(f.typed) {
			text.WriteString(f.typed)
		} else {
			text.WriteString(quoted(f.typed))
		}
		text.WriteByte(':')
	}
	allExact := true
	for _, v := range values {
		allExact = allExact && v.kind == exact
	}
	if allExact {
		text.WriteByte('=')
	}
	fmt.Fprintf(&key, "%q", f.name)
	for i, v := range values {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(v.written(f, allExact))
		switch v.kind {
		case during:
			fmt.Fprintf(&key, " %d..%d", v.period.from, v.period.to)
		case oneOf:
			fmt.Fprintf(&key, " %q", v.names)
		default:
			fmt.Fprintf(&key, " %d%q", v.kind, v.text)
		}
	}
	n.text, n.key = text.String(), key.String()
	return n
}

func plainField(name string) bool {
	for _, r := range name {
		if unicode.IsSpace(r) || strings.ContainsRune(`":(),*`, r) {
			return false
		}
	}
	return name != "" && utf8.ValidString(name)
}

// written gives the value as it stands after the colon.
func (v value) written(f field, allExact bool) string {
	switch v.kind {
	case exact:
		if allExact {
			return quote(v.text, f.name == fieldWord)
		}
		return "=" + quote(v.text, false)
	case prefix:
		return quote(v.text, f.name == fieldWord) + "*"
	case filled:
		return "*"
	case subtree:
		return quote(v.text, false) + "/*"
	case amount, during:
		if v.text != "" && !strings.ContainsAny(v.text, " \t\n\",()") {
			return v.text // "<" and ">" are part of it
		}
		return quoted(v.text)
	}
	return quote(v.text, f.name == fieldWord)
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// quote puts a text in quotes where the language would read it otherwise.
func quote(s string, word bool) string {
	if s == "" || s == "OR" || s == "AND" || s == "NOT" || strings.ContainsAny(s[:1], "-=<>") {
		return quoted(s)
	}
	for _, r := range s {
		if unicode.IsSpace(r) || strings.ContainsRune(`"(),*`, r) || word && r == ':' {
			return quoted(s)
		}
	}
	return s
}

// group joins nodes; groups of the same kind are taken apart.
func group(kind nodeKind, kids []*node) *node {
	var flat []*node
	for _, k := range kids {
		if k.kind == kind {
			flat = append(flat, k.kids...)
		} else {
			flat = append(flat, k)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	n := &node{kind: kind, kids: flat}
	var text, key []string
	for _, k := range flat {
		t := k.text
		if kind == andNode && k.kind == orNode {
			t = "(" + t + ")"
		}
		text, key = append(text, t), append(key, k.key)
	}
	if kind == andNode {
		n.text, n.key = strings.Join(text, " "), "(and "+strings.Join(key, " ")+")"
	} else {
		n.text, n.key = strings.Join(text, " OR "), "(or "+strings.Join(key, " ")+")"
	}
	return n
}

func not(n *node) *node {
	if n.kind == notNode {
		return n.kids[0]
	}
	text := n.text
	if n.kind != leafNode {
		text = "(" + text + ")"
	}
	return &node{kind: notNode, kids: []*node{n}, text: "-" + text, key: "(not " + n.key + ")"}
}

// about gives the field that all leaves of n are about, fieldWord where they
// differ or are words.
func (n *node) about() string {
	if n.kind == leafNode {
		return n.field.name
	}
	name := n.kids[0].about()
	for _, k := range n.kids[1:] {
		if k.about() != name {
			return fieldWord
		}
	}
	return name
}

// absolute gives n with every date resolved.
func (n *node) absolute(at Moment) *node {
	switch {
	case n.kind == leafNode && n.field.name == fieldDate:
		values := make([]value, len(n.values))
		for i, v := range n.values {
			v.text = v.period.text(at.zone())
			values[i] = v
		}
		return leaf(n.field, values)
	case n.kind == leafNode:
		return n
	case n.kind == notNode:
		return not(n.kids[0].absolute(at))
	}
	kids := make([]*node, len(n.kids))
	for i, k := range n.kids {
		kids[i] = k.absolute(at)
	}
	return group(n.kind, kids)
}

// label says in a person's words what n asks for.
func (n *node) label() string {
	switch n.kind {
	case notNode:
		return "not " + n.kids[0].label()
	case andNode, orNode:
		return n.text
	}
	words := make([]string, len(n.values))
	for i, v := range n.values {
		w := v.text
		switch {
		case v.kind == filled:
			w = "any"
		case v.kind == exact && v.text == "":
			w = "(empty)"
		case v.kind == prefix:
			w += "…"
		case v.kind == subtree:
			w += " and below"
		case v.kind == oneOf && len(v.names) > 0 && n.field.name != fieldHas && w != "reviewed":
			w = strings.Join(v.names, " or ")
		}
		if n.field.name == fieldWord {
			w = "“" + w + "”"
		}
		words[i] = w
	}
	text := strings.Join(words, " or ")
	switch n.field.name {
	case fieldWord:
		return text
	case fieldHas:
		return "has " + text
	}
	return strings.ReplaceAll(strings.TrimPrefix(n.field.typed, entry.ExtraPrefix), "-", " ") + ": " + text
}
