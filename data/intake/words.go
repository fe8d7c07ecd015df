package intake

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// phrase is a condition over words, written as in the import formats:
//
//	refund|revers      a word that begins so, in any case
//	payment fail       both occur
//	log_in             the two words with anything but a letter between
//	add=               the whole word
//	-test              does not occur
//
// A word begins at a letter after anything that is no letter, and at a capital
// after a small letter, so that UserLoggedIn has three.
type phrase struct {
	all  []terms
	none terms
}

// mask is the set of terms of a lexicon that were found.
type mask [16]uint64

func (m *mask) add(bit int) { m[bit>>6] |= 1 << (bit & 63) }

// terms is a set of terms as words of a mask; those of one phrase mostly lie
// side by side.
type terms []struct {
	word int
	bits uint64
}

func (t terms) with(bit int) terms {
	for i := range t {
		if t[i].word == bit>>6 {
			t[i].bits |= 1 << (bit & 63)
			return t
		}
	}
	return append(t, struct {
		word int
		bits uint64
	}{bit >> 6, 1 << (bit & 63)})
}

func (t terms) meets(found *mask) bool {
	for i := range t {
		if t[i].bits&found[t[i].word] != 0 {
			return true
		}
	}
	return false
}

func (p *phrase) holds(found *mask) bool {
	if p.none.meets(found) {
		return false
	}
	for i := range p.all {
		if !p.all[i].meets(found) {
			return false
		}
	}
	return true
}

// term is a beginning of words.
type term struct {
	text  string // lower case; '_' stands for one byte that is no letter
	whole bool
	bit   int
}

// lexicon finds the terms of many phrases in one pass over a text.
type lexicon struct {
	terms map[string]int
	pairs [32 * 32][]term // by the first two letters, where both are of ASCII
	first [256][]term     // the others by the first byte
}

// letterPair is the index of two letters of ASCII in any case, -1 for other bytes.
func letterPair(a, b byte) int {
	if letter(a) && letter(b) {
		return int(a&31)<<5 | int(b&31)
	}
	return -1
}

func (l *lexicon) phrase(text string) (phrase, error) {
	var p phrase
	for _, part := range strings.Fields(strings.ToLower(text)) {
		negative := strings.HasPrefix(part, "-")
		var any terms
		for _, t := range strings.Split(strings.TrimPrefix(part, "-"), "|") {
			bit, err := l.term(t)
			if err != nil {
				return p, err
			}
			if negative {
				p.none = p.none.with(bit)
			} else {
				any = any.with(bit)
			}
		}
		if !negative {
			p.all = append(p.all, any)
		}
	}
	return p, nil
}

func (l *lexicon) term(text string) (int, error) {
	if bit, ok := l.terms[text]; ok {
		return bit, nil
	}
	word := strings.TrimSuffix(text, "=")
	if word == "" {
		return 0, fmt.Errorf("a word is missing beside |, - or =")
	}
	if l.terms == nil {
		l.terms = map[string]int{}
	}
	bit := len(l.terms)
	if bit >= len(mask{})*64 {
		return 0, fmt.Errorf("there are more than %d words, the shared ones included", bit)
	}
	l.terms[text] = bit
	l.add(term{word, word != text, bit})
	if r, n := utf8.DecodeRuneInString(word); n > 1 {
		if up := unicode.ToUpper(r); up != r && up != utf8.RuneError {
			l.add(term{string(up) + word[n:], word != text, bit})
		}
	}
	return bit, nil
}

func (l *lexicon) add(t term) {
	if len(t.text) > 1 {
		if i := letterPair(t.text[0], t.text[1]); i >= 0 {
			l.pairs[i] = append(l.pairs[i], t)
			return
		}
	}
	l.first[t.text[0]] = append(l.first[t.text[0]], t)
}

// find adds the terms that occur in text to found.
func (l *lexicon) find(text []byte, found *mask) {
	before := byte(' ')
	for i := 0; i < len(text); i++ {
		c := text[i]
		if wordByte(c) && (!wordByte(before) || c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z') {
			low := c
			if c >= 'A' && c <= 'Z' {
				low |= 0x20
			}
			for _, t := range l.first[low] {
				if t.in(text[i:]) {
					found.add(t.bit)
				}
			}
			if i+1 < len(text) {
				if k := letterPair(c, text[i+1]); k >= 0 {
					for _, t := range l.pairs[k] {
						if t.in(text[i:]) {
							found.add(t.bit)
						}
					}
				}
			}
		}
		before = c
	}
}

func (t *term) in(text []byte) bool {
	if len(text) < len(t.text) {
		return false
	}
	for i := 1; i < len(t.text); i++ {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		switch w := t.text[i]; {
		case w == '_':
			if letter(c) {
				return false
			}
		case w == c:
		case w >= 0xA0 && c == w&^0x20 && t.text[i-1] == 0xC3: // Ä beside ä in UTF-8
		default:
			return false
		}
	}
	return !t.whole || len(text) == len(t.text) || !wordByte(text[len(t.text)])
}

func wordByte(c byte) bool { return letter(c) || digit(c) || c >= 0x80 }
