package generate

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"probity/data/fault"
)

// Lists writes the reference lists that belong to the log which Write makes of
// the same options: operators.csv (operator, entity, parent, valid_from,
// valid_to, aliases, working_hours) and customers.csv (customer, id, owner,
// valid_from, valid_to, aliases). The names are spelled as in the log; aliases are
// separated by "|"; instants are RFC 3339 in UTC, an empty one does not limit;
// valid_to is not part of the validity. Who changed the owner or the mail
// address has one line for each validity.
func Lists(dir string, o Options) error {
	o, p, err := o.settle()
	if err != nil {
		return err
	}
	s := newSimulation(o, p)
	if err := s.run(func(*event) error { return nil }); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fault.New(fault.Unusable, "the folder for the lists could not be made: %w", err)
	}
	if err := writeTable(filepath.Join(dir, "operators.csv"), s.operatorLines(o.Format)); err != nil {
		return err
	}
	return writeTable(filepath.Join(dir, "customers.csv"), s.customerLines(o.Format))
}

func writeTable(path string, lines [][]string) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(lines); err != nil {
		return fmt.Errorf("the list %s could not be made: %w", path, err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fault.New(fault.Unusable, "the list could not be written: %w", err)
	}
	return nil
}

func instant(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).UTC().Format(time.RFC3339)
}

// spelling is how a log of a format names an operator.
func (op *operator) spelling(format string) string {
	switch format {
	case "reseller-audit-log":
		return op.email
	case "commerce-activity-log":
		return op.name
	}
	return op.login
}

func (s *simulation) operatorLines(format string) [][]string {
	lines := [][]string{{"operator", "entity", "parent", "valid_from", "valid_to", "aliases", "working_hours"}}
	switch format {
	case "operators-action-log":
		lines = append(lines, []string{jobLogin, s.entities[0].name, "", "", "", "", ""})
	case "reseller-audit-log":
		lines = append(lines, []string{jobMail, s.entities[0].name, "", "", "", "", ""})
	}
	for i := range s.operators {
		op := &s.operators[i]
		name := op.spelling(format)
		var others []string
		for _, a := range []string{op.name, op.login, op.email, strings.ToUpper(op.login)} {
			if a != name {
				others = append(others, a)
			}
		}
		e := s.entities[op.entity]
		parent := ""
		if e.parent >= 0 {
			parent = s.entities[e.parent].name
		}
		lines = append(lines, []string{name, e.name, parent, instant(op.from), instant(op.until), strings.Join(others, "|"), op.shift.text()})
	}
	return lines
}

func (s *simulation) customerLines(format string) [][]string {
	lines := [][]string{{"customer", "id", "owner", "valid_from", "valid_to", "aliases"}}
	for i := range s.customers {
		c := &s.customers[i]
		name, before, id := c.name, c.name, strconv.Itoa(c.id)
		switch format {
		case "isp-activity-log":
			name, before = c.login, c.login
		case "reseller-audit-log":
			name, before = c.email, c.mail(0)
		case "operator-log":
			id = sci(c)
		}
		alias := ""
		if c.name != name {
			alias = c.name
		}
		died := c.died
		if died > 0 {
			died++ // the deletion itself is still about a customer of theirs
		}
		owner, from := s.entities[c.entity].name, c.born
		if c.oldEntity >= 0 && c.status != deleted {
			lines = append(lines, []string{name, id, s.entities[c.oldEntity].name, instant(from), instant(c.movedAt), alias})
			from = c.movedAt
		} else if before != name && (c.died == 0 || c.died > c.emailSince) {
			lines = append(lines, []string{before, id, owner, instant(from), instant(c.emailSince), alias})
			from = c.emailSince
		} else if before != name {
			name = before
		}
		lines = append(lines, []string{name, id, owner, instant(from), instant(died), alias})
	}
	return lines
}
