package intake

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"probity/data/entry"
)

var slotChanges = slices.Index(entry.Fields, entry.Changes)

// inner says what is done with a value that holds other values: JSON text in a
// cell whose members are fields of their own, or what was and what is.
type inner struct {
	unfold string // the column, whose members are taken as paths below it
	keep   bool   // the value itself is kept too
	change bool
	new    bool   // what is; else what was
	key    string // the field that changed; empty: the value is a JSON object of them
}

// changed is one field with what it was and what it is.
type changed struct{ key, old, new []byte }

// innerOf tells what the format does with a column or path.
func (f *Format) innerOf(name string) *inner {
	is := func(column string) bool {
		c := f.column(name)
		return column != "" && (name == column || c != nil && c.Name == column)
	}
	for _, column := range f.Unfold {
		if is(column) {
			return &inner{unfold: column}
		}
	}
	for _, r := range f.Changes {
		for k, column := range []string{r.Old, r.New} {
			if is(column) {
				return &inner{change: true, new: k == 1}
			}
			if key, ok := strings.CutPrefix(name, column+"."); ok && column != "" {
				return &inner{change: true, new: k == 1, key: key}
			}
		}
	}
	return nil
}

// take handles a value that holds others; false leaves it to be taken as it is.
func (n *inner) take(b *builder, t *target, v []byte) bool {
	if n.key != "" {
		b.change([]byte(n.key), v, n.new)
		return true
	}
	v = bytes.TrimSpace(v)
	if len(v) == 0 || v[0] != '{' && !((n.change || n.keep) && v[0] == '[') {
		return false
	}
	if b.inner == nil {
		utf8, err := charsetOf("utf-8")
		if err != nil {
			return false
		}
		b.inner = newFlattener(utf8, &b.scratch)
	}
	if b.inner.flatten(v) != "" {
		return false
	}
	for _, p := range b.inner.pairs {
		path := b.inner.names[p.from:p.to]
		if n.change {
			b.change(slices.Clone(path), p.value, n.new)
			continue
		}
		b.value(-1, b.unfolded(n.unfold, path), p.value)
	}
	return !n.keep
}

// unfolded is where a member of a column of JSON text goes.
func (b *builder) unfolded(column string, path []byte) *target {
	name := column + "." + string(path)
	if t := b.plan.members[name]; t != nil {
		return t
	}
	t := b.unfolds[name]
	if t == nil {
		t = b.plan.format.target(name)
		if t.inner != nil && t.inner.key == "" { // once is enough
			t.inner = nil
		}
		if b.unfolds == nil {
			b.unfolds = map[string]*target{}
		}
		if len(b.unfolds) < maxUnknown {
			b.unfolds[name] = t
		}
	}
	return t
}

// change notes what a field was or is.
func (b *builder) change(key, v []byte, isNew bool) {
	i := slices.IndexFunc(b.changed, func(c changed) bool { return bytes.Equal(c.key, key) })
	if i < 0 {
		if len(b.changed) >= maxChanges {
			return
		}
		i = len(b.changed)
		b.changed = append(b.changed, changed{key: key})
	}
	if isNew {
		b.changed[i].new = v
	} else {
		b.changed[i].old = v
	}
}

// changes writes what was noted as the field changes: a JSON array of objects
// of texts. What is as it was is no change.
func (b *builder) changes() {
	from := len(b.scratch)
	out := append(b.scratch, '[')
	for i := range b.changed {
		c := &b.changed[i]
		if bytes.Equal(c.old, c.new) {
			continue
		}
		if len(out) > from+1 {
			out = append(out, ',')
		}
		out = append(out, `{"field":`...)
		out, _ = jsontext.AppendQuote(out, c.key) // bytes that are not UTF-8 become U+FFFD
		out = append(out, `,"old":`...)
		out, _ = jsontext.AppendQuote(out, c.old)
		out = append(out, `,"new":`...)
		out, _ = jsontext.AppendQuote(out, c.new)
		out = append(out, '}')
	}
	b.changed = b.changed[:0]
	if len(out) == from+1 {
		return
	}
	b.scratch = append(out, ']')
	if b.vals[slotChanges] == nil {
		b.vals[slotChanges] = b.scratch[from:]
	}
}

// tidy takes off what the product puts around its values.
func (f *Format) tidy(v []byte) []byte {
	if f.Guarded && len(v) > 1 && v[0] == '\'' && bytes.IndexByte([]byte("=+-@\t\r\n'"), v[1]) >= 0 {
		v = v[1:]
	}
	if len(v) > f.longest+8 { // with blanks around it
		return v
	}
	for _, n := range f.Nothing {
		if strings.EqualFold(n, string(bytes.TrimSpace(v))) {
			return nil
		}
	}
	return v
}
