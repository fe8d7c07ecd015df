package command

import (
	"encoding/hex"
	"fmt"
	"time"

	"probity/app/session"
	"probity/data/entities"
	"probity/data/workspace"
)

type listFinding struct {
	Record int64  `json:"record"`
	Text   string `json:"text"`
}

type listOut struct {
	Name      string        `json:"name"`
	Kind      string        `json:"kind"` // operators, customers, entities
	SHA256    string        `json:"sha256"`
	Imported  string        `json:"imported"`
	Size      int64         `json:"size"`
	Records   int64         `json:"records"`
	Rejected  int64         `json:"rejected"`
	Rows      int64         `json:"rows"`
	Format    string        `json:"import_format"`
	Zone      string        `json:"zone"`
	Findings  []listFinding `json:"findings"`
	Withdrawn bool          `json:"withdrawn"`
}

func listsOf(s *session.Session) ([]listOut, error) {
	lists, err := s.Lists()
	if err != nil {
		return nil, err
	}
	gone, err := s.WithdrawnLists()
	if err != nil {
		return nil, err
	}
	findings := s.ListFindings()
	out := []listOut{}
	add := func(src workspace.Source, withdrawn bool) {
		l := listOut{
			Name: src.Name, Kind: src.Reading.Reference, SHA256: hex.EncodeToString(src.SHA256[:]), Imported: src.Imported.Format(time.RFC3339Nano),
			Size: src.Size, Records: src.Records, Rejected: src.Rejected, Rows: src.Rows, Format: src.Reading.ImportFormat, Zone: src.Reading.Zone,
			Findings: []listFinding{}, Withdrawn: withdrawn,
		}
		for _, f := range findings {
			if f.List == src.Name && !withdrawn {
				l.Findings = append(l.Findings, listFinding{f.Record, f.Text})
			}
		}
		out = append(out, l)
	}
	for _, src := range lists {
		add(src, false)
	}
	for _, src := range gone {
		add(src, true)
	}
	return out, nil
}

func (p *program) printLists(lists []listOut) {
	for _, l := range lists {
		fmt.Fprintf(p.Out, "%s\n  reference list: %s\n", oneLine(l.Name, 200), l.Kind)
		if l.Withdrawn {
			fmt.Fprintf(p.Out, "  withdrawn; import the file again to have it back\n")
		}
		fmt.Fprintf(p.Out, "  %d %s of %d %s", l.Rows, plural(int(l.Rows), "row", "rows"), l.Records, plural(int(l.Records), "record", "records"))
		if l.Rejected > 0 {
			fmt.Fprintf(p.Out, ", %d rejected", l.Rejected)
		}
		fmt.Fprintf(p.Out, "\n  days without a zone begin at midnight %s\n", l.Zone)
		for i, f := range l.Findings {
			if i == 20 {
				fmt.Fprintf(p.Out, "  … and %d more\n", len(l.Findings)-i)
				break
			}
			fmt.Fprintf(p.Out, "  record %d: %s\n", f.Record, oneLine(f.Text, 500))
		}
		fmt.Fprintf(p.Out, "  SHA-256 %s\n", l.SHA256)
	}
}

// printFindings prints what is contradictory in reference lists.
func (p *program) printFindings(findings []entities.Finding) {
	for i, f := range findings {
		if i == 20 {
			fmt.Fprintf(p.Out, "… and %d more contradictions; probity sources lists them\n", len(findings)-i)
			break
		}
		fmt.Fprintf(p.Out, "%s, record %d: %s\n", oneLine(f.List, 200), f.Record, oneLine(f.Text, 500))
	}
}
