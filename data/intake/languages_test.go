package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"probity/data/entry"
)

// A log of no known product is mapped by its headers, and its actions find
// their category, in each of the ten languages.
func TestHeadersAndActionsAreKnownInTenLanguages(t *testing.T) {
	fields := []string{TimeField, entry.Actor, entry.TargetName, entry.Action, entry.Details, entry.Amount, entry.IP}
	categories := []string{"login", "payment", "suspension", "activation", "deletion"}
	for language, c := range map[string][2]string{
		"English":    {"Timestamp|Operator|Customer|Action|Remarks|Amount|IP address", "User logged in|Payment recorded|Client suspended|Account activated|Client deleted"},
		"German":     {"Zeitpunkt|Bediener|Kunde|Vorgang|Bemerkung|Betrag|IP-Adresse", "Benutzer angemeldet|Zahlung erfasst|Kunde gesperrt|Konto aktiviert|Kunde gelöscht"},
		"French":     {"Date et heure|Utilisateur|Nom du client|Opération|Commentaire|Montant|Adresse IP", "Utilisateur connecté|Paiement enregistré|Client suspendu|Compte activé|Client supprimé"},
		"Spanish":    {"Fecha y hora|Operador|Nombre del cliente|Acción|Comentario|Importe|Dirección IP", "Inicio de sesión|Pago registrado|Cliente suspendido|Cuenta activada|Cliente eliminado"},
		"Italian":    {"Data e ora|Operatore|Cliente|Operazione|Descrizione|Importo|Indirizzo IP", "Accesso effettuato|Pagamento registrato|Cliente sospeso|Conto attivato|Cliente eliminato"},
		"Portuguese": {"Data e hora|Utilizador|Assinante|Ação|Observações|Valor|Endereço IP", "Sessão iniciada|Pagamento registado|Cliente suspenso|Conta ativada|Cliente removido"},
		"Dutch":      {"Tijdstip|Medewerker|Klant|Handeling|Opmerking|Bedrag|IP-adres", "Gebruiker ingelogd|Betaling geregistreerd|Klant geblokkeerd|Account geactiveerd|Klant verwijderd"},
		"Polish":     {"Data i godzina|Użytkownik|Klient|Czynność|Uwagi|Kwota|Adres IP", "Użytkownik zalogowany|Płatność zarejestrowana|Klient zablokowany|Konto aktywowane|Usunięto klienta"},
		"Hungarian":  {"Időpont|Felhasználó|Ügyfél neve|Művelet|Megjegyzés|Összeg|IP-cím", "Bejelentkezés|Befizetés rögzítve|Ügyfél letiltva|Fiók aktiválva|Ügyfél törölve"},
		"Russian":    {"Дата и время|Оператор|Абонент|Действие|Комментарий|Сумма|IP-адрес", "Вход в систему|Оплата принята|Абонент заблокирован|Учётная запись активирована|Удалён абонент"},
	} {
		t.Run(language, func(t *testing.T) {
			var b strings.Builder
			b.WriteString(strings.ReplaceAll(c[0], "|", ";") + "\n")
			actions := strings.Split(c[1], "|")
			for i, a := range actions {
				fmt.Fprintf(&b, "2026-03-1%d 09:26:53;ann;bob %d;%s;note %d, x;1%d,50;203.0.113.%d\n", i, i, a, i, i, i)
			}
			in := inspect(t, "log.csv", b.String(), Options{Zone: "UTC", ImportFormat: "none"})
			for i, f := range fields {
				if in.Columns[i].Field != f {
					t.Errorf("%s is %q, want %q", in.Columns[i].Name, in.Columns[i].Field, f)
				}
			}
			entries, _, _ := readAll(t, []byte(b.String()), reading(t, in))
			for i, e := range entries {
				if got := e.Get(entry.Category); got != categories[i] {
					t.Errorf("%s: %s, want %s", actions[i], got, categories[i])
				}
			}
			if slices.ContainsFunc(in.Columns, func(c Column) bool { return c.Field == "" }) {
				t.Error("a column has no field")
			}
		})
	}
}
