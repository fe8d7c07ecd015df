package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const header = "ID,Timestamp,Operator,Reseller,Action,Entity Type,Customer ID,Customer,Target Entity,Details,IP Address,Amount,Currency,Result\n"

// The actions with their share of a thousand, what they are done to, a text for
// the details with a number and a reference, and whether money is named.
var actions = []struct {
	share         int
	name, on, why string
	amount        bool
}{
	{220, "Payment recorded", "Payment", "Invoice INV-2026-%07d paid by bank transfer, reference %08x, thank you", true},
	{160, "Invoice created", "Invoice", "Invoice INV-2026-%07d, reference %08x, monthly charges with two reminders", true},
	{150, "Logged in", "Operator", "Session %07d opened with two factors, token %08x, from the office", false},
	{110, "Renewed subscription", "Subscription", "Subscription %07d renewed for thirty days, reference %08x", true},
	{90, "Updated contact details", "Client", "Telephone and e-mail of client %07d changed, form %08x as signed", false},
	{80, "Suspended account", "Client", "Account %07d suspended after the second reminder, reference %08x", false},
	{60, "Activated account", "Client", "Account %07d activated with Fibre 100, fixed address, contract %08x", false},
	{50, "Changed plan", "Subscription", "Plan of subscription %07d changed from Fibre 50 to Fibre 250, order %08x", true},
	{40, "Ticket replied", "Ticket", "Ticket %07d answered and left open until Monday, message %08x", false},
	{25, "Refund issued", "Payment", "Payment %07d refunded in part for the fault on Sunday, credit note %08x", true},
	{10, "Deleted client", "Client", "Client %07d deleted at the end of the retention period, order %08x", false},
	{5, "Impersonated client", "Client", "Operator entered the portal as client %07d, agreed by telephone, %08x", false},
}

var (
	surnames = strings.Fields("Adeyemi Becker Cohen Duric Eriksen Ferrant Gomes Haddad Ivanova Jansen Kowalczyk Lindqvist Moreau Nowak Odhiambo Popescu Quist Rossi Schäfer Tanaka Uzun Virtanen Weiland Ximenes Yilmaz Zabala")
	given    = strings.Fields("Anaïs Budi Chidi Dagmar Elif Farid Greta Hamid Ines Jürgen Katrin Lukas Marta Nadia Olaf Priya Quentin Rosa Sigríður Tomás Ulla Vera Wanda Xenia Yusuf Zoë")
)

const (
	operators = 300
	resellers = 40
	customers = 100_000
	year      = 365 * 24 * 60 * 60 // seconds
)

// began is the first instant of every log; a log covers a year.
var began = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)

func reseller(i int) string { return fmt.Sprintf("Reseller N %02d", i) }

func operator(i int) string {
	return fmt.Sprintf("%s%03d@north.example", strings.ToLower(surnames[i*7%8]), i) // the first eight are ASCII
}

func customer(i int) string {
	return fmt.Sprintf("%s %s %05d", given[i%len(given)], surnames[i/len(given)%len(surnames)], i)
}

// writeLog writes a believable log of one year in the order of time: few
// operators and resellers do most, texts hardly repeat, no two rows are equal.
// The same rows and seed give the same bytes.
func writeLog(path string, rows int, seed uint64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.WriteString(header)
	rng := rand.New(rand.NewPCG(seed, 7))
	staff := rand.NewZipf(rng, 1.2, 8, operators-1)
	partner := rand.NewZipf(rng, 1.1, 10, resellers-1)
	client := rand.NewZipf(rng, 1.05, 2000, customers-1)
	var byShare []int
	for i, a := range actions {
		for range a.share {
			byShare = append(byShare, i)
		}
	}
	for i := range rows {
		a := actions[byShare[rng.IntN(len(byShare))]]
		at := began.Add(time.Duration(i*year/rows+rng.IntN(year/rows)) * time.Second).Format(time.RFC3339)
		c := int(client.Uint64())
		amount, currency := "", ""
		if a.amount {
			amount, currency = fmt.Sprintf("%d.%02d", rng.IntN(500), rng.IntN(100)), "EUR"
		}
		result := "success"
		if rng.IntN(50) == 0 {
			result = "failure"
		}
		fmt.Fprintf(w, "%d,%s,%s,%s,%s,%s,%d,%s,%s,%q,10.%d.%d.%d,%s,%s,%s\n",
			10_000_000*int(seed)+i, at, operator(int(staff.Uint64())), reseller(int(partner.Uint64())), a.name, a.on,
			c, customer(c), reseller(c%resellers), fmt.Sprintf(a.why, rng.IntN(10_000_000), rng.Uint32()),
			c%7, c%250, c%11, amount, currency, result)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// cut writes twelve exports of a tenth of the log each. Neighbours overlap, so
// that together they hold every row; within each the rows are shuffled, and so
// is the order of the exports.
func cut(log string, rows int, folder string) ([]string, error) {
	content, err := os.Open(log)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	r := bufio.NewReaderSize(content, 1<<20)
	if _, err := r.ReadBytes('\n'); err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var window [][]byte // rows from first on
	first, size := 0, rows/10
	paths := make([]string, 12)
	for i := range paths {
		from := i * (rows - size) / 11
		window = window[min(from-first, len(window)):]
		first = from
		for len(window) < size {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return nil, err
			}
			window = append(window, line)
		}
		piece := append([][]byte(nil), window...)
		rng.Shuffle(size, func(i, j int) { piece[i], piece[j] = piece[j], piece[i] })
		paths[i] = filepath.Join(folder, fmt.Sprintf("export-%02d.csv", i))
		if err := writeLines(paths[i], piece); err != nil {
			return nil, err
		}
	}
	rng.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	return paths, nil
}

func writeLines(path string, lines [][]byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.WriteString(header)
	for _, line := range lines {
		w.Write(line)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
