package intake

import (
	"bytes"
	"context"
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
	size  int      // of a piece, in bytes
	state int
	stack []byte

	onward  bool     // behind a broken record, reading goes on with the next
	strict  bool     // values are looked at for what is broken, besides their brackets
	failed  int      // where the value that was looked at last broke
	broken  string   // why the record at hand is broken whose end is not in the text yet
	kin     kin      // what the records that were read have in common
	spent   int64    // bytes looked at in search of records
	reasons []string // of the spans that a scan found; empty: none is broken
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
	c := &jsonCutter{source: source{ctx: ctx, r: r, cs: p.charset}, lines: p.rd.Format == "jsonl", size: jsonPiece, onward: p.rd.Resume, strict: p.rd.Resume}
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
	for size := c.size; ; size *= 2 {
		if err := c.fill(size); err != nil {
			return nil, err
		}
		c.reasons, c.broken = nil, ""
		spans, state, at, reason := c.scan()
		switch {
		case len(spans) > 0:
			p := c.take(spans[len(spans)-1].to)
			p.spans, p.reasons = spans, c.reasons
			c.state = state
			return p, nil
		case reason != "":
			return c.skip(at, reason, false)
		case c.eof:
			return nil, nil
		case len(c.raw) >= maxRecord:
			if reason = c.broken; reason == "" {
				reason = fmt.Sprintf("The value that begins here does not end within %d MB.", maxRecord>>20)
			}
			return c.skip(at, reason, c.onward)
		}
	}
}

// scan finds whole values from the state at hand on, and the state behind the
// last of them. Where it meets something that cannot be, or the end of a cut
// file, it gives the place and the reason; where reading goes on behind what is
// broken, that is a span with a reason.
func (c *jsonCutter) scan() (spans []span, after, at int, reason string) {
	b, state := c.text, c.state
	add := func(from, to int, why string) {
		if why != "" || c.reasons != nil {
			for len(c.reasons) < len(spans) {
				c.reasons = append(c.reasons, "")
			}
			c.reasons = append(c.reasons, why)
		}
		spans = append(spans, span{from: from, to: to})
	}
	// freed takes back the last record where it holds those behind it.
	freed := func() (at int) {
		if !c.onward || c.list == nil || len(spans) == 0 {
			return 0
		}
		last := spans[len(spans)-1]
		if at = c.swallowed(b, last); at > 0 {
			spans = spans[:len(spans)-1]
			c.reasons = c.reasons[:min(len(c.reasons), len(spans))]
			end, _ := mended(b, last.from, at)
			add(last.from, end, "This record is not closed; those behind it stood in a list of it.")
		}
		return at
	}
	comma := 0 // the last that was passed
	for i := 0; ; {
		i = skipBlank(b, i)
		if i == len(b) {
			if c.eof && state == atComma {
				if at := freed(); at > 0 {
					i, state, after = at, atValue, atValue
					continue
				}
			}
			if c.eof && (state == atFirst || state == atValue || state == atComma) {
				return spans, after, i, "The list is not closed; the export may have been cut off."
			}
			return spans, after, i, ""
		}
		if len(spans) > 0 && spans[len(spans)-1].to >= c.size {
			return spans, after, i, ""
		}
		ch, why := b[i], ""
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
				add(i, end, "")
				i = end
			}
			continue
		case atComma:
			switch ch {
			case ',':
				state, comma = atValue, i
				i++
				continue
			case ']':
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
			if at := freed(); at > 0 {
				i, state, after = at, atValue, atValue
				continue
			}
			why = "Behind a value of the list there must be a comma or its end."
			if end, more, bad := c.value(b, i); !c.onward {
				return spans, after, i, why
			} else if more {
				return spans, after, i, ""
			} else if bad == "" && (ch == '{' || c.kin.seen == 0 && (ch == '[' || validJSON(b[i:end]))) {
				add(i, i, "A comma is missing between two records; both were read.")
				state, after = atValue, atValue
				continue
			}
		case atPage:
			if ch != '{' {
				return spans, after, i, "Behind an object only another object can follow."
			}
			end, more, err := c.enter(b, i)
			switch {
			case more:
				return spans, after, i, ""
			case errors.Is(err, errNoList):
				add(i, end, "")
				i, after = end, atPage
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
			why = "Nothing may follow behind the end of the JSON."
			if !c.onward || c.kin.seen == 0 {
				return spans, after, i, why
			}
		case atLast:
			return spans, after, i, "Nothing may follow behind the end of the JSON."
		case afterError:
			return nil, after, i, ""
		case atFirst, atValue:
			switch {
			case ch == ']' && state == atFirst:
				state = atComma
				continue
			case ch == ',' && c.onward:
				last, next := commas(b, i)
				if next == len(b) && !c.eof {
					return spans, after, i, ""
				}
				add(i, last, "A value is missing beside a comma.")
				if after = atValue; next < len(b) && b[next] == ']' {
					after = atComma
				}
				state, i = after, last
				continue
			case ch == ']' && c.onward:
				add(comma, comma+1, "A value is missing between a comma and the end of the list.")
				state, after = atComma, atComma
				continue
			}
		case atObject:
			switch {
			case ch == ',' && c.onward:
				last, next := commas(b, i+1)
				if next == len(b) && !c.eof {
					return spans, after, i, ""
				}
				if last > i+1 {
					add(i+1, last, "An object is missing between two commas.")
					after = atObject
				}
				i = last
				continue
			case ch != '{':
				if why = "Behind an object only another object can follow."; !c.onward {
					return spans, after, i, why
				}
			}
		}
		if why == "" {
			var end int
			var more bool
			if end, more, why = c.value(b, i); more {
				return spans, after, i, ""
			}
			if why == "" && c.onward && ch != '{' && ch != '[' && !validJSON(b[i:end]) {
				why = "This is not JSON."
			}
			if why == "" {
				if add(i, end, ""); c.onward && c.kin.seen < alike {
					c.kin.learn(b[i:end])
				}
				if i = end; state != atObject {
					state = atComma
				}
				after = state
				continue
			}
			if !c.onward {
				return spans, after, i, why
			}
		}
		next, found := c.resume(b, i+1, firstName(b, i))
		switch {
		case found == unsettled, found == nowhere && !c.eof:
			c.broken = why
			return spans, after, i, ""
		case found == nowhere && c.loose(b, i, len(b)) == 0:
			return spans, after, i, why
		}
		if state != atObject {
			state = atComma
		}
		if end := c.loose(b, i, next); end > 0 { // what is broken is told when it is taken apart
			add(i, end, "")
			i, after = end, state
			continue
		}
		end, between := mended(b, i, next)
		add(i, end, why)
		if i = end; state == atComma && !between {
			state = atValue
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

func (c *jsonCutter) nextLines() (*piece, error) {
	for size := c.size; ; size *= 2 {
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
		if len(c.raw) >= maxRecord {
			reason := fmt.Sprintf("The line that begins here does not end within %d MB.", maxRecord>>20)
			if c.onward {
				return c.skipLine(reason, func(b []byte) int { return bytes.IndexByte(b, '\n') })
			}
			p := c.take(len(c.text))
			p.reason = reason
			return p, nil
		}
	}
}
