package intake

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"probity/data/evidence"
)

// Of a list that is broken only what is broken is rejected: the bytes up to
// the next place where a record begins. That is an object behind a comma, a
// closing bracket or a line end that has most of the names that the first
// records of the list share. In a place where no record was read before, it is
// one whose first name is that of the broken one.

const (
	alike = 32 // records of the beginning that tell which names all have

	// Looking for the next record costs at most freeSearch bytes and a few
	// times those of the source; beyond that its rest is one reject.
	freeSearch  = 64 << 20
	searchShare = 8
)

// kin is what the records of a list have in common.
type kin struct {
	seen  int
	first string   // name of the first member of all records; empty: they differ
	names []string // that all records have
}

// learn takes a record that was read.
func (f *kin) learn(object []byte) {
	if f.seen >= alike || object[0] != '{' {
		return
	}
	names, ok := namesOf(object, maxNames)
	if !ok {
		return
	}
	f.seen++
	first := ""
	if len(names) > 0 {
		first = names[0]
	}
	if f.seen == 1 {
		f.first, f.names = first, names
		return
	}
	if first != f.first {
		f.first = ""
	}
	has := make(map[string]bool, len(names))
	for _, n := range names {
		has[n] = true
	}
	kept := f.names[:0]
	for _, n := range f.names {
		if has[n] {
			kept = append(kept, n)
		}
	}
	f.names = kept
}

// has tells whether an object with these names is a record of the list. broken
// is the first name of the record before it, which could not be read.
func (f *kin) has(names []string, broken string) bool {
	if len(f.names) == 0 {
		first := f.first
		if first == "" {
			first = broken
		}
		return len(names) > 0 && (first == "" || names[0] == first)
	}
	has := make(map[string]bool, len(names))
	for _, n := range names {
		has[n] = true
	}
	found := 0
	for _, n := range f.names {
		if has[n] {
			found++
		}
	}
	return found*5 >= len(f.names)*4
}

// maxNames is how many names of a record are looked at.
const maxNames = 256

// namesOf gives the names of an object's own members, the first most of them;
// ok is false where it is not JSON.
func namesOf(object []byte, most int) (names []string, ok bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, false
	}
	for d.PeekKind() == '"' && len(names) < most {
		t, err := d.ReadToken()
		if err != nil {
			return names, false
		}
		names = append(names, t.String())
		if err := d.SkipValue(); err != nil {
			return names, false
		}
	}
	return names, d.PeekKind() == '}' || len(names) == most
}

// firstName gives the name of the first member of the object that begins at i,
// also where the object is broken further on; empty where there is none.
func firstName(b []byte, i int) string {
	if i >= len(b) || b[i] != '{' {
		return ""
	}
	if i = skipBlank(b, i+1); i == len(b) || b[i] != '"' {
		return ""
	}
	end := closingQuote(b, i+1)
	if end < 0 || bytes.IndexByte(b[i:end], '\n') >= 0 {
		return ""
	}
	if next := skipBlank(b, end); next == len(b) || b[next] != ':' {
		return ""
	}
	return unquoted(b[i:end])
}

// resumed says what the search for the next record found.
type resumed int

const (
	nowhere resumed = iota // no record begins in the text at hand
	here
	unsettled // the text ends inside of what may be one
)

// resume looks from i on for the next record behind one that is broken and
// whose first name is broken. at is its place; where the text ends inside of
// what may be a record it is the place of that.
func (c *jsonCutter) resume(b []byte, i int, broken string) (at int, found resumed) {
	for {
		j := bytes.IndexByte(b[i:], '{')
		if j < 0 {
			return len(b), nowhere
		}
		at = i + j
		i = at + 1
		if !begins(b, at) && !(len(c.kin.names) > 1 && opens(b, at)) {
			continue
		}
		name := skipBlank(b, at+1)
		if name == len(b) && !c.eof {
			return at, unsettled
		}
		if name == len(b) || b[name] != '"' {
			continue
		}
		if c.spent > freeSearch+searchShare*(c.offset+int64(at)) {
			return len(b), nowhere
		}
		end, more, reason := c.value(b, at)
		switch {
		case more && len(b)-at < maxRecord:
			return at, unsettled
		case more, reason != "":
			c.spent += int64(min(len(b), c.failed) - at)
			// Broken as well; its end is looked for from there on.
			if f := c.kin.first; f != "" && firstName(b, at) == f && !within(b, at) {
				return at, here
			}
			continue
		}
		c.spent += int64(end - at)
		if names, ok := namesOf(b[at:end], maxNames); ok && c.kin.has(names, broken) {
			return at, here
		}
	}
}

// begins tells whether something may begin at i: behind a comma, a closing
// bracket, or at the beginning of a line.
func begins(b []byte, i int) bool {
	for i--; i >= 0 && blank(b[i]); i-- {
		if b[i] == '\n' {
			return true
		}
	}
	return i < 0 || b[i] == ',' || b[i] == '}' || b[i] == ']'
}

