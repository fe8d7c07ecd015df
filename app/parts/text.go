package parts

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
)

// symbol tells whether a character is one of the signs that the toolkit's sans
// does not have and its monospace has, so that they need no system font.
func symbol(r rune) bool {
	switch {
	case r == '→', r == '…', r == '–', r == '‹', r == '›':
		return false
	case r >= 0x2190 && r <= 0x21FF, r >= 0x2200 && r <= 0x23FF, r >= 0x25A0 && r <= 0x27BF:
		return true
	}
	return false
}

// piece is a run of a line that is drawn in one style.
type piece struct {
	text string
	mono bool
}

// pieces cuts a line where signs begin and end.
func pieces(text string) []piece {
	var out []piece
	start, was := 0, false
	for i, r := range text {
		is := symbol(r)
		if i > 0 && is != was {
			out = append(out, piece{text[start:i], was})
			start = i
		}
		was = is
	}
	if start < len(text) {
		out = append(out, piece{text[start:], was})
	}
	return out
}

// lineWidth is how wide a line with signs is drawn.
func lineWidth(text string, size float32, style fyne.TextStyle) float32 {
	var w float32
	for _, p := range pieces(text) {
		st := style
		if p.mono {
			st = fyne.TextStyle{Monospace: true}
		}
		w += measure(p.text, size, st)
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
	for lineWidth(line, size, style) > width {
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
