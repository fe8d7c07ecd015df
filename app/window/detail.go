//go:build cgo || ci

package window

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/intake"
	"probity/data/query"
)

// field is one line of the entry pane.
type field struct {
	label, value string
	mono         bool
	filter       string // name of the field that a click filters for; empty: none
	old, new     string // of a change
	change       bool
	damaged      bool // value says so
}

// change is one of an entry's changes (docs/format.md: a JSON array of
// {"field","old","new"}).
type change struct {
	Field string `json:"field"`
	Old   any    `json:"old"`
	New   any    `json:"new"`
}

func changesOf(text string) []change {
	var list []change
	if text == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	return list
}

func word(v any) string {
	switch v := v.(type) {
	case nil:
		return "—"
	case string:
		if v == "" {
			return "—"
		}
		return v
	}
	if b, err := json.Marshal(v); err == nil {
		return string(b)
	}
	return fmt.Sprint(v)
}

// brief writes changes in one line: "email: a@old → a@new".
func brief(changes string) string {
	var parts []string
	for _, c := range changesOf(changes) {
		parts = append(parts, c.Field+": "+word(c.Old)+" → "+word(c.New))
	}
	return strings.Join(parts, ", ")
}

// links are the fields whose values lead to all entries that share them.
var links = map[string]bool{
	entry.Actor: true, entry.ActorEntity: true, entry.Impersonator: true, entry.Session: true, entry.TargetID: true,
	entry.TargetName: true, entry.TargetEntity: true, entry.IP: true, entry.Correlation: true,
}

var monoFields = map[string]bool{
	entry.IP: true, entry.TargetID: true, entry.Session: true, entry.Correlation: true, entry.SourceKey: true, entry.TimeText: true,
}

// headRunes is how long an action is that the head of the pane shows whole; a
// longer one stands among the fields as well.
const headRunes = 72

// fieldsOf lists everything that is known of an entry, in the order in which
// people read it; first what cannot be read, because it was damaged.
func fieldsOf(e *entry.Entry, unreadable []string, zone *time.Location) []field {
	var list []field
	for _, name := range unreadable {
		if name != "time" || e.Time == entry.NoTime {
			list = append(list, field{label: fieldWord(name), value: T("damaged, cannot be read"), damaged: true})
		}
	}
	if t, ok := entry.Instant(e.Time, zone); ok {
		layout := "2006-01-02 15:04:05 -07:00"
		if t.Nanosecond() != 0 {
			layout = "2006-01-02 15:04:05.999999 -07:00"
		}
		list = append(list, field{label: fieldWord("time"), value: t.Format(layout), mono: true})
	} else if !slices.Contains(unreadable, "time") {
		list = append(list, field{label: fieldWord("time"), value: T("none that can be read")})
	}
	order := []string{entry.Actor, entry.ActorEntity, entry.ActorKind, entry.Impersonator, entry.TargetName, entry.TargetType,
		entry.TargetID, entry.TargetEntity, entry.IP, entry.Details, entry.Changes, entry.Amount, entry.Currency, entry.Result,
		entry.Category, entry.Session, entry.Correlation, entry.SourceKey, entry.TimeText}
	add := func(name, text string) {
		if name == entry.Changes {
			if changes := changesOf(text); changes != nil {
				for _, c := range changes {
					list = append(list, field{label: fieldWord(name), value: c.Field, old: word(c.Old), new: word(c.New), change: true})
				}
				return
			}
		}
		f := field{label: fieldWord(name), value: text, mono: monoFields[name]}
		if links[name] {
			f.filter = name
		}
		list = append(list, f)
	}
	if action := e.Get(entry.Action); utf8.RuneCountInString(action) > headRunes {
		add(entry.Action, action)
	}
	for _, name := range order {
		if text := e.Get(name); text != "" {
			add(name, text)
		}
	}
	for _, v := range e.Values {
		if entry.IsExtra(v.Name) {
			add(v.Name, v.Text)
		}
	}
	return list
}

// readAs says where a record lies and how it was read.
func readAs(d *session.Detail) string {
	text := T("Record {{.N}} of {{.File}}", vals{"N": number(d.Entry.Record), "File": d.Entry.Source})
	if d.Reading == nil {
		return text
	}
	for _, c := range d.Reading.Columns {
		if c.Field == "time" && c.Zone != "" {
			if c.Zone == "offset" {
				return text + " · " + T("its time says its zone")
			}
			return text + " · " + T("read as {{.Zone}}", vals{"Zone": c.Zone})
		}
	}
	return text
}

