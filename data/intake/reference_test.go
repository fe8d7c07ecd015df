package intake

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity/data/entities"
	"probity/data/entry"
)

// rowsOf reads a list as its rows.
func rowsOf(t *testing.T, rd *Reading, data []byte) (rows []entities.Row, rejects []Reject) {
	t.Helper()
	l, err := NewListReader(rd)
	if err != nil {
		t.Fatal(err)
	}
	got, rejects, _ := readAll(t, data, rd)
	for _, e := range got {
		if e.Time != entry.NoTime {
			t.Errorf("a row of a list has the time %v", e.Time)
		}
		r, reason := l.Row(func(i int) string { return e.Get(ListColumn(rd, i)) })
		if reason != "" {
			t.Errorf("a stored row cannot be used: %s", reason)
		}
		rows = append(rows, r)
	}
	return rows, rejects
}

func inspectText(t *testing.T, text string, opts Options) (*Inspection, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Inspect(context.Background(), path, opts)
}

func TestGermanListIsReadWithItsDaysWhole(t *testing.T) {
	data, err := os.ReadFile("testdata/products/reference-operators-de.csv")
	if err != nil {
		t.Fatal(err)
	}
	in, err := Inspect(context.Background(), "testdata/products/reference-operators-de.csv", Options{Zone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	if in.Reference != Operators || in.Encoding != "windows-1252" || in.Delimiter != ";" || len(in.Questions) > 0 {
		t.Errorf("%s %s %q %v", in.Reference, in.Encoding, in.Delimiter, in.Questions)
	}
	rows, rejects := rowsOf(t, reading(t, in), data)
	if len(rows) != 4 || len(rejects) != 3 {
		t.Fatalf("%d rows, %d rejects", len(rows), len(rejects))
	}
	at := func(text string) entry.Micros {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return entry.At(v)
	}
	first := rows[0]
	if first.Operator != "h.müller" || first.Entity != "Nordlicht GmbH" || first.Parent != "Dachgesellschaft AG" || first.Hours != "Mo-Fr 08:00-17:00" ||
		!slices.Equal(first.Aliases, []string{"Hanna Müller", "hanna@alt.example"}) {
		t.Errorf("%+v", first)
	}
	if first.From != at("2026-01-31T23:00:00Z") || first.To != at("2026-03-31T22:00:00Z") || rows[1].From != first.To || rows[1].To != entities.Forever {
		t.Errorf("from %v to %v", time.UnixMicro(first.From).UTC(), time.UnixMicro(first.To).UTC())
	}
	if !slices.Equal(rows[2].Aliases, []string{"Öz, Berk", "4711"}) {
		t.Errorf("aliases %q", rows[2].Aliases)
	}
}

func TestInstantEndsAValidityAndADayIsInIt(t *testing.T) {
	in, err := inspectText(t, "customer,owner,valid_from,valid_to\nA,N,2026-01-01,2026-01-31\nB,N,2026-01-01T08:00:00Z,2026-01-31T08:00:00Z\nC,N,-,9999-12-31\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := rowsOf(t, reading(t, in), []byte("customer,owner,valid_from,valid_to\nA,N,2026-01-01,2026-01-31\nB,N,2026-01-01T08:00:00Z,2026-01-31T08:00:00Z\nC,N,-,9999-12-31\n"))
	var got []string
	for _, r := range rows {
		to := "open"
		if r.To != entities.Forever {
			to = time.UnixMicro(r.To).UTC().Format(time.RFC3339)
		}
		got = append(got, to)
	}
	if want := []string{"2026-02-01T00:00:00Z", "2026-01-31T08:00:00Z", "open"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestOneColumnOfDatesTellsTheOrderOfTheOther(t *testing.T) {
	const text = "operator,entity,valid_from,valid_to\nann,N,03/04/2026,28/05/2026\n"
	in, err := inspectText(t, text, Options{})
	if err != nil || len(in.Questions) > 0 {
		t.Fatal(err, in.Questions)
	}
	rows, _ := rowsOf(t, reading(t, in), []byte(text))
	if got := time.UnixMicro(rows[0].From).UTC().Format(time.DateOnly); got != "2026-04-03" {
		t.Errorf("begins %s", got)
	}
	in, err = inspectText(t, "operator,entity,valid_from,valid_to\nann,N,03/04/2026,05/06/2026\n", Options{})
	if err != nil || len(in.Questions) != 1 || in.Questions[0].Key != "date-order" {
		t.Errorf("%v %v", err, in.Questions)
	}
}

func TestHeadersOfListsAreKnownInTenLanguages(t *testing.T) {
	for header, want := range map[string]string{
		"Operator;Reseller;Valid from":                    Operators,
		"Benutzer;Wiederverkäufer;Gültig ab":              Operators,
		"Utilisateur;Revendeur;Valable du":                Operators,
		"Usuario;Revendedor;Válido desde":                 Operators,
		"Utente;Rivenditore;Valido dal":                   Operators,
		"Utilizador;Revenda;Válido até":                   Operators,
		"Gebruiker;Wederverkoper;Geldig vanaf":            Operators,
		"Użytkownik;Odsprzedawca;Ważne od":                Operators,
		"Felhasználó;Viszonteladó;Érvényes ettől":         Operators,
		"Пользователь;Реселлер;Действует с":               Operators,
		"Customer;Owner":                                  Customers,
		"operator;entity;parent":                          Operators,
		"customer;owner;parent":                           Customers,
		"Kunde;Wiederverkäufer;Übergeordnete Einheit":     Customers,
		"Kunde;Kundennummer;Eigentümer":                   Customers,
		"Client;N° client;Propriétaire":                   Customers,
		"Cliente;Propietario":                             Customers,
		"Cliente;Proprietario":                            Customers,
		"Cliente;Proprietário":                            Customers,
		"Klant;Klantnummer;Eigenaar":                      Customers,
		"Klient;Numer klienta;Właściciel":                 Customers,
		"Ügyfél;Ügyfélszám;Tulajdonos":                    Customers,
		"Клиент;Код клиента;Владелец":                     Customers,
		"Reseller;Parent":                                 Entities,
		"Wiederverkäufer;Übergeordnete Einheit":           Entities,
		"Timestamp;User;Reseller;Description":             "",
		"Zeit;Benutzer;Firma;Kunde;Aktion":                "",
		"User;Organization;Event;Object;Detail;Old;New;X": "",
	} {
		var b strings.Builder
		b.WriteString(header + "\n")
		for i := range 4 {
			for k, name := range strings.Split(header, ";") {
				if k > 0 {
					b.WriteString(";")
				}
				switch {
				case strings.Contains("Timestamp Zeit", name):
					b.WriteString("2026-01-02 10:00:00")
				case k == 2 && want == Operators:
					b.WriteString("2026-01-15")
				default:
					b.WriteString(strings.Repeat(string(rune('a'+i)), k+2))
				}
			}
			b.WriteString("\n")
		}
		in, err := inspectText(t, b.String(), Options{})
		if err != nil {
			t.Errorf("%s: %v", header, err)
		} else if in.Reference != want {
			t.Errorf("%s is read as %q (%s), not %q", header, in.Reference, in.ImportFormat, want)
		}
	}
}

func TestWhatIsAListCanBeSaid(t *testing.T) {
	const text = "Wer;Wohin;Telefon;Raum;Stock\nann;North;1;2;3\n"
	in, err := inspectText(t, text, Options{ImportFormat: "reference-operators"})
	if err == nil || !strings.Contains(err.Error(), "--map") {
		t.Errorf("%v", err)
	}
	in, err = inspectText(t, text, Options{ImportFormat: "reference-operators", Map: map[string]string{"Wer": "operator", "Wohin": "entity"}})
	if err != nil || in.Reference != Operators {
		t.Fatal(err)
	}
	rows, _ := rowsOf(t, reading(t, in), []byte(text))
	if len(rows) != 1 || rows[0].Operator != "ann" || rows[0].Entity != "North" {
		t.Errorf("%+v", rows)
	}
	in, err = inspectText(t, "operator,entity\nann,North\n", Options{ImportFormat: "none"})
	if err != nil || in.Reference != "" {
		t.Errorf("%v %q", err, in.Reference)
	}
}
