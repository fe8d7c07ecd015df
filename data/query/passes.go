package query

import "fmt"

// Limits on how often a filter makes the engine look through the texts of every
// column. At ten million entries whose texts are not unpacked yet, the first
// search takes some 2 s of processor time and each further one up to 0.5 s, where
// it is found nearly everywhere: with two processors leastPasses take some 2 s in
// all, and so do more of them in shorter logs.
const (
	maxPasses   = 20
	leastPasses = 6
	passesOf    = 60_000_000 // entries times searches
)

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

// bounded refuses a filter that is searched for too often, however short the log.
func bounded(root *node, text string) error {
	if root == nil {
		return nil
	}
	return few([]*node{root}, text, maxPasses)
}

// Within refuses a filter, read from text, that is searched for too often in a
// log of so many entries. The error is a SyntaxError.
func (f Filter) Within(entries int, text string) error {
	return few(f.terms, text, min(max(passesOf/max(entries, 1), leastPasses), maxPasses))
}

func few(terms []*node, text string, most int) error {
	keys := map[string]bool{}
	passes(&node{kind: andNode, kids: terms}, keys)
	if len(keys) <= most {
		return nil
	}
	return &SyntaxError{0, len(text), fmt.Sprintf("All texts would be searched %d times; in a log of this length at most %d times is possible, so that the answer comes in 2 seconds or so.", len(keys), most),
		`Put words that stand together in quotes: "bank transfer".`}
}
