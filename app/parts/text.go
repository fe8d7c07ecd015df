package parts

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
)

// Kind says how a character must be drawn.
type Kind uint8

// The kinds.
const (
	Plain  Kind = iota // in the style of the text
	Symbol             // a sign that the sans lacks and the monospace has, so that no system font is needed
	Emoji              // in the toolkit's emoji font, which has no space: it must not share a text with one
)

// KindOf tells how a character must be drawn. Fyne draws what follows a sign
// from a fallback font, up to the next letter, in that font; its fonts of
// symbols and emoji have no space and show a question mark instead. So signs are
// drawn apart.
func KindOf(r rune) Kind {
	switch {
	case r < 0x2190:
		return Plain
	case r <= 0x23FF, r >= 0x25A0 && r <= 0x27BF:
		return Symbol
	case r >= 0x1F000 && r <= 0x1FAFF, r == 0xFE0F, r == 0x200D:
		return Emoji
	}
	return Plain
}

// Simple tells whether a text can be drawn in one piece.
func Simple(text string) bool {
	for _, r := range text {
		if KindOf(r) != Plain {
			return false
		}
	}
	return true
}

// Piece is a run of a line that is drawn as one text.
type Piece struct {
	Text string
	Kind Kind
}

// Style is the style of the piece within a text of the given style.
func (p Piece) Style(text fyne.TextStyle) fyne.TextStyle {
	if p.Kind == Symbol {
		return fyne.TextStyle{Monospace: true}
	}
	return text
}

// Pieces cuts a line where signs begin and end.
func Pieces(text string) []Piece {
	if Simple(text) {
		return []Piece{{text, Plain}}
	}
	var out []Piece
	start, was := 0, Plain
	for i, r := range text {
		is := KindOf(r)
		if i > 0 && is != was {
			out = append(out, Piece{text[start:i], was})
			start = i
		}
		was = is
	}
	return append(out, Piece{text[start:], was})
}

// lineWidth is how wide a line with signs is drawn.
func lineWidth(text string, size float32, style fyne.TextStyle) float32 {
	var w float32
	for _, p := range Pieces(text) {
		w += measure(p.Text, size, p.Style(style))
	}
	return w
}

// ellipsis cuts a line to a width.
func ellipsis(text string, width, size float32, style fyne.TextStyle) (string, bool) {
	if lineWidth(text, size, style) <= width+0.5 {
		return text, false
	}
	r := []rune(text)
	if len(r) > 400 {
		r = r[:400]
	}
	low, high := 0, len(r)
	for low < high { // the most characters that fit together with the dots
		mid := (low + high + 1) / 2
		if lineWidth(string(r[:mid])+"…", size, style) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(r[:low]), " ") + "…", true
}

// wrap breaks a text into lines of a width: at line ends, else at spaces, else
// within a word. It knows lines only up to some thousand characters; what is
// longer belongs into Mono.
func wrap(text string, width, size float32, style fyne.TextStyle) []string {
	var out []string
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		out = append(out, wrapLine(clean(line), width, size, style)...)
	}
	return out
}

func wrapLine(line string, width, size float32, style fyne.TextStyle) []string {
	var out []string
	width = max(width, 8)
	for line != "" && lineWidth(line, size, style) > width {
		cut := fitting(line, width, size, style)
		head := line[:cut]
		if i := strings.LastIndexByte(head, ' '); i > 0 && cut < len(line) && line[cut] != ' ' {
			cut, head = i+1, line[:i]
		}
		out = append(out, strings.TrimRight(head, " "))
		line = strings.TrimLeft(line[cut:], " ")
	}
	if line != "" || len(out) == 0 {
		out = append(out, line)
	}
	return out
}

// fitting is how many bytes of a line fit, at least one character.
func fitting(line string, width, size float32, style fyne.TextStyle) int {
	borders := []int{}
	for i := range line {
		if i > 0 {
			borders = append(borders, i)
		}
		if len(borders) > 400 {
			break
		}
	}
	borders = append(borders, len(line))
	low, high := 0, len(borders)-1
	if len(borders) > 401 {
		high = 400
	}
	for low < high {
		mid := (low + high + 1) / 2
		if lineWidth(line[:borders[mid]], size, style) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return borders[low]
}

// clean replaces what would be drawn as a box.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
