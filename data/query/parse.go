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

// Limits of a filter, so that none makes the engine work for minutes.
const (
	maxText   = 1 << 20 // bytes
	maxTerms  = 1000
	maxValues = 100_000 // of all terms together
	maxParts  = 100     // values that are looked for inside texts; words count three times
	maxDepth  = 100     // of brackets
)

// SyntaxError says what is wrong with a filter's text, in a person's words.
type SyntaxError struct {
	From, To int    // bytes of the text that are meant
	Message  string // a sentence
	Hint     string // a sentence that says what to write instead, or empty
}

func (e *SyntaxError) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + " " + e.Hint
}

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
		err = &SyntaxError{p.i, p.i + 1, "This bracket closes nothing.", `To search for a bracket, put it in quotes: ")".`}
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
	for {
		p.space()
		if p.i == len(p.s) || p.s[p.i] == ')' {
			break
		}
		before := p.i
		if p.keyword("OR") {
			p.i = before
			break
		}
		if p.keyword("AND") {
			continue
		}
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
		return nil, p.fail(from, from+1, "", "There are more than %d brackets inside one another.", maxDepth)
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
		hint := fmt.Sprintf("To search for the text itself, put it in quotes: %s.", quoted(name+":…"))
		if near := nearest(name, fieldNames()); near != "" {
			hint = fmt.Sprintf("Did you mean %s?", near)
		}
		return nil, p.fail(from, from+len(name), hint, "There is no field “%s”.", name)
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
			return nil, p.fail(at, len(p.s), "", "There are more than %d values.", maxValues)
		}
		if p.i == len(p.s) || p.s[p.i] != ',' {
			break
		}
		p.i++
	}
	if tokens == nil {
		hint := fmt.Sprintf("Write it without a space after the colon; %s:* finds the entries that have one, %s:\"\" those that have none.", name, name)
		return nil, p.fail(from, p.i, hint, "After %s: a value is missing.", name)
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
// that closes, or inside a field a comma.
func (p *parser) value(inField bool) (token, error) {
	var t token
	var out strings.Builder
	from, star := p.i, -1
	if inField && p.i < len(p.s) && p.s[p.i] == '=' {
		t.exact = true
		p.i++
	}
	for p.i < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[p.i:])
		if unicode.IsSpace(r) || r == ')' && p.depth > 0 || r == ',' && inField {
			break
		}
		if star >= 0 {
			return t, p.fail(star, star+1, `Texts are found wherever they stand, so a * is only needed after a beginning. To search for a star, use quotes: "*".`, "A * can only stand at the end.")
		}
		if r != '"' {
			if r == '*' {
				star = p.i
			} else {
				out.WriteString(p.s[p.i : p.i+n])
			}
			p.i += n
			continue
		}
		t.quoted = true
		open := p.i
		for p.i++; ; p.i++ {
			end := strings.IndexByte(p.s[p.i:], '"')
			if end < 0 {
				return t, p.fail(open, len(p.s), `Put another " at the end of the text. To search for a quotation mark, double it inside quotes: """".`, "The quotation mark that begins here is not closed.")
			}
			out.WriteString(p.s[p.i : p.i+end])
			p.i += end + 1
			if p.i == len(p.s) || p.s[p.i] != '"' {
				break
			}
			out.WriteByte('"')
		}
	}
	t.text, t.star = out.String(), star >= 0
	if !inField && t.text == "" {
		return t, p.fail(from, p.i, "", "There is nothing to search for here.")
	}
	return t, nil
}

func (p *parser) leaf(f field, tokens []token, from int) (*node, error) {
	values := make([]value, 0, len(tokens))
	for _, t := range tokens {
		v, err := meaning(f, t, p.at)
		if err != nil {
			err.From, err.To = from, p.i
			return nil, err
		}
		switch v.kind {
		case contains, prefix, subtree, network, amount:
			if p.parts++; f.name == fieldWord {
				p.parts += 2
			}
			if p.parts > maxParts {
				return nil, p.fail(from, len(p.s), "Whole values can be many: customer:=4711,4712.", "There are more than %d words, or %d texts to look for inside one field.", maxParts/3, maxParts)
			}
		}
		values = append(values, v)
	}
	return leaf(f, values), nil
}

// maxSorts is by how many fields entries are sorted at most.
const maxSorts = 8

func (p *parser) sorting(tokens []token, from int) error {
	if p.depth > 0 || p.sort != nil || len(tokens) > maxSorts {
		return p.fail(from, p.i, "Write sort:time or sort:operator,-time once, outside brackets.", "The order of entries can be stated once, by up to %d fields.", maxSorts)
	}
	for _, t := range tokens {
		name, descending := strings.CutPrefix(t.text, "-")
		f, ok := lookupField(name)
		if name == "time" || f.name == fieldDate {
			f.name, ok = "time", true
		}
		if !ok || f.name == fieldHas || f.name == fieldSort {
			hint := "sort:time and sort:operator,-time are examples."
			if near := nearest(name, fieldNames()); near != "" {
				hint = "Did you mean sort:" + near + "?"
			}
			return p.fail(from, p.i, hint, "Entries cannot be sorted by “%s”.", name)
		}
		if slices.ContainsFunc(p.sort, func(s Sort) bool { return s.Field == f.name }) {
			return p.fail(from, p.i, "", "The order names “%s” twice.", name)
		}
		p.sort = append(p.sort, Sort{Field: f.name, Ascending: !descending})
	}
	return nil
}
