package intake

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"probity/assets"
	"probity/data/entry"
	"probity/data/generate"
)

func TestImportFormatsFollowTheirSchema(t *testing.T) {
	text, err := fs.ReadFile(assets.Files, "formats/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(assets.Files, "formats/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if path.Base(file) == "names.yaml" {
			continue
		}
		data, err := fs.ReadFile(assets.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		asJSON, err := yaml.YAMLToJSON(data)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	l, err := loadLibrary()
	if err != nil {
		t.Fatal(err)
	}
	if len(l.formats) < 5 {
		t.Errorf("only %d import formats", len(l.formats))
	}
	if slots != len(entry.Fields) {
		t.Errorf("a row has %d slots for %d fields", slots, len(entry.Fields))
	}
}

func TestEveryGeneratedFormatIsRecognisedAndReadWhole(t *testing.T) {
	asks := []string{"operators-action-log", "isp-activity-log", "operator-log"}
	for _, f := range generate.Formats {
		t.Run(f.Name, func(t *testing.T) {
			var buf bytes.Buffer
			if err := generate.Write(&buf, generate.Options{Format: f.Name, Rows: 3000, Seed: 5}); err != nil {
				t.Fatal(err)
			}
			in := inspect(t, "export"+f.Extension, buf.String(), Options{})
			if in.ImportFormat != f.Name {
				t.Errorf("import format is %q", in.ImportFormat)
			}
			if asked := len(in.Questions) == 1 && in.Questions[0].Key == "zone"; asked != slices.Contains(asks, f.Name) || len(in.Questions) > 1 {
				t.Errorf("questions: %+v", in.Questions)
			}
			in = inspect(t, "export"+f.Extension, buf.String(), Options{Zone: "Europe/Berlin"})
			if f.Name == "commerce-activity-log" {
				in = inspect(t, "export"+f.Extension, buf.String(), Options{})
			}
			entries, rejects, _ := readAll(t, buf.Bytes(), reading(t, in))
			if len(entries) != 3000 || len(rejects) != 0 || in.Estimate != 3000 {
				t.Fatalf("%d entries, %d rejects, estimate %d", len(entries), len(rejects), in.Estimate)
			}
			other := map[string]int{}
			for _, e := range entries {
				at, ok := entry.Instant(e.Time, time.UTC)
				if !ok || at.Year() < 2025 || at.Year() > 2026 || e.Get(entry.Action) == "" || e.Get(entry.Category) == "" {
					t.Fatalf("record %d: %v %s", e.Record, at, values(e))
				}
				if e.Get(entry.Category) == entry.CategoryOther {
					other[e.Get(entry.TargetType)+" "+e.Get(entry.Action)]++
				}
			}
			if len(other) > 0 {
				t.Errorf("no category: %v", other)
			}
		})
	}
}

func TestActionsOfUnknownProductsFindTheirCategory(t *testing.T) {
	for action, want := range map[string]string{
		"Activated account": "activation", "client.updated": "profile", "Updated client profile": "profile",
		"Suspended client": "suspension", "Login failed": "login", "Recorded payment": "payment", "Changed package": "package change",
		"Renewed subscription": "renewal", "Client created": "activation", "Client deleted": "deletion", "License revoked": "package change",
		"Refund issued: EUR 5 for payment 12": "refund", "Invoice marked paid": "invoice", "invoice.voided": "invoice", "Ticket replied to": "ticket",
		"Staff impersonated client": "impersonation", "2FA enabled": "login", "UserLoggedIn": "login", "ConsoleLogin": "login", "Order placed": "order",
		"Zahlung erfasst": "payment", "Kunde gesperrt": "suspension", "Abo verlängert": "renewal", "Paket geändert": "package change",
		"Anmeldung fehlgeschlagen": "login", "Kundendaten geändert": "profile", "GELÖSCHT: Kunde": "deletion", "Auto-sync finished": "system",
		"CreateUser": "staff", "Settings saved": "settings", "Report exported": "file", "Manual adjustment": "refund",
		"Frobnicated the widget": "other", "Reordered": "other",
	} {
		in := inspect(t, "a.csv", "Time,Who did it,Action\n2026-01-02T03:04:05Z,ann,\""+action+"\"\n", Options{})
		entries, _, _ := readAll(t, []byte("Time,Who did it,Action\n2026-01-02T03:04:05Z,ann,\""+action+"\"\n"), reading(t, in))
		if len(entries) != 1 || entries[0].Get(entry.Category) != want || entries[0].Get(entry.Action) != action {
			t.Errorf("%q: %s", action, values(entries[0]))
		}
	}
}

func TestCommerceLinesKnowTheImpersonator(t *testing.T) {
	data := `{"id":1,"staff_id":4,"client_id":null,"action":"client.updated","entity_type":"client","entity_id":77,"entity_name":"Ann Özil","description":"","metadata":{"ip":1},"ip_address":"10.0.0.1","created_at":1773480413}
{"id":2,"staff_id":4,"client_id":77,"action":"service.suspended","entity_type":"service","entity_id":9,"entity_name":"Fibre","description":"x","metadata":null,"ip_address":"10.0.0.1","created_at":1773480414}
`
	in := inspect(t, "log.jsonl", data, Options{})
	if in.Format != "jsonl" || in.ImportFormat != "commerce-activity-log" || len(in.Questions) != 0 {
		t.Fatalf("%s %s %v", in.Format, in.ImportFormat, in.Questions)
	}
	entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
	if len(entries) != 2 || len(rejects) != 0 {
		t.Fatal(len(entries), rejects)
	}
	one, two := values(entries[0]), values(entries[1])
	if want := "time_text=1773480413|actor=4|actor_kind=person|action=client.updated|category=profile|target_type=client|target_id=77|target=Ann Özil|ip=10.0.0.1|source_key=1|extra.metadata.ip=1"; one != want {
		t.Errorf("%s\nwant\n%s", one, want)
	}
	if want := "time_text=1773480414|actor=77|actor_kind=person|impersonator=4|action=service.suspended|category=suspension|target_type=service|target_id=9|target=Fibre|details=x|ip=10.0.0.1|source_key=2"; two != want {
		t.Errorf("%s\nwant\n%s", two, want)
	}
	if entries[0].Time != 1773480413e6 {
		t.Errorf("time %d", entries[0].Time)
	}
}

func TestReadingSurvivesJSON(t *testing.T) {
	_, _, rd := generated(t, "operator-log", 50)
	text, err := json.Marshal(rd)
	if err != nil {
		t.Fatal(err)
	}
	var back Reading
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(&back)
	if err != nil || !bytes.Equal(text, again) {
		t.Errorf("%v\n%s\n%s", err, text, again)
	}
}
