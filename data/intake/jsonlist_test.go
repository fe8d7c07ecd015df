package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/evidence"
)

// object is one record of the tests below.
func object(i int) string {
	return fmt.Sprintf(`{"time":"2026-01-%02dT00:00:00Z","user":"u%d","action":"Login","n":12345678901234567890.10}`, 1+i%28, i)
}

func objects(n int, by string) string {
	var all []string
	for i := range n {
		all = append(all, object(i))
	}
	return strings.Join(all, by)
}

func TestListInsideAnObjectIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		data, list, format string
		records            int
	}{
		"one line":          {`{"data":{"total":5,"items":[` + objects(5, ",") + `],"next":null}}`, "data.items", "json", 5},
		"pretty":            {"{\n  \"meta\": {\"page\": 1, \"tags\": [\"a\"]},\n  \"list\": [\n    " + objects(9, ",\n    ") + "\n  ]\n}\n", "list", "json", 9},
		"escaped name":      {`{"\u0064ata":[` + objects(3, " , ") + `]}`, "data", "json", 3},
		"two lists":         {`{"users":[{"id":1},{"id":2}],"events":[` + objects(6, ",") + `]}`, "events", "json", 6},
		"pages":             {`{"list":[` + objects(4, ",") + `],"page":1}` + "\n" + `{"list":[` + objects(4, ",") + `],"page":2}` + "\n" + `{"list":[],"page":3}`, "list", "json", 8},
		"one page, one row": {`{"value":[` + object(1) + `]}`, "value", "json", 1},
		"large":             {`{"a":"` + strings.Repeat("x", 300<<10) + `","deep":{"er":{"items":[` + objects(20_000, ",\n") + `]}},"z":{"items":[1,2]}}`, "deep.er.items", "json", 20_000},
		"records":           {object(1) + "\n" + object(2) + "\n", "", "jsonl", 2},
		"nested in records": {`{"time":"2026-01-01T00:00:00Z","user":"a","changes":[{"field":"x","old":"1"},{"field":"y"}]}` + "\n" + `{"time":"2026-01-01T00:00:00Z","user":"b","changes":[{"field":"x"},{"field":"y"}]}`, "", "jsonl", 2},
		"one such record":   {`{"time":"2026-01-01T00:00:00Z","user":"a","changes":[{"field":"x","old":"1"},{"field":"y"},{"field":"z"}]}`, "", "jsonl", 1},
		"pretty objects":    {"{\n\"time\": \"2026-01-01T00:00:00Z\",\n\"user\": \"a\"\n}\n{\n\"time\": \"2026-01-02T00:00:00Z\",\n\"user\": \"b\"\n}", "", "json", 2},
		"lists of lists":    {"[\n" + objects(2, ",\n") + "\n]\n[\n" + objects(3, ",\n") + "\n]\n", "", "json", 5},
	} {
		for _, encoding := range []string{"utf-8", "utf-16le"} {
			if name == "large" && encoding != "utf-8" {
				continue
			}
			data := mustEncode(t, encoding, c.data)
			in := inspect(t, "a.json", string(data), Options{})
			rd := reading(t, in)
			entries, rejects, _ := readAll(t, data, rd)
			if rd.List != c.list || in.Format != c.format || len(entries) != c.records || len(rejects) != 0 {
				t.Errorf("%s in %s: %s, list %q, %d entries, %v", name, encoding, in.Format, rd.List, len(entries), rejects)
				continue
			}
			if f := in.Findings["list"]; c.list != "" && (f.Value != c.list || f.Why == "") {
				t.Errorf("%s: %+v", name, f)
			}
			for _, e := range entries {
				if e.Get(entry.Actor) == "" {
					t.Errorf("%s: %s", name, values(e))
				}
			}
		}
	}
}

func TestListCanBeChosenOrLeftAlone(t *testing.T) {
	data := `{"users":[` + objects(3, ",") + `],"events":[` + objects(6, ",") + `]}`
	for list, want := range map[string]int{"users": 3, "events": 6, "none": 1} {
		in := inspect(t, "a.json", data, Options{List: list, Zone: "UTC"})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) != want || len(rejects) != 0 {
			t.Errorf("%s: %d entries, %v", list, len(entries), rejects)
		}
	}
	if _, err := Inspect(context.Background(), fileOf(t, "a.json", data), Options{List: "other"}); err == nil || !strings.Contains(err.Error(), "users, events") {
		t.Error(err)
	}
}

