package intake

import (
	"bytes"
	"fmt"
	"strconv"
)

// maxExploded bounds the bytes of the parents that the entries of one record
// repeat.
const maxExploded = 1 << 30

// exploder makes several entries of a record that holds a list of them. Each
// has all of its parent but the list, and its own item: a member x of an item
// of the list a.b is at the path a.b.x. The identity's path is a.b.0, a.b.1 …
type exploder struct {
	list   string
	store  []byte // of values; the builder's own is cleared with every entry
	items  []item
	parent []pair
	path   []byte
}

// item is a pair of the list with the number of its item.
type item struct {
	n    int
	rest []byte // of the path behind the number; empty: the item is a scalar
	pair pair
}

// explode gives the entries of the record that was flattened last; false where
// it has no such list and is one entry.
func (x *exploder) explode(w *jsonWorker, record, offset, length int64) (ok bool, reason string) {
	x.items, x.parent = x.items[:0], x.parent[:0]
	bytesOfParent := 0
	for _, p := range w.flat.pairs {
		name := w.flat.names[p.from:p.to]
		if n, rest, below := x.below(name); below {
			x.items = append(x.items, item{n, rest, p})
		} else {
			x.parent = append(x.parent, p)
			bytesOfParent += len(p.value) + len(name)
		}
	}
	if len(x.items) == 0 {
		return false, ""
	}
	if entries := x.items[len(x.items)-1].n + 1; entries*bytesOfParent > maxExploded {
		return false, fmt.Sprintf("The list %s has %s items, and what stands around it is too long to go with each of them.", x.list, thousands(int64(entries)))
	}
	for i := 0; i < len(x.items); {
		n := x.items[i].n
		for _, p := range x.parent {
			w.value(w.flat.names[p.from:p.to], p.value)
		}
		for ; i < len(x.items) && x.items[i].n == n; i++ {
			x.path = append(x.path[:0], x.list...)
			x.path = append(x.path, x.items[i].rest...)
			w.value(x.path, x.items[i].pair.value)
		}
		w.b.named(PathColumn, strconv.AppendInt(append(append(x.path[:0], x.list...), '.'), int64(n), 10))
		w.b.entry(record, offset, length)
	}
	return true, ""
}

// below tells whether a path lies in the list, in which item, and what comes
// behind its number.
func (x *exploder) below(path []byte) (n int, rest []byte, ok bool) {
	tail, ok := bytes.CutPrefix(path, []byte(x.list))
	if !ok || len(tail) < 2 || tail[0] != '.' || !digit(tail[1]) {
		return 0, nil, false
	}
	end := 1
	for end < len(tail) && digit(tail[end]) {
		end++
	}
	if end < len(tail) && tail[end] != '.' {
		return 0, nil, false
	}
	n, err := strconv.Atoi(string(tail[1:end]))
	return n, tail[end:], err == nil
}
