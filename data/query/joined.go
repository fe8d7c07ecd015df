package query

// manyOf is from how many leaves of one field on they are looked up together;
// below it each has its own answer, which serves the next filter, too.
var manyOf = 8

// merged joins the words among alternatives, so that texts are read once, and
// many leaves of one field, so that a column is.
func merged(kids []*node) []*node {
	values, leaves := map[string][]value{}, map[string]int{}
	for _, k := range kids {
		if joins(k) {
			values[k.field.name] = append(values[k.field.name], k.values...)
			leaves[k.field.name]++
		}
	}
	var rest []*node
	for _, k := range kids {
		name := k.field.name
		if !joins(k) || name != fieldWord && leaves[name] < manyOf {
			rest = append(rest, k)
		} else if values[name] != nil {
			rest, values[name] = append(rest, leaf(k.field, values[name])), nil
		}
	}
	return rest
}

// joins reports whether a leaf can be joined with others of its field.
func joins(n *node) bool {
	return n.kind == leafNode && (n.field.name == fieldWord || len(n.field.columns) > 0)
}

// notAny joins the leaves that must not occur into alternatives under one
// "not", as merged does.
func notAny(kids []*node) []*node {
	var nots, rest []*node
	for _, k := range kids {
		if k.kind == notNode && joins(k.kids[0]) {
			nots = append(nots, k.kids[0])
		} else {
			rest = append(rest, k)
		}
	}
	for _, k := range merged(nots) {
		rest = append(rest, not(k))
	}
	return rest
}

// wordLength is the length of a word that is looked for everywhere, 0 of
// anything else.
func (n *node) wordLength() int {
	if !n.isWord() || len(n.values) != 1 {
		return 0
	}
	return len(n.values[0].text)
}