func TestBrokenEnvelopesRejectOnlyWhatIsBroken(t *testing.T) {
	whole := `{"total":4,"items":[` + objects(4, ",") + `],"next":{"page":2}}`
	for tail := range len(whole) {
		data := whole[:len(whole)-tail]
		rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", List: "items", Zone: "UTC", Columns: []Column{{Name: "time", Field: TimeField}, {Name: "user", Field: entry.Actor}}}
		_, rejects, _ := readAll(t, []byte(data), rd)
		if data != "" && tail > 0 && len(rejects) != 1 {
			t.Errorf("%q: %v", data, rejects)
		}
	}
	for _, tail := range []string{"x", "]", "{\"items\":3}x", "\"items\""} {
		rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", List: "items", Zone: "UTC", Columns: []Column{{Name: "time", Field: TimeField}}}
		if _, rejects, _ := readAll(t, []byte(whole+tail), rd); len(rejects) != 1 || rejects[0].Reason == "" {
			t.Errorf("%q: %v", tail, rejects)
		}
	}
	rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", List: "items", Zone: "UTC", Columns: []Column{{Name: "time", Field: TimeField}}}
	if _, rejects, _ := readAll(t, []byte(`{"items":[{"a":1}],"items":[{"a":2}]}`), rd); len(rejects) != 1 || !strings.Contains(rejects[0].Reason, "twice") {
		t.Error(rejects)
	}
}

