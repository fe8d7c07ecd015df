package parts

import (
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// outline is a JSON text as lines that fold. Values stand as they are written:
// numbers are not rounded, of members with the same name all are there.
type outline struct {
	lines []outlineLine
	cut   bool // there is more than fits
}

// outlineLine is a member, an element, or the end of what an earlier line begins.
type outlineLine struct {
	depth  int
	name   string // of a member
	text   string // the value, or the bracket
	kind   jsontext.Kind
	end    int // of what opens here: the line that closes it
	count  int // of what opens here: how many values it has
	folded bool
}

const (
	mostOutline = 600  // lines of an outline
	mostWritten = 1500 // bytes of a name or value; the record as it was has the rest
)

// newOutline reads one JSON object or array; ok is false for anything else.
func newOutline(text string) (o *outline, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" || text[0] != '{' && text[0] != '[' {
		return nil, false
	}
	d := jsontext.NewDecoder(strings.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	o = &outline{}
	var open []int
	name, named := "", false
	for {
		tok, err := d.ReadToken()
		if err != nil {
			return nil, false
		}
		kind := tok.Kind()
		written := begins(tok.String(), mostWritten)
		if kind == '"' && len(open) > 0 && o.lines[open[len(open)-1]].kind == '{' && !named {
			name, named = written, true
			continue
		}
		line := outlineLine{depth: len(open), name: name, text: written, kind: kind}
		name, named = "", false
		switch kind {
		case '{', '[':
			line.text = string(rune(kind))
		case '}', ']':
			line.text, line.depth = string(rune(kind)), line.depth-1
			o.lines[open[len(open)-1]].end = len(o.lines)
			open = open[:len(open)-1]
		}
		if kind != '}' && kind != ']' && len(open) > 0 {
			o.lines[open[len(open)-1]].count++
		}
		o.lines = append(o.lines, line)
		if kind == '{' || kind == '[' {
			open = append(open, len(o.lines)-1)
		}
		if len(open) == 0 {
			return o, strings.TrimSpace(text[d.InputOffset():]) == ""
		}
		if len(o.lines) >= mostOutline {
			for _, i := range open {
				o.lines[i].end = len(o.lines)
			}
			o.cut = true
			return o, true
		}
	}
}

// begins gives the beginning of a text, ending between characters.
func begins(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// visible lists the lines that no fold hides. Of what is empty or folded the
// closing bracket stands on the opening line.
func (o *outline) visible() []int {
	var out []int
	for i := 0; i < len(o.lines); i++ {
		out = append(out, i)
		if l := &o.lines[i]; l.end > 0 && (l.folded || l.count == 0) {
			i = l.end
		}
	}
	return out
}
