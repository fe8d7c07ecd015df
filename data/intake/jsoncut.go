package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonPiece is near what a piece of JSON has; records of it have many columns.
const jsonPiece = 1 << 20

// maxDepth is how deep lists and objects may lie in each other.
const maxDepth = 10000

// jsonCutter cuts JSON into pieces: JSON Lines at line ends; a list, or objects
// one behind the other, between values.
type jsonCutter struct {
	source
	lines bool
	list  []string // the way to the list whose values are the records; nil: none
	state int
	stack []byte
}

const (
	atStart    = iota
	atFirst    // in a list, before its first value
	atValue    // in a list, behind a comma
	atComma    // in a list, behind a value
	atObject   // before or between objects one behind the other
	atEnd      // behind everything that may be there
	atLast     // behind a single value that is no object
	afterError // the remainder was rejected
	atPage     // before or between objects around a list
)

func openJSON(ctx context.Context, r io.Reader, p *plan) (*jsonCutter, error) {
	c := &jsonCutter{source: source{ctx: ctx, r: r, cs: p.charset}, lines: p.rd.Format == "jsonl"}
	if p.rd.List != "" && !c.lines {
		c.list, c.state = strings.Split(p.rd.List, "."), atPage
	}
	return c, c.skipBOM()
}

// next gives the next piece, nil at the end.
func (c *jsonCutter) next() (*piece, error) {
	if c.lines {
		return c.nextLines()
	}
	for size := jsonPiece; ; size *= 2 {
		if err := c.fill(size); err != nil {
			return nil, err
		}
		spans, state, at, reason := c.scan()
		switch {
		case len(spans) > 0:
			p := c.take(spans[len(spans)-1].to)
			p.spans = spans
			c.state = state
			return p, nil
		case reason != "":
			return c.remainder(at, reason)
		case c.eof:
			return nil, nil
		case len(c.text) >= maxRecord:
			return c.remainder(at, fmt.Sprintf("The value that begins here does not end within %d MB.", maxRecord>>20))
		}
	}
}

// scan finds whole values from the state at hand on, and the state behind the
// last of them. Where it meets something that cannot be, or the end of a cut
// file, it gives the place and the reason.
func (c *jsonCutter) scan() (spans []span, after, at int, reason string) {
	b, state := c.text, c.state
	for i := 0; ; {
		for i < len(b) && blank(b[i]) {
			i++
		}
		if i == len(b) {
			if c.eof && (state == atFirst || state == atValue || state == atComma) {
				return spans, after, i, "The list is not closed; the export may have been cut off."
			}
			return spans, after, i, ""
		}
		ch := b[i]
		switch state {
		case atStart:
			switch ch {
			case '[':
				state = atFirst
				i++
			case '{':
				state = atObject
			default:
				end, more, why := c.value(b, i)
				if more || why != "" {
					return spans, after, i, why
				}
				state, after = atLast, atLast
				spans, i = append(spans, span{from: i, to: end}), end
			}
			continue
		case atComma:
			switch ch {
			case ',':
				state = atValue
				i++
			case ']':
				end, more, why := c.closed(b, i+1)
				if more {
					return spans, after, i, ""
				}
				if why != "" {
					return spans, after, end, why
				}
				state, i = c.behind(), end
			default:
				return spans, after, i, "Behind a value of the list there must be a comma or its end."
			}
			continue
		case atPage:
			if ch != '{' {
				return spans, after, i, "Behind an object only another object can follow."
			}
			end, more, err := c.enter(b, i)
			switch {
			case more:
				return spans, after, i, ""
			case errors.Is(err, errNoList):
				spans, i, after = append(spans, span{from: i, to: end}), end, atPage
			case errors.Is(err, io.ErrUnexpectedEOF):
				return spans, after, i, "The file ends inside this object; the export may have been cut off."
			case err != nil:
				return spans, after, i, err.Error()
			default:
				state, i = atFirst, end
			}
			continue
		case atEnd:
			if ch == '[' && bytes.IndexByte(b[max(0, i-2):i], '\n') >= 0 { // lists one behind the other, each on lines of its own
				state = atFirst
				i++
				continue
			}
			return spans, after, i, "Nothing may follow behind the end of the JSON."
		case atLast:
			return spans, after, i, "Nothing may follow behind the end of the JSON."
		case afterError:
			return nil, after, i, ""
		case atFirst:
			if ch == ']' {
				end, more, why := c.closed(b, i+1)
				if more {
					return spans, after, i, ""
				}
				if why != "" {
					return spans, after, end, why
				}
				state, i = c.behind(), end
				continue
			}
		case atObject:
			if ch != '{' {
				return spans, after, i, "Behind an object only another object can follow."
			}
		}
		if len(spans) > 0 && spans[len(spans)-1].to >= jsonPiece {
			return spans, after, i, ""
		}
		end, more, why := c.value(b, i)
		if more || why != "" {
			return spans, after, i, why
		}
		spans, i = append(spans, span{from: i, to: end}), end
		if state != atObject {
			state = atComma
		}
		after = state
	}
}