// showDetail asks for everything about the entry under the cursor.
func (r *reviewPage) showDetail() {
	row, ok := r.current()
	if !ok {
		r.asks.detail.drop()
		r.detail.clear()
		return
	}
	_, n := r.selected()
	place := placeOf{r.inner(r.grid.Current()), r.result.Len(), n}
	r.asks.detail.ask(r.ctx, func(ctx context.Context) (func(), error) {
		inferred := r.infer(ctx, row)
		d, err := r.s.Detail(ctx, row)
		if err != nil {
			return nil, err
		}
		select {
		case found := <-inferred:
			d.Inferred = found.Inferred
			return func() {
				r.detail.pending = false
				r.detail.show(d, place)
			}, found.err
		case <-time.After(inferPause):
		}
		return func() {
			r.detail.pending = true
			r.detail.show(d, place)
			r.showInferred(d, row)
		}, nil
	})
}

// placeOf says where an entry stands in the result.
type placeOf struct{ at, of, chosen int }

// follow shows the entries that share a value with the one that is read.
func (r *reviewPage) follow(name, value string) {
	r.apply(r.filter.With(queryName(name), value))
}

// timeline shows everything about what an entry has in a field, from the oldest
// entry on.
func (r *reviewPage) timeline(row query.Row, field string) {
	at := query.Moment{Now: time.Now(), Zone: r.s.Zone()}
	if f, ok := r.s.Engine().TimelineOf(r.ctx, row, field, at); ok {
		r.apply(f)
	}
}

// readAgain offers to read a source again with other settings.
func (r *reviewPage) readAgain(source [32]byte) {
	r.asks.kept.ask(r.ctx, func(context.Context) (func(), error) {
		sources, err := r.s.Sources()
		return func() {
			for _, src := range sources {
				if src.SHA256 == source {
					r.w.readAgain(src)
				}
			}
		}, err
	})
}

// readingRows says how a source was read, and where each setting came from.
func readingRows(rd *intake.Reading) []parts.KeyValue {
	from := func(key string) string {
		switch rd.From[key] {
		case "data":
			return " · " + T("from the file")
		case "format":
			return " · " + T("from the import format")
		case "person":
			return " · " + T("set by a person")
		}
		return ""
	}
	var rows []parts.KeyValue
	add := func(label, value, key string) {
		if value != "" {
			rows = append(rows, parts.KeyValue{Label: label, Value: value + from(key)})
		}
	}
	format := rd.Format
	if rd.Container != "" && rd.Container != "file" {
		format = rd.Container + ", " + format
	}
	add(T("Format"), format, "")
	add(T("Import format"), rd.ImportFormat, "")
	add(T("Encoding"), rd.Encoding, "encoding")
	if rd.Format == "csv" {
		add(T("Delimiter"), rd.Delimiter, "delimiter")
		add(T("Quote"), rd.Quote, "quote")
		header := T("none")
		if rd.HeaderRow > 0 {
			header = T("row {{.N}}", vals{"N": rd.HeaderRow})
		}
		add(T("Header"), header, "header")
	}
	add(T("List"), rd.List, "list")
	add(T("Date order"), rd.DateOrder, "date_order")
	add(T("Zone"), rd.Zone, "zone")
	for _, c := range rd.Columns {
		if c.Field == intake.TimeField {
			add(T("Time from"), c.Name+" · "+c.Layout, "")
		}
	}
	return rows
}

// sourceTitles gives the source's own word for each field, where all sources
// of the workspace agree on one.
func sourceTitles(s *session.Session) map[string]string {
	sources, err := s.Sources()
	if err != nil {
		return nil
	}
	words := map[string]string{}
	for i, src := range sources {
		if src.Reading == nil || src.Reading.Format != "csv" || src.Reading.HeaderRow == 0 {
			return nil
		}
		own := map[string]string{}
		for _, c := range src.Reading.Columns {
			if c.Field != "" && own[c.Field] == "" {
				own[c.Field] = c.Name
			}
		}
		if i == 0 {
			words = own
			continue
		}
		for field, word := range words {
			if own[field] != word {
				delete(words, field)
			}
		}
	}
	return words
}
