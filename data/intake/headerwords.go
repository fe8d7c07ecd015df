package intake

import (
	"strings"
	"unicode"
)

// columnWords are words of which names of columns are made, in the languages
// that exports come in. They count only where nothing but words stands below.
var columnWords = wordSet(`name names title id ids code codes type kind status state date time day month year
	city town country county region province district address street zip postcode phone mobile email mail fax
	amount price cost value total quantity qty number no nr num count unit units rate score rank level size weight height length
	description comment comments note notes remark remarks text message category class group gender sex age
	user username first last surname firstname lastname author company organisation organization department position role job
	species genus family sample variable label key field source target from to start end begin url link website file filename path
	latitude longitude lat lon lng abbreviation currency language color colour brand model product item customer client
	vorname nachname stadt ort land straße strasse plz datum zeit betrag preis wert nummer beschreibung bezeichnung kategorie titel
	nom prénom prenom ville pays adresse montant prix valeur numéro numero libellé libelle catégorie categorie titre
	nombre apellido ciudad país pais dirección direccion fecha hora precio valor descripción descripcion categoría categoria título titulo
	cognome città citta paese indirizzo data ora importo prezzo valore descrizione cidade endereço preço descrição
	naam plaats adres bedrag prijs waarde omschrijving imię nazwisko miasto kraj ulica kwota cena wartość opis`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// namedCells counts the cells of a record that words of columns name.
func namedCells(r []string) int {
	n := 0
	for _, cell := range r {
		if namesColumn(cell) {
			n++
		}
	}
	return n
}

// namesColumn reports that a text begins or ends with a word of columns: Name,
// first_name, countryCode.
func namesColumn(cell string) bool {
	if len(cell) > 40 {
		return false
	}
	var b strings.Builder
	small := false
	for _, c := range cell {
		if unicode.IsUpper(c) && small || !unicode.IsLetter(c) {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(c)
		if unicode.IsLetter(c) {
			b.WriteRune(unicode.ToLower(c))
		}
	}
	w := strings.Fields(b.String())
	return len(w) > 0 && len(w) < 5 && (columnWords[w[0]] || columnWords[w[len(w)-1]])
}
