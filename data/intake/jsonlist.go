package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"probity/data/fault"
)

// listDepth is how deep in an object its list of records is looked for.
const listDepth = 6

// found is a list of objects in an object around it.
type found struct {
	path    string
	objects int
	bytes   int
	timed   int // objects with a time
}

// envelope is what stands around lists: an answer of an API, a page of it.
type envelope struct {
	lists []*found
	bytes int
	timed bool // it has a time of its own
}

func (e *envelope) at(path string) *found {
	for _, f := range e.lists {
		if f.path == path {
			return f
		}
	}
	f := &found{path: path}
	e.lists = append(e.lists, f)
	return f
}

// longest is the list with the most objects, the larger of equals; a list of
// objects that have times goes before one of others.
func (e *envelope) longest() *found {
	var best *found
	for _, f := range e.lists {
		switch {
		case f.objects == 0:
		case best == nil, f.log() && !best.log():
			best = f
		case f.log() == best.log() && (f.objects > best.objects || f.objects == best.objects && f.bytes > best.bytes):
			best = f
		}
	}
	return best
}

// log tells whether the objects of a list have times.
func (f *found) log() bool { return f.timed*2 >= min(f.objects, 20) && f.objects > 1 }

// lookForLists reads objects one behind the other, as far as the text goes.
func lookForLists(text []byte, most int) []*envelope {
	var all []*envelope
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for len(all) < most && d.PeekKind() == '{' {
		e := &envelope{}
		from := d.InputOffset()
		all = append(all, e)
		err := e.object(d, nil)
		e.bytes = int(d.InputOffset() - from)
		if err != nil {
			break
		}
	}
	return all
}

func (e *envelope) object(d *jsontext.Decoder, path []string) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		key, err := d.ReadToken()
		if err != nil {
			return err
		}
		below := append(slices.Clip(path), key.String())
		switch kind := d.PeekKind(); {
		case kind == '{' && len(below) < listDepth:
			err = e.object(d, below)
		case kind == '[':
			err = e.list(d, strings.Join(below, "."))
		default:
			var v jsontext.Value
			if v, err = d.ReadValue(); err == nil && timeLike(below[len(below)-1], v) {
				e.timed = true
			}
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (e *envelope) list(d *jsontext.Decoder, path string) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if err != nil {
			return err
		}
		if v.Kind() == '{' {
			f := e.at(path)
			f.objects++
			f.bytes += len(v)
			if f.objects <= 20 && hasTime(v) {
				f.timed++
			}
		}
	}
	_, err := d.ReadToken()
	return err
}

