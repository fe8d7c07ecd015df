package intake

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWorker parses pieces. Each goroutine has its own.
type jsonWorker struct {
	plan    *plan
	b       *builder
	flat    *flattener
	unknown map[string]*target // paths that the reading does not name
	explode *exploder          // nil: a record is one entry
}

// maxUnknown is how many targets of unnamed paths are remembered.
const maxUnknown = 4 * maxExtra

func newJSONWorker(p *plan) *jsonWorker {
	w := &jsonWorker{plan: p, b: newBuilder(p), unknown: map[string]*target{}}
	w.flat = newFlattener(p.charset, &w.b.scratch)
	if p.rd.Entries != "" {
		w.explode = &exploder{list: p.rd.Entries}
		w.flat = newFlattener(p.charset, &w.explode.store)
	}
	return w
}

func (w *jsonWorker) parse(pc *piece) *Batch {
	b := w.b
	b.begin()
	switch {
	case pc.rest:
		b.remainder(pc)
		return b.end()
	case pc.reason != "":
		b.reject(b.record(pc.raw), 1, pc.offset, int64(len(pc.raw)), pc.reason)
		return b.end()
	case pc.spans == nil:
		pc.spans = lineSpans(pc.text, w.plan.rd.Resume)
	}
	wide := w.plan.charset.wide()
	rawPos, seen := 0, 0
	line, lineAt := int64(1), 0 // of rejects
	lineOf := func(at int) int64 {
		line, lineAt = line+countLines(pc.text[lineAt:at], '\n'), at
		return line
	}
	for k, s := range pc.spans {
		from, to := s.from, s.to
		if wide {
			rawPos += w.plan.charset.width(pc.text[seen:s.from], pc.raw[rawPos:])
			from = rawPos
			to = from + w.plan.charset.width(pc.text[s.from:s.to], pc.raw[from:])
			rawPos, seen = to, s.to
		}
		n := b.record(pc.raw[from:to])
		if reason := pc.why(k); reason != "" {
			b.reject(n, lineOf(s.from), pc.offset+int64(from), int64(to-from), reason)
			continue
		}
		if w.explode != nil {
			w.explode.store = w.explode.store[:0]
		}
		if reason := w.flat.flatten(pc.text[s.from:s.to]); reason != "" {
			b.reject(n, lineOf(s.from), pc.offset+int64(from), int64(to-from), reason)
			continue
		}
		if w.explode != nil {
			done, reason := w.explode.explode(w, n, pc.offset+int64(from), int64(to-from))
			if reason != "" {
				b.reject(n, lineOf(s.from), pc.offset+int64(from), int64(to-from), reason)
			}
			if done || reason != "" {
				continue
			}
		}
		for _, p := range w.flat.pairs {
			w.value(w.flat.names[p.from:p.to], p.value)
		}
		if reason := b.listed(); reason != "" {
			b.reject(n, 1+countLines(pc.text[:s.from], '\n'), pc.offset+int64(from), int64(to-from), reason)
			continue
		}
		b.entry(n, pc.offset+int64(from), int64(to-from))
	}
	return b.end()
}

// why tells why a record of the piece cannot be read; empty where that is not
// known yet.
func (p *piece) why(k int) string {
	if k < len(p.reasons) {
		return p.reasons[k]
	}
	return ""
}

func (w *jsonWorker) value(path, v []byte) {
	if i, ok := w.plan.paths[string(path)]; ok {
		w.b.value(i, &w.plan.columns[i], v)
		return
	}
	t := w.unknown[string(path)]
	if t == nil {
		t = w.plan.format.target(string(path))
		if len(w.unknown) < maxUnknown {
			w.unknown[string(path)] = t
		}
	}
	w.b.value(-1, t, v)
}

// lineSpans finds the lines that are not blank, without the blanks around
// their content. Of an object with a comma behind it the comma is left out
// where commas say so.
func lineSpans(text []byte, commas bool) []span {
	spans := []span{}
	for pos := 0; pos < len(text); {
		end := bytes.IndexByte(text[pos:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += pos
		}
		from, to := pos, end
		for from < to && blank(text[from]) {
			from++
		}
		for to > from && blank(text[to-1]) {
			to--
		}
		if commas && to-from > 2 && text[to-1] == ',' {
			end := to - 1
			for blank(text[end-1]) {
				end--
			}
			if text[from] == '{' && text[end-1] == '}' {
				to = end
			}
		}
		if to > from {
			spans = append(spans, span{from: from, to: to})
		}
		pos = end + 1
	}
	return spans
}

func (p *plan) rawJSON(pc *piece, yield func([]string) error) error {
	if pc.spans == nil {
		pc.spans = lineSpans(pc.text, p.rd.Resume)
	}
	var store []byte
	f := newFlattener(p.charset, &store)
	for k, s := range pc.spans {
		store = store[:0]
		if pc.why(k) != "" || f.flatten(pc.text[s.from:s.to]) != "" {
			continue
		}
		cells := make([]string, len(p.rd.Columns), len(p.rd.Columns)+1)
		var rest []byte
		for _, pr := range f.pairs {
			path := f.names[pr.from:pr.to]
			if i, ok := p.paths[string(path)]; ok {
				cells[i] = string(pr.value)
				continue
			}
			if rest == nil {
				rest = append(rest, '{')
			} else {
				rest = append(rest, ',')
			}
			rest, _ = jsontext.AppendQuote(rest, path)
			rest = append(rest, ':')
			rest, _ = jsontext.AppendQuote(rest, pr.value)
		}
		if rest != nil {
			cells = append(cells, string(append(rest, '}')))
		}
		if err := yield(cells); err != nil {
			return err
		}
	}
	return nil
}

// jsonKind tells from the beginning of a text whether it is JSON and which
// kind: json (a list, an object, objects one behind the other) or jsonl.
func jsonKind(text []byte, whole bool) string {
	text = bytes.TrimLeft(text, " \r\n\t")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return ""
	}
	lines := lineSpans(text, true)
	if !whole && len(lines) > 1 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) > 40 {
		lines = lines[:40]
	}
	good := 0
	if first := lines[0]; !validJSON(text[first.from:first.to]) { // a comma belongs to a list
		lines = lineSpans(text[:lines[len(lines)-1].to], false)
	}
	for _, s := range lines[:min(len(lines), 40)] {
		if l := text[s.from:s.to]; l[0] == text[0] && validJSON(l) {
			good++
		}
	}
	if good*2 >= len(lines) && (good > 1 || text[0] == '{') {
		return "jsonl"
	}
	rest := bytes.TrimLeft(text[1:], " \r\n\t")
	if len(rest) == 0 {
		return "json"
	}
	if text[0] == '{' && (rest[0] == '"' || rest[0] == '}') {
		return "json"
	}
	if text[0] == '[' && (rest[0] == '{' || rest[0] == ']' || rest[0] == '[') {
		return "json"
	}
	if validJSON(text) {
		return "json"
	}
	return ""
}

func validJSON(b []byte) bool {
	return jsontext.Value(b).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// jsonName reports that a file's name says JSON.
func jsonName(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".jsonl", ".ndjson":
		return true
	}
	return false
}