// behind is the state behind a list.
func (c *jsonCutter) behind() int {
	if c.list != nil {
		return atPage
	}
	return atEnd
}

// closed gives the place behind a list and what stands around it.
func (c *jsonCutter) closed(b []byte, i int) (at int, more bool, reason string) {
	if c.list == nil {
		return i, false, ""
	}
	return c.leave(b, i)
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// value finds the end of the value that begins at i by its brackets and
// quotes. more tells that b ends inside it.
func (c *jsonCutter) value(b []byte, i int) (end int, more bool, reason string) {
	cut := func() (int, bool, string) {
		if c.eof {
			return 0, false, "The file ends inside this value; the export may have been cut off."
		}
		return 0, true, ""
	}
	switch b[i] {
	case '"':
		if end = closingQuote(b, i+1); end < 0 {
			return cut()
		}
		return end, false, ""
	case '{', '[':
	case ',', ']', '}', ':':
		return 0, false, fmt.Sprintf("A value is missing before %q.", b[i])
	default:
		for i < len(b) && !blank(b[i]) && b[i] != ',' && b[i] != ']' && b[i] != '}' {
			i++
		}
		if i == len(b) && !c.eof {
			return 0, true, ""
		}
		return i, false, ""
	}
	c.stack = c.stack[:0]
	for i < len(b) {
		switch ch := b[i]; ch {
		case '"':
			if i = closingQuote(b, i+1); i < 0 {
				return cut()
			}
			continue
		case '{', '[':
			if len(c.stack) >= maxDepth {
				return 0, false, fmt.Sprintf("Values are nested deeper than %d.", maxDepth)
			}
			c.stack = append(c.stack, ch+2) // { → }, [ → ]
		case '}', ']':
			if c.stack[len(c.stack)-1] != ch {
				return 0, false, fmt.Sprintf("%q stands where %q should close.", ch, c.stack[len(c.stack)-1])
			}
			if c.stack = c.stack[:len(c.stack)-1]; len(c.stack) == 0 {
				return i + 1, false, ""
			}
		}
		i++
	}
	return cut()
}

// closingQuote gives the index after the quote that ends the string whose
// content begins at i, -1 where there is none.
func closingQuote(b []byte, i int) int {
	for {
		j := bytes.IndexByte(b[i:], '"')
		if j < 0 {
			return -1
		}
		k := i + j
		n := k
		for n > i && b[n-1] == '\\' {
			n--
		}
		if (k-n)%2 == 0 {
			return k + 1
		}
		i = k + 1
	}
}

// remainder gives everything from a place in the text on as one record that
// cannot be read, without holding it in memory.
func (c *jsonCutter) remainder(at int, reason string) (*piece, error) {
	from := at
	if c.cs.wide() {
		from = c.cs.width(c.text[:at], c.raw)
	}
	p := &piece{text: bytes.Clone(c.text[:at]), offset: c.offset + int64(from), reason: reason, rest: true}
	h := sha256.New()
	h.Write([]byte{0}) // RFC 6962, section 2.1: the hash of a leaf
	from = min(from, len(c.raw))
	for {
		h.Write(c.raw[from:])
		p.length += int64(len(c.raw) - from)
		c.offset += int64(len(c.raw))
		c.raw, c.text, from = nil, nil, 0
		if c.eof {
			break
		}
		if err := c.fill(jsonPiece); err != nil {
			return nil, err
		}
	}
	h.Sum(p.leaf[:0])
	p.reason = fmt.Sprintf("%s Everything from here on, %d bytes, could not be read.", reason, p.length)
	c.state = afterError
	return p, nil
}

func (c *jsonCutter) nextLines() (*piece, error) {
	for size := jsonPiece; ; size *= 2 {
		if err := c.fill(size); err != nil {
			return nil, err
		}
		if len(c.text) == 0 {
			return nil, nil
		}
		if c.eof {
			return c.take(len(c.text)), nil
		}
		if n := bytes.LastIndexByte(c.text, '\n'); n >= 0 {
			return c.take(n + 1), nil
		}
		if len(c.text) >= maxRecord {
			p := c.take(len(c.text))
			p.reason = fmt.Sprintf("The line that begins here does not end within %d MB.", maxRecord>>20)
			return p, nil
		}
	}
}
