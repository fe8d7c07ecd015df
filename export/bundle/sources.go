package bundle

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
)

// The seal repeats what the events say of each source. The events are committed
// and proved, so they are what the seal is judged by: the last import or read
// of a source says how it is read now.

// importedWithin is how far a source's time of import may lie from the time of
// its event; both are written in one transaction.
const importedWithin = 5 * time.Second

// told is what the events say of a source.
type told struct {
	last   event             // the last one that made a reading visible or withdrew it
	fields map[string]string // of the last import or read; nil without any
}

// tell collects by source what events say that are in no particular order.
func tell(events []event) map[string]*told {
	out := map[string]*told{}
	for _, e := range slices.SortedFunc(slices.Values(events), inOrder) {
		kind, source := e.Fields["kind"], e.Fields["source"]
		if kind != "import" && kind != "read" && kind != "withdraw" {
			continue
		}
		t := out[source]
		if t == nil {
			t = &told{}
			out[source] = t
		}
		t.last = e
		switch kind {
		case "import":
			t.fields = e.Fields
		case "read":
			fields := maps.Clone(e.Fields)
			if _, ok := fields["added"]; !ok && t.fields != nil {
				// The time of import is not that of the reading.
				fields["at"] = t.fields["at"]
			}
			t.fields = fields
		}
	}
	return out
}

// imported is when a source came into the workspace.
func imported(event map[string]string) string {
	if added, ok := event["added"]; ok {
		return added
	}
	return event["at"]
}

// claim is something that the seal says of a source, and what an event says of
// it; ok is false where the event does not speak of it.
type claim struct {
	field, sealed string
	told          func(event map[string]string) (text string, ok bool)
	same          func(sealed, told string) bool
}

func (s *SealSource) claims() []claim {
	field := func(name string) func(map[string]string) (string, bool) {
		return func(event map[string]string) (string, bool) { text, ok := event[name]; return text, ok }
	}
	equal := func(a, b string) bool { return a == b }
	panel := ""
	if s.Exported.PanelRows != nil {
		panel = strconv.FormatInt(*s.Exported.PanelRows, 10)
	}
	// What is left out of an event that is complete was not said.
	said := func(name string) func(map[string]string) (string, bool) {
		return func(event map[string]string) (string, bool) { _, full := event["records"]; return event[name], full }
	}
	return []claim{
		{"name", s.Name, field("name"), equal},
		{"size", strconv.FormatInt(s.Size, 10), field("size"), equal},
		{"records", strconv.FormatInt(s.Records, 10), field("records"), equal},
		{"record_root", s.RecordRoot, field("record_root"), equal},
		{"imported", s.Imported.Format(time.RFC3339Nano), func(event map[string]string) (string, bool) {
			_, full := event["records"]
			return imported(event), full
		}, closeInTime},
		{"reading", string(s.Reading), field("reading"), sameJSON},
		{"exported by", s.Exported.By, said("exported_by"), equal},
		{"exported at", s.Exported.At, said("exported_at"), equal},
		{"exported filter", s.Exported.Filter, said("exported_filter"), equal},
		{"exported panel_rows", panel, said("panel_rows"), equal},
	}
}

func closeInTime(a, b string) bool {
	at, err1 := time.Parse(time.RFC3339Nano, a)
	bt, err2 := time.Parse(time.RFC3339Nano, b)
	return err1 == nil && err2 == nil && at.Sub(bt).Abs() <= importedWithin
}

func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

// sources compares the seal with the events about sources among the delivered
// ones.
func (v *verifier) sources() {
	if v.seal == nil || v.journalBad {
		return
	}
	events := tell(v.events)
	bad := func(field, format string, args ...any) {
		v.r.add(Problem{What: "seal", File: fileSeal, Field: field, Detail: fmt.Sprintf(format, args...)})
	}
	for i := range v.seal.Sources {
		s := &v.seal.Sources[i]
		t := events[s.SHA256]
		if t == nil || t.fields == nil {
			bad("sources", "no import event in journal.jsonl speaks of the source %s with the SHA-256 %s", shorten(s.Name), s.SHA256)
			continue
		}
		delete(events, s.SHA256)
		if t.last.Fields["kind"] == "withdraw" {
			bad("sources", "journal.jsonl says that the source %s was withdrawn on %s", shorten(s.Name), shorten(t.last.Fields["at"]))
		}
		for _, c := range s.claims() {
			if text, ok := c.told(t.fields); ok && !c.same(c.sealed, text) {
				v.believe(s.SHA256, c.field, text)
				bad("sources", "%s of %s: its import event says “%s”, here stands “%s”", c.field, shorten(s.Name), shorten(text), shorten(c.sealed))
			}
		}
	}
	for _, sum := range slices.Sorted(maps.Keys(events)) {
		bad("sources", "journal.jsonl holds the import of %s, SHA-256 %s, which is not among the sources", shorten(events[sum].last.Fields["name"]), shorten(sum))
	}
}

// believe lets the rows be judged by what the event says, so that a change of
// the seal accuses no row.
func (v *verifier) believe(source, field, told string) {
	sum, err := evidence.ParseHash(source)
	if err != nil {
		return
	}
	switch field {
	case "name":
		v.sourceNames[sum] = told
	case "records":
		if n, err := strconv.ParseInt(told, 10, 64); err == nil {
			v.records[sum] = n
		}
	}
}

// position checks that a row's record is one that its source has.
func (c *rowCheck) position(e *entry.Entry) {
	if c.seal == nil || c.beyond {
		return
	}
	if records, ok := c.records[e.Identity.Source]; ok && e.Record > records {
		c.beyond = true
		c.r.add(Problem{What: "seal", File: fileSeal, Field: "sources", Detail: fmt.Sprintf(
			"row %d comes from record %d of %s, of which seal.json counts %d", c.n, e.Record, shorten(e.Source), records)})
	}
}

// asImported writes into the seal, letter for letter, what the events say of
// when and how a source was read.
func (w *writer) asImported() {
	events := tell(w.events)
	for i := range w.seal.Sources {
		s := &w.seal.Sources[i]
		t := events[s.SHA256]
		if t == nil || t.fields == nil {
			continue
		}
		if at, err := time.Parse(time.RFC3339Nano, imported(t.fields)); err == nil {
			s.Imported = at.UTC()
		}
		if reading := []byte(t.fields["reading"]); json.Valid(reading) {
			s.Reading = reading
		}
	}
}