// opens tells whether what begins at i is the first item of a list.
func opens(b []byte, i int) bool {
	for i--; i >= 0 && blank(b[i]); i-- {
	}
	return i >= 0 && b[i] == '['
}

// swallowed gives the place in a record where those behind it begin, where it
// was cut behind the bracket of a list of its own, so that it closes with the
// brackets of the list around it; 0 where it holds no record.
func (c *jsonCutter) swallowed(b []byte, record span) int {
	if len(c.kin.names) < 2 {
		return 0
	}
	at, found := c.resume(b[:record.to], record.from+1, "")
	if found != here {
		return 0
	}
	return at
}

// within tells whether what begins at i follows no object, so that it may be
// the first item of a list inside of the broken record.
func within(b []byte, i int) bool {
	for i--; i >= 0 && (blank(b[i]) || b[i] == ','); i-- {
	}
	return i >= 0 && b[i] != '}'
}

// mended gives the end of the record at i that is broken, where the next one
// begins at next: without blanks and the comma between them. comma tells
// whether there is one.
func mended(b []byte, i, next int) (end int, comma bool) {
	end = next
	for end > i && (blank(b[end-1]) || !comma && b[end-1] == ',') {
		comma = comma || b[end-1] == ','
		end--
	}
	return end, comma
}

// loose finds the end of a value by its brackets alone, where something else
// of it is broken; 0 where it has none before most.
func (c *jsonCutter) loose(b []byte, i, most int) int {
	strict := c.strict
	c.strict = false
	end, more, reason := c.value(b[:most], i)
	c.strict = strict
	c.spent += int64(most - i)
	if more || reason != "" {
		return 0
	}
	if next := skipBlank(b, end); next < len(b) && (b[next] == ',' || b[next] == ']') {
		return end
	}
	return 0
}

// commas passes over commas and blanks; last is the place behind the last
// comma, next that of what follows.
func commas(b []byte, i int) (last, next int) {
	last = i
	for i < len(b) && (blank(b[i]) || b[i] == ',') {
		if b[i] == ',' {
			last = i + 1
		}
		i++
	}
	return last, i
}

// leafHash hashes a record that is not held in memory.
type leafHash struct {
	hash   interface{ Write([]byte) (int, error) }
	sum    func([]byte) []byte
	length int64
	lines  int64
}

func newLeafHash() *leafHash {
	h := sha256.New()
	h.Write([]byte{0}) // RFC 6962, section 2.1: the hash of a leaf
	return &leafHash{hash: h, sum: h.Sum}
}

func (l *leafHash) add(raw []byte) {
	l.hash.Write(raw)
	l.length += int64(len(raw))
}

func (l *leafHash) leaf() evidence.Hash { return evidence.Hash(l.sum(nil)) }

// skip gives everything from a place in the text on, to where the next record
// begins or the source ends, as one record that cannot be read, without
// holding it in memory. Unless onward, it reaches to the end.
func (c *jsonCutter) skip(at int, reason string, onward bool) (*piece, error) {
	from := c.width(at)
	p := &piece{text: bytes.Clone(c.text[:at]), offset: c.offset + int64(from), reason: reason, rest: true}
	p.lines = countLines(p.text, '\n')
	broken := firstName(c.text, at)
	leaf := newLeafHash()
	c.drop(from)
	search := 1
	for {
		k, found := len(c.text), nowhere
		if onward {
			if k, found = c.resume(c.text, min(search, len(c.text)), broken); found == unsettled && c.eof {
				k, found = len(c.text), nowhere
			}
		}
		end, comma := k, false
		if onward && (found != nowhere || !c.eof) {
			end, comma = mended(c.text, 0, k)
		}
		if found == here {
			p.lines += countLines(c.text[:end], '\n')
			n := c.width(end)
			leaf.add(c.raw[:n])
			c.drop(n)
			switch {
			case c.state == atObject:
			case comma:
				c.state = atComma
			default:
				c.state = atValue
			}
			break
		}
		if c.eof {
			p.lines += countLines(c.text, '\n')
			leaf.add(c.raw)
			c.drop(len(c.raw))
			c.state = afterError
			p.reason += fmt.Sprintf(" Everything from here on, %d bytes, could not be read.", leaf.length)
			break
		}
		if search = k - end; found == nowhere && end > 0 {
			end-- // what stands before tells whether a record may begin
			search = len(c.text) - end
		}
		if len(c.text)-end >= maxRecord { // blanks
			end, search = len(c.text)-1, 1
		}
		p.lines += countLines(c.text[:end], '\n')
		n := c.width(end)
		leaf.add(c.raw[:n])
		c.drop(n)
		if err := c.fill(max(c.size, 2*len(c.raw))); err != nil {
			return nil, err
		}
	}
	p.leaf, p.length = leaf.leaf(), leaf.length
	return p, nil
}
