package query

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"probity/data/entry"
)

// Limits of a filter, so that none makes the engine work for minutes.
const (
	maxText   = 1 << 20 // bytes
	maxTerms  = 1000
	maxValues = 100_000 // of all terms together
	maxParts  = 100     // values that are more than whole ones; words count three times
	maxDepth  = 100     // of brackets
)

// Parse reads a filter. The error, if any, is a *SyntaxError.
func Parse(text string, at Moment) (Filter, error) {
	at.Now, at.Zone = at.now(), at.zone()
	f := Filter{at: at}
	if len(text) > maxText {
		return f, &SyntaxError{0, len(text), "The search text is longer than 1 MB.", "Put the values into a reference list or search in several steps."}
	}
	p := parser{s: text, at: at}
	root, err := p.or()
	if err == nil && p.i < len(text) {
		err = &SyntaxError{p.i, p.i + 1, "This bracket closes nothing.", closesNothing}
	}
	if err == nil {
		err = bounded(root, text)
	}
	if err != nil {
		return f, err
	}
	f.sort = p.sort
	if root != nil {
		if f.terms = []*node{root}; root.kind == andNode {
			f.terms = root.kids
		}
	}
	return f, nil
}

type parser struct {
	s      string
	i      int
	at     Moment
	depth  int // of brackets and negations
	terms  int
	values int
	parts  int
	sort   []Sort
}

func (p *parser) fail(from, to int, hint, format string, args ...any) *SyntaxError {
	return &SyntaxError{from, max(from, min(to, len(p.s))), fmt.Sprintf(format, args...), hint}
}

func (p *parser) space() {
	for p.i < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[p.i:])
		if !unicode.IsSpace(r) {
			return
		}
		p.i += n
	}
}

