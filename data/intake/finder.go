package intake

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// finder finds what package regexp finds, in less time for the patterns that
// take fields out of millions of texts: literals, loops over one class of
// characters, groups, alternatives. Every other pattern, and a text on which
// this would try too much, is left to package regexp.
type finder struct {
	*regexp.Regexp
	must  []byte     // stands in every match; empty: not known
	start *element   // nil: left to regexp
	first *[256]bool // bytes with which a match begins
	begin bool       // matches stand at the beginning of the text alone
}

// element is a part of a pattern and what follows it.
type element struct {
	next    *element // nil for elementDone
	kind    elementKind
	literal []byte
	class   *[256]bool // of a loop
	least   int        // of a loop
	most    int        // of a loop; -1: no limit
	lazy    bool       // a loop takes as little as it can
	sure    bool       // a loop never needs to give back what it took
	slot    int        // of a mark
	choices []*element // in the order in which they are tried
}

type elementKind uint8

const (
	elementDone elementKind = iota
	elementLiteral
	elementLoop
	elementMark
	elementChoice
	elementEnd // of the text
)

// A text may take so many elements, and so many bytes for each of its own, before it is left to
// regexp, whose time does not grow with the square of a text.
const (
	finderTries   = 500
	finderPerByte = 8
)

func newFinder(text string) (*finder, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	p := &finder{Regexp: re}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	p.must = longestLiteral(tree)
	parts := []*syntax.Regexp{tree}
	if tree.Op == syntax.OpConcat {
		parts = tree.Sub
	}
	if parts[0].Op == syntax.OpBeginText {
		p.begin, parts = true, parts[1:]
	}
	start := &element{}
	for i := len(parts) - 1; i >= 0 && start != nil; i-- {
		start = elementOf(parts[i], start)
	}
	if start == nil {
		return p, nil
	}
	first, empty := start.begins()
	if empty {
		return p, nil
	}
	p.start, p.first = start, &first
	return p, nil
}

// plainLiteral reports that a literal matches its own bytes alone. regexp takes
// bytes that are not UTF-8 for U+FFFD.
func plainLiteral(re *syntax.Regexp) bool {
	return re.Flags&syntax.FoldCase == 0 && !slices.Contains(re.Rune, utf8.RuneError)
}

// longestLiteral gives the longest text that is in every match as it stands.
func longestLiteral(re *syntax.Regexp) []byte {
	switch re.Op {
	case syntax.OpLiteral:
		if plainLiteral(re) {
			return []byte(string(re.Rune))
		}
	case syntax.OpCapture, syntax.OpPlus:
		return longestLiteral(re.Sub[0])
	case syntax.OpConcat:
		var longest []byte
		for _, sub := range re.Sub {
			if l := longestLiteral(sub); len(l) > len(longest) {
				longest = l
			}
		}
		return longest
	}
	return nil
}

// elementOf makes the element for re, before next. It is nil where re is none of
// what finder does itself.
func elementOf(re *syntax.Regexp, next *element) *element {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpEndText:
		return &element{next: next, kind: elementEnd}
	case syntax.OpLiteral:
		if plainLiteral(re) {
			return &element{next: next, kind: elementLiteral, literal: []byte(string(re.Rune))}
		}
	case syntax.OpCharClass, syntax.OpAnyCharNotNL:
		return loopOf(re, 1, 1, false, next)
	case syntax.OpStar:
		return loopOf(re.Sub[0], 0, -1, re.Flags&syntax.NonGreedy != 0, next)
	case syntax.OpPlus:
		return loopOf(re.Sub[0], 1, -1, re.Flags&syntax.NonGreedy != 0, next)
	case syntax.OpRepeat:
		return loopOf(re.Sub[0], re.Min, re.Max, re.Flags&syntax.NonGreedy != 0, next)
	case syntax.OpCapture:
		after := &element{next: next, kind: elementMark, slot: 2*re.Cap + 1}
		if inner := elementOf(re.Sub[0], after); inner != nil {
			return &element{next: inner, kind: elementMark, slot: 2 * re.Cap}
		}
	case syntax.OpConcat:
		for i := len(re.Sub) - 1; i >= 0 && next != nil; i-- {
			next = elementOf(re.Sub[i], next)
		}
		return next
	case syntax.OpQuest:
		inner := elementOf(re.Sub[0], next)
		if inner == nil {
			return nil
		}
		s := &element{kind: elementChoice, choices: []*element{inner, next}}
		if re.Flags&syntax.NonGreedy != 0 {
			s.choices = []*element{next, inner}
		}
		return s
	case syntax.OpAlternate:
		s := &element{kind: elementChoice}
		for _, sub := range re.Sub {
			inner := elementOf(sub, next)
			if inner == nil {
				return nil
			}
			s.choices = append(s.choices, inner)
		}
		return s
	}
	return nil
}

