package query

import (
	"sync"
	"unicode/utf8"
	"unsafe"

	"probity/data/columns"
)

// arena is a piece of texts, with what a search in them has to know.
type arena struct {
	columns.LongText
	once sync.Once
	wide set // rows with other characters than ASCII; nil: none
	into set // rows with such that fold into ASCII; nil: none
}

func (a *arena) bytes() int {
	return len(a.Arena) + 4*len(a.Ends) + len(a.Ends)/8
}

// at gives a text; it shares the memory of the arena.
func (a *arena) at(row int) string {
	text := a.Bytes(row)
	return unsafe.String(unsafe.SliceData(text), len(text)) // never written again
}

// letters tells which rows must be folded before a text is found in them:
// those in wide for any text, those in into for one that is plain.
func (a *arena) letters() (wide, into set) {
	a.once.Do(func() {
		table := foldings()
		row := 0
		for at := afterASCII(a.Arena, 0); at < len(a.Arena); at = afterASCII(a.Arena, at) {
			for int(a.Ends[row]) <= at {
				row++
			}
			if a.wide == nil {
				a.wide = newSet(len(a.Ends))
			}
			a.wide.add(uint32(row))
			r, size := utf8.DecodeRune(a.Arena[at:a.Ends[row]])
			if r != utf8.RuneError && foldRune(r, table) == unlike {
				if a.into == nil {
					a.into = newSet(len(a.Ends))
				}
				a.into.add(uint32(row))
			}
			at += size
		}
	})
	return a.wide, a.into
}
