package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// flatDepth is how deep paths go; what lies deeper stays JSON text.
const flatDepth = 32

// scalarPath is the path of a record that is neither an object nor a list.
const scalarPath = "value"

// flattener takes a JSON value apart into its scalars by path (a.b.0.c).
// Numbers stay as they are written; null, {} and [] are absent; the second of
// two equal keys becomes key#2.
type flattener struct {
	cs    *charset
	dec   *jsontext.Decoder
	buf   bytes.Buffer
	path  []byte // of the value at hand
	names []byte // the paths of pairs, one behind the other
	pairs []pair
	keys  []span // into path text of open objects: keys seen
	text  []byte // keys seen
	store *[]byte
}

// pair is a scalar: its path is names[from:to].
type pair struct {
	from, to int
	value    []byte
}

func newFlattener(cs *charset, store *[]byte) *flattener {
	f := &flattener{cs: cs, store: store}
	f.dec = jsontext.NewDecoder(&f.buf)
	return f
}

// flatten fills pairs, or gives the reason why raw cannot be read. The values
// are parts of raw or lie in *store.
func (f *flattener) flatten(raw []byte) (reason string) {
	f.pairs, f.names, f.path, f.keys, f.text = f.pairs[:0], f.names[:0], f.path[:0], f.keys[:0], f.text[:0]
	f.buf = *bytes.NewBuffer(raw)
	f.dec.Reset(&f.buf, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := f.value(0)
	if err == nil {
		if _, err = f.dec.ReadToken(); errors.Is(err, io.EOF) {
			return ""
		}
		if err == nil {
			return "This is not JSON: something follows behind the value."
		}
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("This is not JSON: %v (at byte %d of the record).", plainSyntax(syntax), syntax.ByteOffset)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "This is not JSON: it ends too early; the export may have been cut off."
	}
	return fmt.Sprintf("This is not JSON: %v.", err)
}

func plainSyntax(e *jsontext.SyntacticError) error {
	if e.Err != nil {
		return e.Err
	}
	return e
}

func (f *flattener) value(depth int) error {
	kind := f.dec.PeekKind()
	if depth < flatDepth {
		switch kind {
		case '{':
			return f.object(depth)
		case '[':
			return f.list(depth)
		}
	}
	raw, err := f.dec.ReadValue()
	if err != nil || kind == 'n' {
		return err
	}
	v := []byte(raw)
	if kind == '"' {
		v = f.unquote(v)
	}
	from := len(f.names)
	if len(f.path) == 0 {
		f.names = append(f.names, scalarPath...)
	} else {
		f.names = append(f.names, f.path...)
	}
	f.pairs = append(f.pairs, pair{from, len(f.names), v})
	return nil
}

// unquote gives the text of a JSON string.
func (f *flattener) unquote(raw []byte) []byte {
	raw = f.cs.cell(raw, f.store)
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	from := len(*f.store)
	*f.store, _ = jsontext.AppendUnquote(*f.store, raw) // lone surrogates become U+FFFD
	return (*f.store)[from:]
}

func (f *flattener) object(depth int) error {
	if _, err := f.dec.ReadToken(); err != nil {
		return err
	}
	first, textFrom, pathLen := len(f.keys), len(f.text), len(f.path)
	var seen map[string]int
	for f.dec.PeekKind() != '}' {
		raw, err := f.dec.ReadValue()
		if err != nil {
			return err
		}
		key := f.unquote(raw)
		times := 1
		if seen == nil && len(f.keys)-first >= 24 {
			seen = map[string]int{}
			for _, k := range f.keys[first:] {
				seen[string(f.text[k.from:k.to])]++
			}
		}
		if seen != nil {
			seen[string(key)]++
			times = seen[string(key)]
		} else {
			for _, k := range f.keys[first:] {
				if bytes.Equal(f.text[k.from:k.to], key) {
					times++
				}
			}
			from := len(f.text)
			f.text = append(f.text, key...)
			f.keys = append(f.keys, span{from: from, to: len(f.text)})
		}
		if pathLen > 0 {
			f.path = append(f.path, '.')
		}
		if len(key) == 0 {
			f.path = append(f.path, `""`...)
		}
		f.path = append(f.path, key...)
		if times > 1 {
			f.path = strconv.AppendInt(append(f.path, '#'), int64(times), 10)
		}
		if err := f.value(depth + 1); err != nil {
			return err
		}
		f.path = f.path[:pathLen]
	}
	f.keys, f.text = f.keys[:first], f.text[:textFrom]
	_, err := f.dec.ReadToken()
	return err
}

func (f *flattener) list(depth int) error {
	if _, err := f.dec.ReadToken(); err != nil {
		return err
	}
	pathLen := len(f.path)
	for i := int64(0); f.dec.PeekKind() != ']'; i++ {
		if pathLen > 0 {
			f.path = append(f.path, '.')
		}
		f.path = strconv.AppendInt(f.path, i, 10)
		if err := f.value(depth + 1); err != nil {
			return err
		}
		f.path = f.path[:pathLen]
	}
	_, err := f.dec.ReadToken()
	return err
}
