package session

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
	"probity/export/bundle"
)

// zoneless is an export that states no zone, from the record named.
func zoneless(from, to int, change func(i int, line string) string) string {
	var b strings.Builder
	b.WriteString("Timestamp,Actor,Action,IP Address\n")
	for i := from; i < to; i++ {
		line := fmt.Sprintf("2026-03-%02d 10:%02d:00,ana,Suspended client %d,192.0.2.%d", 1+i/20, i%60, i, i%9)
		if change != nil {
			line = change(i, line)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// take imports content under a name.
func take(t *testing.T, s *Session, name, content string, o intake.Options) workspace.Receipt {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := intake.Inspect(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := s.Import(t.Context(), path, rd, workspace.Origin{PanelRows: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// delivered makes sure that the workspace is as it was sealed, and a bundle of
// rows entries as well.
func delivered(t *testing.T, s *Session, rows int) string {
	t.Helper()
	problems, err := s.ws.Verify(t.Context(), nil)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the workspace: %+v %v", problems, err)
	}
	path := filepath.Join(t.TempDir(), "b.zip")
	if _, err := s.Bundle(t.Context(), query.Filter{}, path, nil); err != nil {
		t.Fatal(err)
	}
	r, err := bundle.Verify(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) > 0 || r.Verdict != "unsigned" || int(r.Rows) != rows {
		t.Fatalf("the bundle: %s, %d rows, %+v", r.Verdict, r.Rows, r.Problems)
	}
	return path
}

func empty(t *testing.T) *Session {
	t.Helper()
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "w"+Extension))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.SetAuthor("Ana")
	return s
}

func TestBundleSaysHowASourceIsReadNow(t *testing.T) {
	s := empty(t)
	take(t, s, "log.csv", zoneless(0, 40, nil), intake.Options{Zone: "UTC"})
	first := delivered(t, s, 40)
	if err := s.AddNote(t.Context(), find(t, s, "client")[:1], "seen"); err != nil {
		t.Fatal(err)
	}
	src, err := s.Source("log.csv")
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Reread(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	o := again.Options()
	o.Zone = "Asia/Jakarta"
	in, err := again.Inspect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Apply(t.Context(), rd, nil); err != nil {
		t.Fatal(err)
	}
	opened, err := bundle.Open(t.Context(), delivered(t, s, 40), nil)
	if err != nil {
		t.Fatal(err)
	}
	now := opened.Seal.Sources[0]
	if !strings.Contains(string(now.Reading), "Asia/Jakarta") {
		t.Errorf("the seal says %s", now.Reading)
	}
	before, err := bundle.Open(t.Context(), first, nil)
	if err != nil {
		t.Fatal(err)
	}
	if was := before.Seal.Sources[0]; !was.Imported.Equal(now.Imported) {
		t.Errorf("imported %s, after it was read again %s", was.Imported, now.Imported)
	}
}

func TestBundleOfOverlappingExportsHoldsEveryEntryOnce(t *testing.T) {
	s := empty(t)
	utc := intake.Options{Zone: "UTC"}
	take(t, s, "march.csv", zoneless(0, 60, nil), utc)
	r := take(t, s, "april.csv", zoneless(40, 100, nil), utc)
	if r.Duplicates != 20 {
		t.Fatalf("%+v", r)
	}
	delivered(t, s, 100)
	src, err := s.Source("march.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Withdraw(t.Context(), src.SHA256, "the wrong panel"); err != nil {
		t.Fatal(err)
	}
	delivered(t, s, 60)
	if r := take(t, s, "march.csv", zoneless(0, 60, nil), utc); r.Duplicates != 20 {
		t.Fatalf("%+v", r)
	}
	delivered(t, s, 100)
}

func TestBundleHoldsTheNewerVersionOfAnEntry(t *testing.T) {
	s := empty(t)
	line := func(i int, action string) string {
		return fmt.Sprintf(`{"id":"%d","timestamp":"2026-03-14T09:%02d:53+01:00","action":%q,"target":"a@b","details":"Pool: %d","performed_by":"ana"}`, 1000+i, i, action, i)
	}
	export := func(from, to int, action func(i int) string) string {
		var all []string
		for i := from; i < to; i++ {
			all = append(all, line(i, action(i)))
		}
		return "[" + strings.Join(all, ",\n") + "]\n"
	}
	o := intake.Options{Map: map[string]string{"id": "source_key"}}
	take(t, s, "first.json", export(0, 30, func(int) string { return "License allocated" }), o)
	r := take(t, s, "second.json", export(10, 40, func(i int) string {
		if i == 12 {
			return "License revoked"
		}
		return "License allocated"
	}), o)
	if r.Altered != 1 || r.Duplicates != 19 {
		t.Fatalf("%+v", r)
	}
	delivered(t, s, 40)
	src, err := s.Source("second.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Withdraw(t.Context(), src.SHA256, "exported with the wrong filter"); err != nil {
		t.Fatal(err)
	}
	delivered(t, s, 30)
}
