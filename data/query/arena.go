package query

import (
	"sync"
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
		if isASCII(a.Arena) {
			return
		}
		a.wide = newSet(len(a.Ends))
		for row := range a.Ends {
			text := a.Bytes(row)
			if isASCII(text) {
				continue
			}
			a.wide.add(uint32(row))
			if foldsIntoASCII(text) {
				if a.into == nil {
					a.into = newSet(len(a.Ends))
				}
				a.into.add(uint32(row))
			}
		}
	})
	return a.wide, a.into
}