func TestItemsOfAListBecomeEntriesWithTheirParent(t *testing.T) {
	data := `[{"time":"2026-01-01T00:00:00Z","user":"ann","resources":[{"id":"r1","tags":["x","y"]},{"id":"r2"}],"z":{"ip":"10.0.0.1"}},` +
		`{"time":"2026-01-02T00:00:00Z","user":"bob","resources":[]},{"time":"2026-01-03T00:00:00Z","user":"cy","resources":["s1","s\n2"]}]`
	rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", Entries: "resources", Zone: "UTC", Columns: []Column{
		{Name: "time", Field: TimeField}, {Name: "user", Field: entry.Actor}, {Name: "resources.id", Field: entry.TargetID}}}
	var got []string
	err := Read(context.Background(), strings.NewReader(data), rd, func(b *Batch) error {
		if b.Records != 3 || b.Rows != 5 || len(b.Leaves) != 3 || len(b.Rejects) != 0 {
			t.Errorf("%d records, %d rows, %v", b.Records, b.Rows, b.Rejects)
		}
		for i := range b.Rows {
			if raw := data[b.Offset[i] : b.Offset[i]+b.Length[i]]; evidence.LeafHash([]byte(raw)) != b.Leaves[b.Record[i]] {
				t.Errorf("row %d: %s", i, raw)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := Entries(context.Background(), strings.NewReader(data), rd, func(e *entry.Entry) error {
		got = append(got, e.Identity.Path+": "+strings.ReplaceAll(values(e), "time_text=", ""))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"resources.0: 2026-01-01T00:00:00Z|actor=ann|target_id=r1|extra.resources.tags.0=x|extra.resources.tags.1=y|extra.z.ip=10.0.0.1",
		"resources.1: 2026-01-01T00:00:00Z|actor=ann|target_id=r2|extra.z.ip=10.0.0.1",
		": 2026-01-02T00:00:00Z|actor=bob",
		"resources.0: 2026-01-03T00:00:00Z|actor=cy|extra.resources=s1",
		"resources.1: 2026-01-03T00:00:00Z|actor=cy|extra.resources=s\n2",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestJSONInsideTextsIsTakenApartBesides(t *testing.T) {
	csv := "Time,User,Action,Meta\n"
	jsonl := ""
	for i := range 20 {
		csv += fmt.Sprintf("2026-01-01T00:00:00Z,u%d,Changed,\"{\"\"plan\"\":{\"\"old\"\":\"\"A\"\",\"\"new\"\":\"\"B\"\"},\"\"list\"\":[%d]}\"\n", i, i)
		jsonl += fmt.Sprintf(`{"Time":"2026-01-01T00:00:00Z","User":"u%d","Action":"Changed","Meta":"{\"plan\":{\"old\":\"A\",\"new\":\"B\"},\"list\":[%d]}"}`+"\n", i, i)
	}
	csv += "2026-01-01T00:00:00Z,x,Changed,\"{broken\"\n2026-01-01T00:00:00Z,y,Changed,\n"
	jsonl += `{"Time":"2026-01-01T00:00:00Z","User":"x","Action":"Changed","Meta":"{broken"}` + "\n" + `{"Time":"2026-01-01T00:00:00Z","User":"y","Action":"Changed","Meta":null}` + "\n"
	for _, data := range []string{csv, jsonl} {
		in := inspect(t, "a.log", data, Options{})
		if f := in.Findings["json-columns"]; f.Value != "Meta" || !strings.Contains(f.Why, "20 of 21") {
			t.Errorf("%+v", f)
		}
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) != 22 || len(rejects) != 0 {
			t.Fatalf("%d entries, %v", len(entries), rejects)
		}
		if e := entries[7]; e.Get("extra.Meta.plan.new") != "B" || e.Get("extra.Meta.list.0") != "7" || e.Get("extra.Meta") != `{"plan":{"old":"A","new":"B"},"list":[7]}` {
			t.Error(values(e))
		}
		if e := entries[20]; e.Get("extra.Meta") != "{broken" || e.Get("extra.Meta.plan.new") != "" {
			t.Error(values(e))
		}
	}
}

func TestDeepNestingIsRejectedWithAReason(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	for _, data := range []string{deep, object(1) + "\n" + deep + "\n" + object(2), "[" + object(1) + "," + deep + "]"} {
		for _, format := range []string{"json", "jsonl"} {
			rd := &Reading{Container: "file", Format: format, Encoding: "utf-8", Zone: "UTC", Columns: []Column{{Name: "time", Field: TimeField}}}
			_, rejects, _ := readAll(t, []byte(data), rd)
			if len(rejects) == 0 || !strings.Contains(rejects[0].Reason, "deep") && !strings.Contains(rejects[0].Reason, "depth") {
				t.Errorf("%s %.40s: %.200v", format, data, rejects)
			}
		}
	}
}

func FuzzJSONList(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[{"c":1}],"d":[]},"e":"x"}{"a":{"b":[]}}`))
	f.Add([]byte(`{"a":{"b":[{"c":[1,{"d":2}]}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rd := &Reading{Container: "file", Format: "json", Encoding: "utf-8", List: "a.b", Zone: "UTC", Columns: []Column{{Name: "c", Field: TimeField}}}
		readAll(t, data, rd)
		rd.List, rd.Entries = "", "a.b"
		if err := Read(context.Background(), io.Reader(bytes.NewReader(data)), rd, func(b *Batch) error {
			if b.Rows < b.Records-len(b.Rejects) {
				t.Fatal("entries are missing")
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestMembersOfJSONTextCanBeMapped(t *testing.T) {
	csv, jsonl := "Time,User,Action,Meta\n", ""
	for i := range 20 {
		meta := fmt.Sprintf(`{"who":"agent %d","net":{"ip":"10.0.0.%d"},"at":"2026-01-01"}`, i, i)
		csv += fmt.Sprintf("2026-01-01T00:00:%02dZ,u%d,Changed,%q\n", i, i, meta)
		csv = strings.ReplaceAll(csv, `\"`, `""`)
		jsonl += fmt.Sprintf(`{"Time":"2026-01-01T00:00:%02dZ","User":"u%d","Action":"Changed","Meta":%q}`+"\n", i, i, meta)
	}
	opts := Options{Map: map[string]string{"Meta.who": entry.Actor, "Meta.net.ip": entry.IP}}
	for _, data := range []string{csv, jsonl} {
		in := inspect(t, "a.log", data, opts)
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) != 20 || len(rejects) != 0 {
			t.Fatalf("%d entries, %v", len(entries), rejects)
		}
		if e := entries[7]; e.Get(entry.Actor) != "agent 7" || e.Get(entry.IP) != "10.0.0.7" || e.Get("extra.User") != "u7" || e.Get("extra.Meta.at") != "2026-01-01" {
			t.Error(values(e))
		}
	}
	for name, field := range map[string]string{"Meta.at": TimeField, "Meta.nothing": entry.Actor, "Nothing.who": entry.Actor} {
		if _, err := Inspect(context.Background(), fileOf(t, "a.csv", csv), Options{Map: map[string]string{name: field}}); err == nil {
			t.Errorf("%s is taken as %s", name, field)
		}
	}
}
