package query

import "fmt"

// maxPasses bounds how often a filter makes the engine look through the texts
// of every column. At ten million entries whose texts are not unpacked yet, the
// first one takes some 2 s of processor time and each further one up to 0.5 s,
// where it is found nearly everywhere: with two processors some 2 s in all.
const maxPasses = 6

// passes adds the searches through every column that a filter needs, by what
// they look for: words that are alternatives, and words that must not occur,
// are looked for together, each other one by itself.
func passes(n *node, keys map[string]bool) {
	together := ""
	for _, k := range n.kids {
		word := k
		if n.kind == andNode && k.kind == notNode {
			word = k.kids[0]
		}
		if (n.kind == orNode || word != k) && word.isWord() {
			together += word.key + " "
		} else {
			passes(k, keys)
		}
	}
	if together != "" {
		keys[together] = true
	}
	if n.isWord() {
		keys[n.key] = true
	}
}

// isWord reports whether a leaf is looked for in every column.
func (n *node) isWord() bool { return n.kind == leafNode && n.field.name == fieldWord }

// bounded refuses a filter that is searched for too often.
func bounded(root *node, text string) error {
	if root == nil {
		return nil
	}
	keys := map[string]bool{}
	if passes(root, keys); len(keys) <= maxPasses {
		return nil
	}
	return &SyntaxError{0, len(text), fmt.Sprintf("All texts would be searched %d times; at most %d times is possible, so that long logs answer in 2 seconds or so.", len(keys), maxPasses),
		`Put words that stand together in quotes: "bank transfer".`}
}