// loopOf makes a loop over one class of characters. A class holds either all
// characters that are not ASCII or none, so that one byte tells.
func loopOf(re *syntax.Regexp, least, most int, lazy bool, next *element) *element {
	var class [256]bool
	switch {
	case re.Op == syntax.OpCharClass:
		for r := re.Rune; len(r) > 1; r = r[2:] {
			for c := r[0]; c <= min(r[1], utf8.RuneSelf-1); c++ {
				class[c] = true
			}
			if r[1] < utf8.RuneSelf {
				continue
			}
			if r[0] > utf8.RuneSelf || r[1] != unicode.MaxRune {
				return nil
			}
			for c := utf8.RuneSelf; c < 256; c++ {
				class[c] = true
			}
		}
	case re.Op == syntax.OpAnyCharNotNL:
		for c := range class {
			class[c] = c != '\n'
		}
	case re.Op == syntax.OpLiteral && len(re.Rune) == 1 && re.Rune[0] < utf8.RuneSelf && re.Flags&syntax.FoldCase == 0:
		class[re.Rune[0]] = true
	default:
		return nil
	}
	after, empty := next.begins()
	s := &element{next: next, kind: elementLoop, class: &class, least: least, most: most, lazy: lazy}
	s.sure = !lazy && !empty
	for c := range class {
		s.sure = s.sure && !(class[c] && after[c])
	}
	// Behind the longest run nothing else can follow, so at the end of the
	// pattern giving back changes nothing.
	s.sure = s.sure || !lazy && next.only()
	return s
}

// only reports that nothing but marks follows.
func (s *element) only() bool {
	for s.kind == elementMark {
		s = s.next
	}
	return s.kind == elementDone
}

// begins gives the bytes with which the element can begin, and whether it and all
// that follows can be empty.
func (s *element) begins() (first [256]bool, empty bool) {
	add := func(other *element) {
		f, e := other.begins()
		for c := range f {
			first[c] = first[c] || f[c]
		}
		empty = empty || e
	}
	switch s.kind {
	case elementDone:
		return first, true
	case elementLiteral:
		first[s.literal[0]] = true
	case elementMark:
		return s.next.begins()
	case elementEnd:
		return first, true
	case elementLoop:
		first = *s.class
		if s.least == 0 {
			add(s.next)
		}
	case elementChoice:
		for _, c := range s.choices {
			add(c)
		}
	}
	return first, empty
}

// find gives the first match as regexp.FindSubmatchIndex does. What it returns
// may be in marks.
func (p *finder) find(text []byte, marks *[]int) []int {
	if len(p.must) > 0 && !bytes.Contains(text, p.must) {
		return nil
	}
	if p.start == nil {
		return p.FindSubmatchIndex(text)
	}
	n := 2 * (p.NumSubexp() + 1)
	for len(*marks) < n {
		*marks = append(*marks, 0)
	}
	s := search{text: text, marks: (*marks)[:n], left: finderTries + finderPerByte*len(text)}
	for i := range s.marks {
		s.marks[i] = -1
	}
	for at := 0; at < len(text); at += width(text[at:]) {
		if p.first[text[at]] && s.run(p.start, at) {
			s.marks[0] = at
			return s.marks
		}
		if s.left <= 0 {
			return p.FindSubmatchIndex(text)
		}
		if p.begin {
			break
		}
	}
	return nil
}

// width is the length of the character at the beginning of b.
func width(b []byte) int {
	if b[0] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRune(b)
	return n
}

// search is a pattern under way in a text.
type search struct {
	text  []byte
	marks []int
	left  int // elements and bytes that may still be tried
}

// run matches an element and all that follow from a place on.
func (s *search) run(p *element, at int) bool {
	for {
		if s.left--; s.left <= 0 {
			return false
		}
		switch p.kind {
		case elementDone:
			s.marks[1] = at
			return true
		case elementEnd:
			if at != len(s.text) {
				return false
			}
		case elementLiteral:
			if len(s.text)-at < len(p.literal) || string(s.text[at:at+len(p.literal)]) != string(p.literal) {
				return false
			}
			at += len(p.literal)
		case elementMark:
			before := s.marks[p.slot]
			s.marks[p.slot] = at
			if s.run(p.next, at) {
				return true
			}
			s.marks[p.slot] = before
			return false
		case elementLoop:
			if p.lazy {
				return s.lazy(p, at)
			}
			to, n := at, 0
			for n != p.most && to < len(s.text) && p.class[s.text[to]] {
				to += width(s.text[to:])
				n++
			}
			s.left -= n
			if n < p.least {
				return false
			}
			for ; !p.sure && n > p.least; n-- {
				if s.run(p.next, to) {
					return true
				}
				_, last := utf8.DecodeLastRune(s.text[at:to])
				to -= last
			}
			at = to
		case elementChoice:
			last := len(p.choices) - 1
			for _, c := range p.choices[:last] {
				if s.run(c, at) {
					return true
				}
			}
			p = p.choices[last]
			continue
		}
		p = p.next
	}
}

func (s *search) lazy(p *element, at int) bool {
	for n := 0; ; n++ {
		if n >= p.least && s.run(p.next, at) {
			return true
		}
		if n == p.most || at == len(s.text) || !p.class[s.text[at]] {
			return false
		}
		at += width(s.text[at:])
	}
}