// keyword reads OR, AND or NOT standing alone.
func (p *parser) keyword(word string) bool {
	rest, ok := strings.CutPrefix(p.s[p.i:], word)
	if !ok {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(rest); rest != "" && !unicode.IsSpace(r) && r != '(' && r != ')' {
		return false
	}
	p.i += len(word)
	return true
}

func (p *parser) or() (*node, error) {
	var alternatives []*node
	last := p.i // where the OR before stands
	missing := `To search for the word itself, put it in quotes: "OR".`
	for {
		n, err := p.and()
		if err != nil {
			return nil, err
		}
		at := p.i
		more := p.keyword("OR")
		if n == nil && (more || alternatives != nil) {
			if !more {
				at = last
			}
			return nil, p.fail(at, at+len("OR"), missing, "OR needs something before and after it.")
		}
		if n != nil {
			alternatives = append(alternatives, n)
		}
		if last = at; !more {
			break
		}
	}
	if alternatives == nil {
		return nil, nil
	}
	return group(orNode, alternatives), nil
}

func (p *parser) and() (*node, error) {
	var kids []*node
	terms, and := 0, -1 // and: where an AND stands that needs a term after it
	for {
		p.space()
		before := p.i
		end := p.i == len(p.s) || p.s[p.i] == ')' || p.keyword("OR")
		p.i = before
		again := !end && p.keyword("AND")
		if end && and >= 0 || again && (terms == 0 || and >= 0) {
			if again {
				and = before
			}
			return nil, p.fail(and, and+len("AND"), `Terms that stand side by side are joined by AND without the word. To search for the word itself, put it in quotes: "AND".`, "AND needs something before and after it.")
		}
		if end {
			break
		}
		if again {
			and = before
			continue
		}
		terms, and = terms+1, -1
		n, err := p.unary()
		if err != nil {
			return nil, err
		}
		if n != nil {
			kids = append(kids, n)
		}
	}
	if kids == nil {
		return nil, nil
	}
	return group(andNode, kids), nil
}

func (p *parser) unary() (*node, error) {
	from := p.i
	if p.depth >= maxDepth {
		return nil, p.fail(from, from+1, "Leave out those that are not needed: a OR (b OR c) is a OR b OR c.", "There are more than %d brackets inside one another.", maxDepth)
	}
	minus := p.s[p.i] == '-' && p.i+1 < len(p.s) && p.s[p.i+1] != ')'
	if minus {
		r, _ := utf8.DecodeRuneInString(p.s[p.i+1:])
		minus = !unicode.IsSpace(r)
	}
	if minus {
		p.i++
	}
	if minus || p.keyword("NOT") {
		p.space()
		if p.i == len(p.s) || p.s[p.i] == ')' {
			return nil, p.fail(from, p.i, `To search for the word itself, put it in quotes: "NOT".`, "NOT needs something after it.")
		}
		p.depth++
		n, err := p.unary()
		p.depth--
		if err != nil {
			return nil, err
		}
		return not(n), nil
	}
	if p.s[p.i] != '(' {
		return p.term()
	}
	p.i++
	p.depth++
	n, err := p.or()
	p.depth--
	if err != nil {
		return nil, err
	}
	if p.i == len(p.s) {
		return nil, p.fail(from, from+1, `Put ) after the last term. To search for a bracket, put it in quotes: "(".`, "This bracket is not closed.")
	}
	p.i++
	if n == nil {
		return nil, p.fail(from, p.i, `To search for brackets, put them in quotes.`, "There is nothing between these brackets.")
	}
	return n, nil
}

// term reads a word, or a field with its values.
func (p *parser) term() (*node, error) {
	from := p.i
	if p.terms++; p.terms > maxTerms {
		return nil, p.fail(from, len(p.s), "Write many values of one field with commas: customer:=4711,4712.", "There are more than %d terms.", maxTerms)
	}
	name, named := p.fieldName()
	if !named {
		t, err := p.value(false)
		if err != nil {
			return nil, err
		}
		return p.leaf(field{}, []token{t}, from)
	}
	f, ok := lookupField(name)
	if !ok {
		return nil, p.noField(from, name)
	}
	allExact := p.i < len(p.s) && p.s[p.i] == '='
	if allExact {
		p.i++
	}
	var tokens []token
	for {
		at := p.i
		t, err := p.value(true)
		if err != nil {
			return nil, err
		}
		if t.exact = t.exact || allExact; t.text != "" || t.star || t.quoted {
			tokens = append(tokens, t)
		}
		if p.values++; p.values > maxValues {
			return nil, p.fail(at, len(p.s), "Search in several steps.", "There are more than %d values.", maxValues)
		}
		if p.i == len(p.s) || p.s[p.i] != ',' {
			break
		}
		p.i++
	}
	if tokens == nil {
		hint := fmt.Sprintf("%s:* finds the entries that have one, %s:\"\" those that have none.", name, name)
		if example := examples[f.name]; example != "" {
			hint = fmt.Sprintf("%s:%s is an example.", name, example)
		}
		return nil, p.fail(from, p.i, "Write it without a space after the colon; "+hint, "After %s: a value is missing.", name)
	}
	if f.name == fieldSort {
		return nil, p.sorting(tokens, from)
	}
	return p.leaf(f, tokens, from)
}

// fieldName reads a name and its colon.
func (p *parser) fieldName() (string, bool) {
	from := p.i
	if p.s[p.i] == '"' {
		return p.quotedField()
	}
	for i, r := range p.s[from:] {
		switch {
		case r == ':' && i > 0:
			word := p.s[from:]
			if end := strings.IndexFunc(word, unicode.IsSpace); end >= 0 {
				word = word[:end]
			}
			if _, err := netip.ParseAddr(strings.TrimRight(word, "*)")); err == nil {
				return "", false
			}
			p.i = from + i + 1
			return p.s[from : from+i], true
		case unicode.IsLetter(r), i > 0 && (unicode.IsDigit(r) || strings.ContainsRune("_-.", r)):
		case strings.HasPrefix(p.s[from:], entry.ExtraPrefix) && !unicode.IsSpace(r) && !strings.ContainsRune(`"(),*`, r):
		default:
			return "", false
		}
	}
	return "", false
}

// quotedField reads a field whose path has spaces or signs: "extra.Entity Type":.
func (p *parser) quotedField() (string, bool) {
	var name strings.Builder
	for i := p.i + 1; ; i++ {
		end := strings.IndexByte(p.s[i:], '"')
		if end < 0 {
			return "", false
		}
		name.WriteString(p.s[i : i+end])
		i += end + 1
		if i < len(p.s) && p.s[i] == '"' {
			name.WriteByte('"')
			continue
		}
		if i == len(p.s) || p.s[i] != ':' || !entry.IsExtra(name.String()) {
			return "", false
		}
		p.i = i + 1
		return name.String(), true
	}
}

// value reads one value: quoted and unquoted pieces up to a space, a bracket
// that closes one outside it, or inside a field a comma.
func (p *parser) value(inField bool) (token, error) {
	var t token
	var out strings.Builder
	from, star, open := p.i, -1, 0
	if inField && p.i < len(p.s) && p.s[p.i] == '=' {
		t.exact = true
		p.i++
	}
	if inField && p.i < len(p.s) && p.s[p.i] == '(' {
		return t, p.fail(p.i, p.i+1, `Values of one field are parted by commas: action:suspended,activated. To search for a bracket, put it in quotes: "(".`, "A field has no brackets after its colon.")
	}
	for p.i < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[p.i:])
		if unicode.IsSpace(r) || r == ',' && inField || r == ')' && open == 0 && p.depth > 0 {
			break
		}
		if star >= 0 {
			return t, p.fail(star, star+1, `Texts are found wherever they stand, so a * is only needed after a beginning. To search for a star, use quotes: "*".`, "A * can only stand at the end.")
		}
		if r != '"' {
			switch r {
			case '(':
				open++
			case ')':
				if open--; open < 0 {
					return t, p.fail(p.i, p.i+1, closesNothing, "This bracket closes nothing.")
				}
			}
			if r == '*' {
				star = p.i
			} else {
				out.WriteString(p.s[p.i : p.i+n])
			}
			p.i += n
			continue
		}
		t.quoted = true
		quote := p.i
		for p.i++; ; p.i++ {
			end := strings.IndexByte(p.s[p.i:], '"')
			if end < 0 {
				return t, p.fail(quote, len(p.s), `Put another " at the end of the text. To search for a quotation mark, double it inside quotes: """".`, "The quotation mark that begins here is not closed.")
			}
			out.WriteString(p.s[p.i : p.i+end])
			p.i += end + 1
			if p.i == len(p.s) || p.s[p.i] != '"' {
				break
			}
			out.WriteByte('"')
		}
	}
	t.text, t.star, t.from, t.to = out.String(), star >= 0, from, p.i
	if !inField && t.text == "" {
		return t, p.fail(from, p.i, "Leave it out to see all entries; operator:* finds those that have an operator.", "There is nothing to search for here.")
	}
	return t, nil
}

func (p *parser) leaf(f field, tokens []token, from int) (*node, error) {
	values := make([]value, 0, len(tokens))
	for _, t := range tokens {
		v, err := meaning(f, t, p.at)
		if err != nil {
			if err.From, err.To = from, p.i; len(tokens) > 1 {
				err.From, err.To = t.from, t.to
			}
			return nil, err
		}
		costly := f.name == fieldHas
		switch v.kind {
		case contains, prefix, filled, subtree, network, amount:
			costly = true
		}
		if costly {
			if p.parts++; f.name == fieldWord {
				p.parts += 2
			}
			if p.parts > maxParts {
				return nil, p.fail(from, len(p.s), "Whole values can be many: customer:=4711,4712.", "There are more than %d words, or more than %d texts, beginnings, networks and amounts to look for.", maxParts/3, maxParts)
			}
		}
		values = append(values, v)
	}
	return leaf(f, values), nil
}