// hasTime tells whether an object, or one in it, holds a time.
func hasTime(v jsontext.Value) bool {
	d := jsontext.NewDecoder(bytes.NewReader(v), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	key := ""
	for {
		isKey := false
		if kind, n := d.StackIndex(d.StackDepth()); kind == '{' {
			isKey = n%2 == 0
		}
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		switch {
		case isKey && t.Kind() == '"':
			key = t.String()
		case t.Kind() == '"' && timeLike(key, jsontext.Value(`"`+t.String()+`"`)), t.Kind() == '0' && timeLike(key, jsontext.Value(t.String())):
			return true
		}
	}
}

// timeLike tells whether a scalar is a time, or a number whose name says so.
func timeLike(key string, v jsontext.Value) bool {
	switch v.Kind() {
	case '"':
		return kindOf(bytes.Trim(v, `"`)) == kindTime
	case '0':
		key = strings.ToLower(key)
		return len(v) >= 9 && (strings.Contains(key, "time") || strings.Contains(key, "date") || strings.HasSuffix(key, "_at") || strings.HasSuffix(key, "at") && strings.Contains(key, "created"))
	}
	return false
}

// list decides whether the records are the objects of the file or those of a
// list inside of them, and at which path.
func (in *Inspection) list(text []byte, opts Options) error {
	switch {
	case strings.EqualFold(opts.List, "none"):
		in.Findings["list"] = Finding{Value: "none", Why: "you said so", Sure: true}
		in.reading.From["list"] = "person"
		return nil
	case opts.List != "":
		in.useList(opts.List, "person", Finding{Value: opts.List, Why: "you said so", Sure: true})
		if e := lookForLists(text, 1); len(e) == 0 || !slices.ContainsFunc(e[0].lists, func(f *found) bool { return f.path == opts.List }) {
			var there []string
			if len(e) > 0 {
				for _, f := range e[0].lists {
					there = append(there, f.path)
				}
			}
			if len(there) == 0 {
				there = []string{"no list of objects"}
			}
			return fault.New(fault.Unusable, "At the beginning of %s there is no list of objects at %q; there is %s. Name another, or none.", in.Name, opts.List, strings.Join(there, ", "))
		}
		return nil
	}
	pages := lookForLists(text, 20)
	if len(pages) == 0 {
		return nil
	}
	best := pages[0].longest()
	if best == nil {
		return nil
	}
	timed := best.timed*2 >= min(best.objects, 20)
	what := "of objects"
	if best.log() && slices.ContainsFunc(pages[0].lists, func(f *found) bool { return f.objects > best.objects }) {
		what = "of objects with times"
	}
	if len(pages) > 1 {
		objects := 0
		for i, e := range pages {
			f := e.longest()
			if f == nil && len(e.lists) == 0 || i == len(pages)-1 && e.bytes == 0 {
				continue // an empty page, or the one that the sample ends in
			}
			if f == nil || f.path != best.path || e.timed || f.timed == 0 || f.bytes*10 < e.bytes*8 {
				return nil
			}
			objects += f.objects
		}
		if objects < 2*len(pages) {
			return nil
		}
	} else if pages[0].timed && !timed || best.objects < 2 && best.bytes*2 < pages[0].bytes || !timed && best.bytes*10 < pages[0].bytes*3 {
		return nil
	}
	why := fmt.Sprintf("the longest list %s (%s in the sample)", what, thousands(int64(best.objects)))
	var others []string
	for _, f := range pages[0].lists {
		if f != best && f.objects > 1 {
			others = append(others, f.path)
		}
	}
	if len(others) > 0 {
		why += "; there is also " + strings.Join(others[:min(len(others), 3)], ", ")
	}
	in.useList(best.path, "data", Finding{Value: best.path, Why: why + "; what stands around it is no entry", Sure: timed && len(others) == 0})
	return nil
}

func (in *Inspection) useList(path, from string, f Finding) {
	in.Format, in.reading.Format, in.List, in.reading.List = "json", "json", path, path
	in.reading.From["list"] = from
	in.Findings["list"] = f
}

// errNoList is why an object around a list is a record itself.
var errNoList = errors.New("the list is not there")

// enter finds the list of the reading in the object that begins at i and gives
// the place behind its opening bracket. Without a list it gives errNoList and
// the end of the object.
func (c *jsonCutter) enter(b []byte, i int) (at int, more bool, err error) {
	keys := c.list
	depth := 0
	start := i
	i++ // {
	for {
		if i = skipBlank(b, i); i == len(b) {
			return 0, !c.eof, io.ErrUnexpectedEOF
		}
		switch b[i] {
		case ',':
			i++
			continue
		case '}':
			end, more, why := c.value(b, start)
			if more || why != "" {
				return 0, more, errors.New(why)
			}
			return end, false, errNoList
		case '"':
		default:
			return 0, false, fmt.Errorf("A name in quotes should stand before %q.", b[i])
		}
		from := i
		if i = closingQuote(b, i+1); i < 0 {
			return 0, !c.eof, io.ErrUnexpectedEOF
		}
		key := unquoted(b[from:i])
		if i = skipBlank(b, i); i == len(b) {
			return 0, !c.eof, io.ErrUnexpectedEOF
		}
		if b[i] != ':' {
			return 0, false, fmt.Errorf("Behind a name there must be a colon and not %q.", b[i])
		}
		if i = skipBlank(b, i+1); i == len(b) {
			return 0, !c.eof, io.ErrUnexpectedEOF
		}
		if key == keys[depth] {
			last := depth == len(keys)-1
			if last && b[i] == '[' {
				return i + 1, false, nil
			}
			if !last && b[i] == '{' {
				depth++
				i++
				continue
			}
		}
		end, more, why := c.value(b, i)
		if more || why != "" {
			return 0, more, errors.New(why)
		}
		i = end
	}
}

// leave passes over what stands behind the list, to the end of the outermost
// object.
func (c *jsonCutter) leave(b []byte, i int) (at int, more bool, reason string) {
	cut := "The object around the list is not closed; the export may have been cut off."
	for depth := len(c.list); depth > 0; {
		if i = skipBlank(b, i); i == len(b) {
			return i, !c.eof, cut
		}
		switch b[i] {
		case '}':
			depth--
			i++
		case ',', ':':
			i++
		case '"':
			end := closingQuote(b, i+1)
			if end < 0 {
				return i, !c.eof, cut
			}
			next := skipBlank(b, end)
			if next < len(b) && b[next] == ':' && unquoted(b[i:end]) == c.list[depth-1] {
				return i, false, fmt.Sprintf("The object around the list has %q twice.", c.list[depth-1])
			}
			if next == len(b) && !c.eof {
				return i, true, cut
			}
			i = end
		default:
			end, more, why := c.value(b, i)
			if more || why != "" {
				return i, more, why
			}
			i = end
		}
	}
	return i, false, ""
}

func unquoted(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	out, _ := jsontext.AppendUnquote(nil, quoted)
	return string(out)
}

func skipBlank(b []byte, i int) int {
	for i < len(b) && blank(b[i]) {
		i++
	}
	return i
}
