package bundle

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
)

// The seal repeats what the import events say of each source. The events are
// committed and proved, so they are what the seal is judged by.

// importedWithin is how far a source's time of import may lie from the time of
// its event; both are written in one transaction.
const importedWithin = 5 * time.Second

// claim is something that the seal says of a source, and what an import event
// says of it; ok is false where the event does not speak of it.
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
		{"imported", s.Imported.Format(time.RFC3339Nano), said("at"), closeInTime},
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

// sources compares the seal with the import events among the delivered ones.
func (v *verifier) sources() {
	if v.seal == nil || v.journalBad {
		return
	}
	events := map[string][]map[string]string{}
	for _, e := range v.events {
		if e.Fields["kind"] == "import" {
			events[e.Fields["source"]] = append(events[e.Fields["source"]], e.Fields)
		}
	}
	bad := func(field, format string, args ...any) {
		v.r.add(Problem{What: "seal", File: fileSeal, Field: field, Detail: fmt.Sprintf(format, args...)})
	}
	for i := range v.seal.Sources {
		s := &v.seal.Sources[i]
		told := events[s.SHA256]
		if len(told) == 0 {
			bad("sources", "no import event in journal.jsonl speaks of the source %s with the SHA-256 %s", shorten(s.Name), s.SHA256)
			continue
		}
		delete(events, s.SHA256)
		for _, c := range s.claims() {
			if told, wrong := c.contradicted(told); wrong {
				v.believe(s.SHA256, c.field, told)
				bad("sources", "%s of %s: its import event says “%s”, here stands “%s”", c.field, shorten(s.Name), shorten(told), shorten(c.sealed))
			}
		}
	}
	for sum, told := range events {
		bad("sources", "journal.jsonl holds the import of %s, SHA-256 %s, which is not among the sources", shorten(told[0]["name"]), shorten(sum))
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

// contradicted reports that no event says what the seal does, and what they say.
func (c claim) contradicted(events []map[string]string) (told string, wrong bool) {
	for _, e := range events {
		text, ok := c.told(e)
		if !ok || c.same(c.sealed, text) {
			return "", false
		}
		told = text
	}
	return told, true
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

// asImported writes into the seal, letter for letter, what the import events
// say of when and how a source was read.
func (w *writer) asImported() {
	for i := range w.seal.Sources {
		s := &w.seal.Sources[i]
		for _, e := range w.events {
			if e.Fields["kind"] != "import" || e.Fields["source"] != s.SHA256 {
				continue
			}
			if at, err := time.Parse(time.RFC3339Nano, e.Fields["at"]); err == nil {
				s.Imported = at.UTC()
			}
			if reading := []byte(e.Fields["reading"]); json.Valid(reading) {
				s.Reading = reading
			}
			break
		}
	}
}
