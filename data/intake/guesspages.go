package intake

import (
	"math"
	"sync"
	"unicode"
	"unicode/utf8"
)

// tally counts the bytes beyond ASCII of the samples together with the bytes
// beside them; ASCII neighbours are told apart by their kind only.
type tally struct {
	triples map[[3]byte]int
	total   int
}

// tallied is how many bytes beyond ASCII a tally looks at, of each part of the
// sample.
const tallied = 1500

func (t *tally) add(part []byte) {
	if t.triples == nil {
		t.triples = map[[3]byte]int{}
	}
	n := 0
	for i, b := range part {
		if b < utf8.RuneSelf {
			continue
		}
		k := [3]byte{' ', b, ' '}
		if i > 0 {
			k[0] = beside(part[i-1])
		}
		if i+1 < len(part) {
			k[2] = beside(part[i+1])
		}
		t.triples[k]++
		if n++; n == tallied {
			break
		}
	}
	t.total += n
}

func beside(b byte) byte {
	switch {
	case b >= utf8.RuneSelf:
		return b
	case b >= 'a' && b <= 'z':
		return 'a'
	case b >= 'A' && b <= 'Z':
		return 'A'
	case digit(b):
		return '0'
	}
	return ' '
}

// verdict is how likely an encoding makes the samples.
type verdict struct {
	name     string
	language string
	all      float64 // logarithm of the likelihood of everything that was counted, with the prior
	once     float64 // the same with every combination of characters counted once
	text     map[[3]byte]rune
	runes    *[256]rune
}

var pageRunes sync.Map // name → *[256]rune

func runesOf(name string) *[256]rune {
	if r, ok := pageRunes.Load(name); ok {
		return r.(*[256]rune)
	}
	r := pageNamed(foldCharset(name)).runes()
	pageRunes.Store(name, r)
	return r
}

// pageVerdicts gives for every code page the likelihood under the language
// that fits best.
func (t *tally) pageVerdicts() []verdict {
	prepareLanguages()
	var out []verdict
	for _, g := range families {
		for _, c := range g.pages {
			table := runesOf(c.name)
			best := verdict{all: math.Inf(-1)}
			for i, l := range g.languages {
				v := verdict{name: c.name, language: l.name, runes: table, all: c.prior, once: c.prior}
				if i > 0 { // a single language is a stronger claim than a mixture
					v.all, v.once = v.all-1-l.rare, v.once-1-l.rare
				}
				for k, n := range t.triples {
					p := math.Log(l.likely(side(k[0], table), table[k[1]], side(k[2], table)))
					v.all += float64(n) * p
					v.once += p
				}
				if v.all > best.all {
					best = v
				}
			}
			out = append(out, best)
		}
	}
	return out
}

func side(b byte, table *[256]rune) rune {
	if b < utf8.RuneSelf {
		return rune(b)
	}
	return table[b]
}

// likely is the share of a character given those beside it: letters stand
// beside letters of their script, capitals at the beginning of words or among
// capitals, signs at the edge of words.
func (l *language) likely(before, r, after rune) float64 {
	p := l.share(r)
	if !unicode.IsLetter(r) && !unicode.IsMark(r) {
		return p * signPlace(before, r, after)
	}
	lb, la := unicode.IsLetter(before) || unicode.IsMark(before), unicode.IsLetter(after) || unicode.IsMark(after)
	for _, n := range []rune{before, after} {
		if digitRune(n) {
			p *= 0.05
		} else if unicode.IsLetter(n) && latin(n) != latin(r) {
			p *= 0.02
		}
	}
	if !lb && !la {
		p *= 0.12
	}
	if unicode.IsMark(r) || r == 'ª' || r == 'º' {
		return p
	}
	switch {
	case unicode.IsUpper(r):
		switch {
		case lb && unicode.IsLower(before):
			p *= 0.003
		case lb && unicode.IsUpper(before) && la && unicode.IsLower(after):
			p *= 0.01
		case la && unicode.IsUpper(after) || lb && unicode.IsUpper(before):
			p *= 0.15
		default:
			p *= 0.1
		}
	case unicode.IsLower(r):
		if la && unicode.IsUpper(after) {
			p *= 0.01
		} else if lb && unicode.IsUpper(before) && !la {
			p *= 0.1
		}
	}
	return p
}

func latin(r rune) bool { return r < utf8.RuneSelf || unicode.Is(unicode.Latin, r) }

func digitRune(r rune) bool { return r >= '0' && r <= '9' }

// signPlace is how usual a place between other characters is for a sign.
func signPlace(before, r, after rune) float64 {
	lb, la := unicode.IsLetter(before), unicode.IsLetter(after)
	switch {
	case lb && la:
		switch r {
		case '’', '·', '\u00ad', '\u00a0':
			return 1
		case '´', '–', '—', '‑':
			return 0.3
		}
		return 0.01
	case r == '€' || r == '£' || r == '°' || r == '²' || r == '³':
		if digitRune(before) || digitRune(after) || before == ' ' && after == ' ' || before == '\u00a0' {
			return 1
		}
		return 0.3
	case lb || la:
		switch r {
		case '“', '”', '„', '‘', '’', '«', '»', '‹', '›', '\u00a0', '…', '¿', '¡', '§', '•', '©', '®', '™', '‚':
			return 1
		}
		return 0.2
	}
	return 1
}

// same tells whether two code pages make the same text of the samples.
func (t *tally) same(a, b *[256]rune) bool {
	for k := range t.triples {
		if a[k[1]] != b[k[1]] {
			return false
		}
	}
	return true
}
