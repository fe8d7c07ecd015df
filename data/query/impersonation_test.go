package query

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"probity/data/entry"
)

// staffLog writes entries a minute apart from lines “minute actor action target
// ip [session] [impersonator]”, “-” for nothing.
func staffLog(t *testing.T, lines string) *Engine {
	t.Helper()
	m := NewMemory()
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		f := strings.Fields(line)
		for len(f) < 7 {
			f = append(f, "-")
		}
		var minute int64
		if _, err := fmt.Sscan(f[0], &minute); err != nil {
			t.Fatal(err)
		}
		e := &entry.Entry{Identity: entry.Identity{Offset: int64(i)}, Source: "a.csv", Record: int64(i + 1), Time: minute * 60_000_000}
		for k, name := range []string{entry.Actor, entry.Action, entry.TargetName, entry.IP, entry.Session, entry.Impersonator} {
			if text := f[k+1]; text != "-" {
				e.Values = append(e.Values, entry.Value{Name: name, Text: text})
			}
		}
		if strings.Contains(f[2], "impersonat") {
			e.Values = append(e.Values, entry.Value{Name: entry.Category, Text: entry.CategoryImpersonation})
		}
		m.Add(e)
	}
	e, err := New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// labels gives what impersonated: says of every entry, in the order written.
func labels(t *testing.T, e *Engine) (out []string) {
	t.Helper()
	for row := range Row(e.Len()) {
		i, ok, err := e.Impersonated(context.Background(), row)
		if err != nil {
			t.Fatal(err)
		}
		said := "-"
		if ok {
			said = label(i.By, i.Sure)
		}
		if text := e.Text(context.Background(), row, "impersonated"); ok && text != said || !ok && text != "" {
			t.Fatalf("entry %d: the column says %q, the entry %q", row+1, text, said)
		}
		out = append(out, said)
	}
	return out
}

func TestImpersonationsAreInferred(t *testing.T) {
	for _, c := range []struct{ name, lines, want string }{
		{"what the customer does from the staff's address follows the start", `
			0 mirela impersonated_client ruth 10.0.0.1
			5 ruth changed_email ruth 10.0.0.1
			9 ruth ordered - 10.0.0.1`, "- | mirela (likely) | mirela (likely)"},
		{"the customer's own address is the customer", `
			0 mirela impersonated_client ruth 10.0.0.1
			5 ruth changed_email ruth 203.0.113.9`, "- | -"},
		{"before the start it was the customer", `
			0 ruth ordered - 10.0.0.9
			1 mirela impersonated_client ruth 10.0.0.1`, "- | -"},
		{"an address that the customer uses too makes it only possible", `
			0 ruth ordered - 10.0.0.1
			60 mirela impersonated_client ruth 10.0.0.1
			65 ruth ordered - 10.0.0.1`, "- | - | mirela (possible)"},
		{"without addresses it is possible", `
			0 mirela impersonated_client ruth -
			5 ruth ordered - -`, "- | mirela (possible)"},
		{"a pause of more than half an hour ends it", `
			0 mirela impersonated_client ruth 10.0.0.1
			29 ruth ordered - 10.0.0.1
			58 ruth ordered - 10.0.0.1
			89 ruth ordered - 10.0.0.1`, "- | mirela (possible) | mirela (possible) | -"},
		{"the end that a log records ends it", `
			0 mirela impersonated_client ruth 10.0.0.1
			1 ruth ordered - 10.0.0.1
			2 mirela stopped_impersonating ruth 10.0.0.1
			3 ruth ordered - 10.0.0.7`, "- | mirela (likely) | - | -"},
		{"who stands in for another customer no longer stands in for the first", `
			0 mirela impersonated_client ruth 10.0.0.1
			1 mirela impersonated_client ana 10.0.0.1
			2 ana ordered - 10.0.0.1
			3 ruth ordered - 10.0.0.8`, "- | - | mirela (likely) | -"},
		{"another member of staff takes over", `
			0 mirela impersonated_client ruth 10.0.0.1
			1 jiri impersonated_client ruth 10.0.0.2
			2 ruth ordered - 10.0.0.2`, "- | - | jiri (likely)"},
		{"the same session is likely, another one is not", `
			0 mirela impersonated_client ruth 10.0.0.1 s1
			1 ruth ordered - 10.0.0.5 s1
			2 ruth ordered - 10.0.0.1 s2`, "- | mirela (likely) | -"},
		{"what the entry records is taken as it is", `
			0 ruth ordered - 10.0.0.1 - staff-13`, "staff-13 (recorded)"},
		{"what an entry records is no use of an address by the customer", `
			0 ruth ordered - 10.0.0.1 - mirela
			60 mirela impersonated_client ruth 10.0.0.1
			65 ruth ordered - 10.0.0.1`, "mirela (recorded) | - | mirela (likely)"},
		{"a beginning that names the customer only in a sentence", `
			0 mirela impersonated_client:ruth - 10.0.0.1
			5 ruth ordered - 10.0.0.1`, "- | mirela (likely)"},
		{"case and time without entries do not matter", `
			0 Mirela impersonated_client RUTH 10.0.0.1
			1 ruth ordered - 10.0.0.1
			2 ana ordered - 10.0.0.1`, "- | Mirela (likely) | -"},
	} {
		e := staffLog(t, c.lines)
		if got := strings.Join(labels(t, e), " | "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestNamesAreFoundInSentences(t *testing.T) {
	for text, want := range map[string]string{
		"Staff impersonated client: Ruth Salas (staff 308, client 42)": "ruth salas", "Logged in as client Ruth Salas": "ruth salas",
		"Logged in as the user \"Ruth Salas\".": "ruth salas", "Stopped impersonating client: Ana Petrov": "ana petrov", "client.impersonated": "", "Impersonation": "",
	} {
		if got := nameIn(text); got != want {
			t.Errorf("%s names %q, not %q", text, got, want)
		}
	}
}

func TestImpersonatedIsAFilterAndTheRecordedActorStays(t *testing.T) {
	e := staffLog(t, `
		0 mirela impersonated_client ruth 10.0.0.1
		5 ruth changed_email ruth 10.0.0.1
		200 ruth ordered - 203.0.113.9
		300 jiri impersonated_client ana -
		301 ana ordered - -`)
	for query, want := range map[string]int{
		"impersonated:*": 2, "impersonated:mirela": 1, "impersonated:likely": 1, "impersonated:possible": 1,
		"-impersonated:*": 3, "operator:ruth": 2, "operator:mirela": 1, `impersonated:""`: 3, "has:impersonated": 2,
	} {
		f, err := Parse(query, Moment{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Run(context.Background(), f, Sort{})
		if err != nil || r.Len() != want {
			t.Errorf("%s finds %d entries, not %d (%v)", query, r.Len(), want, err)
		}
	}
	i, _, _ := e.Impersonated(context.Background(), 1)
	if want := "mirela began an impersonation 5 min before, from the same address 10.0.0.1, which the recorded actor did not use otherwise."; i.Why() != want {
		t.Errorf("the reason is %q", i.Why())
	}
	if i.Start != 0 || e.Text(context.Background(), 1, "actor") != "ruth" {
		t.Errorf("start %d", i.Start)
	}
}
