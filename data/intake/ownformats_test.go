package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/entry"
	"probity/data/fault"
)

const ownYAML = `name: our-billing
title: Our billing
recognise: [When, Who, What]
zone: Europe/Vienna
columns:
  - {name: When, field: time}
  - {name: Who, field: actor}
  - {name: What, field: action}
`

func TestOwnFormatsAreTriedBeforeTheShippedOnes(t *testing.T) {
	dir := t.TempDir()
	own := strings.NewReplacer("our-billing", "my-operators", "When", "Timestamp", "Who", "Operator", "What", "Action").Replace(ownYAML)
	if err := os.WriteFile(filepath.Join(dir, "my-operators.yaml"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	file := fileOf(t, "a.csv", "Timestamp,Operator,Customer,Action\n2026-03-14 09:26:53,ann,bob,Activated account\n")
	in, err := Inspect(context.Background(), file, Options{FormatDirs: []string{dir, filepath.Join(dir, "missing")}})
	if err != nil {
		t.Fatal(err)
	}
	if in.ImportFormat != "my-operators" || len(in.Questions) != 0 || !strings.Contains(in.Findings["import-format"].Why, "your own") {
		t.Errorf("%s %v %+v", in.ImportFormat, in.Questions, in.Findings["import-format"])
	}
	if in, err = Inspect(context.Background(), file, Options{}); err != nil || in.ImportFormat != "operators-action-log" {
		t.Errorf("%v %v", in, err)
	}
	list, err := Formats(dir)
	if err != nil || len(list) < 15 || !list[0].Own() || list[len(list)-1].Own() {
		t.Errorf("%d formats, %v", len(list), err)
	}
}

func TestFormatFileCanBeNamedWithoutAFolder(t *testing.T) {
	format := fileOf(t, "trial.yaml", ownYAML)
	data := "When,Who,What\n2026-03-14 09:26:53,ann,Activated account\n"
	in := inspect(t, "a.csv", data, Options{ImportFormat: format})
	if in.ImportFormat != "our-billing" || len(in.Questions) != 0 {
		t.Errorf("%s %v", in.ImportFormat, in.Questions)
	}
	entries, _, _ := readAll(t, []byte(data), reading(t, in))
	if len(entries) != 1 || entries[0].Get(entry.Actor) != "ann" {
		t.Errorf("%v", entries)
	}
}

func TestBrokenOwnFormatIsToldAndDoesNotStopTheImport(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.yaml": "name: [", "b.yaml": ownYAML} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, err := Inspect(context.Background(), fileOf(t, "a.csv", "When,Who,What\n2026-03-14 09:26:53,ann,x\n"), Options{FormatDirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	if in.ImportFormat != "our-billing" || !strings.Contains(in.Findings["own-formats"].Why, "a.yaml, line 1") {
		t.Errorf("%s %+v", in.ImportFormat, in.Findings["own-formats"])
	}
}

func TestMistakesInAFormatNameLineAndColumnAndWhatIsExpected(t *testing.T) {
	for _, c := range []struct{ replace, with, want string }{
		{"field: actor", "field: customer", "x.yaml, line 7, column 24: \"customer\" is not a field."},
		{"field: actor", "field: actr", "\"actor\" may be meant"},
		{"zone: Europe/Vienna", "zone: Vienna", "x.yaml, line 4, column 7: \"Vienna\" is no time zone"},
		{"title: Our billing", "titel: Our billing", "x.yaml, line 2, column 1: \"titel\" is not a key that is known here; \"title\" may be meant."},
		{"title: Our billing", "title: [a]", "x.yaml, line 2, column 8: a text is expected here"},
		{"recognise: [When, Who, What]", "recognise: When", "x.yaml, line 3, column 12: a list ([a, b] or lines that begin with -) is expected here"},
		{"recognise: [When, Who, What]", "recognise: [When, Whom]", "x.yaml, line 3, column 19: \"Whom\" is to be recognised but is no name in columns"},
		{"recognise: [When, Who, What]", "gaps: []", "recognise (names of columns that must all be there) or shapes"},
		{"name: our-billing", "name: Our Billing", "x.yaml, line 1, column 7: the name must be small letters"},
		{"zone: Europe/Vienna", "actions: [{category: paymnt, words: pay}]", "x.yaml, line 4, column 22: \"paymnt\" is not a category"},
		{"zone: Europe/Vienna", "extract: [{from: details, pattern: '(?P<actor>'}]", "this is no pattern"},
		{"zone: Europe/Vienna", "extract: [{from: details, pattern: '(?P<who>x)'}]", "x.yaml, line 4, column 36: the group \"who\" is not a field"},
		{"zone: Europe/Vienna", "extract: [{from: details, pattern: 'x'}]", "no named group"},
		{"zone: Europe/Vienna", "split: [{from: Who, by: '|', into: [a]}]", "at least two names"},
		{"zone: Europe/Vienna", "shapes: [[{name: a}, {name: b, kind: time}]]", "at least two columns that hold something plain"},
		{"zone: Europe/Vienna", "date_order: mmddyy", "dmy (day first), mdy (month first) or ymd is expected"},
		{"zone: Europe/Vienna", "zone: &a Europe/Vienna", "anchors (&) and aliases (*) are not allowed"},
		{"zone: Europe/Vienna", "zone: UTC\nzone: UTC", "x.yaml, line 5, column 1"},
		{"zone: Europe/Vienna", "zone: \"UTC", "x.yaml, line"},
	} {
		_, err := parseFormat("x.yaml", []byte(strings.Replace(ownYAML, c.replace, c.with, 1)))
		if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s → %s:\n  %v\nwant %s", c.replace, c.with, err, c.want)
		}
	}
	if _, err := parseFormat("x.yaml", []byte(ownYAML)); err != nil {
		t.Error(err)
	}
}

func TestPatternsAreBounded(t *testing.T) {
	long := strings.Replace(ownYAML, "zone: Europe/Vienna", "extract: [{from: details, pattern: '(?P<actor>"+strings.Repeat("a?", 600)+")'}]", 1)
	if _, err := parseFormat("x.yaml", []byte(long)); err == nil || !strings.Contains(err.Error(), "longer than 1,000 characters") {
		t.Error(err)
	}
	many := strings.Replace(ownYAML, "zone: Europe/Vienna", "extract:"+strings.Repeat("\n  - {from: details, pattern: '(?P<actor>a)'}", 65), 1)
	if _, err := parseFormat("x.yaml", []byte(many)); err == nil || !strings.Contains(err.Error(), "more than 64 patterns") {
		t.Error(err)
	}
	if _, err := parseFormat("x.yaml", []byte(strings.Repeat("[", 1<<17))); err == nil {
		t.Error("deep nesting was taken")
	}
}

func FuzzFormatIsReadOrRefusedWithASentence(f *testing.F) {
	f.Add([]byte(ownYAML))
	f.Add([]byte("name: x\ntitle: *a\n"))
	f.Add([]byte("- - - -\n"))
	f.Add([]byte("columns: {name: [}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		format, err := parseFormat("x.yaml", data)
		if (format == nil) && err == nil {
			t.Fatal("neither a format nor an error")
		}
		if err != nil && (!errors.Is(err, fault.Unusable) || !strings.HasPrefix(err.Error(), "x.yaml")) {
			t.Fatalf("%v", err)
		}
	})
}
