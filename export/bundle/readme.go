package bundle

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"probity/data/entry"
	"probity/export"
)

//go:embed readme.html
var readmeFS embed.FS

var readmePage = template.Must(template.ParseFS(readmeFS, "readme.html"))

// maxFindings bounds the first page; the workbook's sheet Notes has them all.
const maxFindings = 500

type readmeView struct {
	*Seal
	Honest             string
	Count              string
	From, To, MadeAt   string
	Undated            int
	Operators          int
	Findings, Remarks  []findingView
	MoreFindings       int
	Review, Categories []barView
	Months             []barView
	TallestLabel       string
	SourceViews        []sourceView
}

type findingView struct {
	Row                                                      int
	Status, Time, Operator, Action, Customer, Details, Where string
	Notes                                                    []noteView
}

type noteView struct{ At, Author, Text string }

type barView struct {
	Name, Count  string
	Percent      int // of the largest
	X, Y, H, Mid int // of a month's bar in a drawing of 100 high
	Label        bool
}

type sourceView struct{ Name, SHA256, Size, Records, Imported, Exported string }

// readme writes READ-ME-FIRST.html: static, without script, everything escaped.
func readme(s *Seal, t *export.Tally) ([]byte, error) {
	zone := s.zoneTime
	v := readmeView{
		Seal: s, Honest: honest, Count: thousands(int64(t.Rows)), From: day(t.First, zone), To: day(t.Last, zone),
		MadeAt: s.Created.In(zone).Format("2 January 2006, 15:04"), Undated: t.Undated, Operators: t.Operators(),
	}
	for _, source := range s.Sources {
		v.SourceViews = append(v.SourceViews, viewSource(source, zone))
	}
	for _, touched := range t.Touched {
		f := viewFinding(touched, zone)
		switch {
		case len(v.Findings)+len(v.Remarks) >= maxFindings:
			v.MoreFindings++
		case f.Status == "exception" || f.Status == "escalated" || f.Status == "question":
			v.Findings = append(v.Findings, f)
		case len(f.Notes) > 0:
			v.Remarks = append(v.Remarks, f)
		}
	}
	for _, status := range []string{"open", "fine", "question", "exception", "escalated"} {
		if n := t.Status[status]; n > 0 {
			v.Review = append(v.Review, barView{Name: status, Count: thousands(int64(n)), Percent: percent(n, t.Rows)})
		}
	}
	most := 0
	for _, n := range t.Category {
		most = max(most, n)
	}
	for _, c := range append(entry.Categories[:len(entry.Categories):len(entry.Categories)], "") {
		if n := t.Category[c]; n > 0 {
			name := c
			if c == "" {
				name = "no category"
			}
			v.Categories = append(v.Categories, barView{Name: name, Count: thousands(int64(n)), Percent: percent(n, most)})
		}
	}
	v.months(t)
	var b bytes.Buffer
	err := readmePage.Execute(&b, &v)
	return b.Bytes(), err
}

func (v *readmeView) months(t *export.Tally) {
	names := everyMonth(t.Months())
	most := 0
	for _, n := range t.Month {
		most = max(most, n)
	}
	v.TallestLabel = thousands(int64(most))
	for i, name := range names {
		n := t.Month[name]
		h := percent(n, most)
		v.Months = append(v.Months, barView{
			Name: name, Count: thousands(int64(n)), X: i*20 + 2, H: h, Y: 100 - h, Mid: i*20 + 10,
			Label: len(names) <= 12 || i%((len(names)+11)/12) == 0,
		})
	}
}

// Width is that of the drawing of the months, 20 for each.
func (v *readmeView) Width() int { return len(v.Months) * 20 }

// PlotWidth is how much of the page the drawing takes, in percent: a few months
// do not make bars as broad as the page.
func (v *readmeView) PlotWidth() int { return min(100, max(len(v.Months), 2)*100/12) }

// everyMonth fills the gaps, unless they would hide what is there.
func everyMonth(occur []string) []string {
	if len(occur) < 2 {
		return occur
	}
	at, err := time.Parse("2006-01", occur[0])
	if err != nil {
		return occur
	}
	var out []string
	for last := occur[len(occur)-1]; len(out) <= 240; at = at.AddDate(0, 1, 0) {
		name := at.Format("2006-01")
		out = append(out, name)
		if name == last {
			return out
		}
	}
	return occur[max(0, len(occur)-240):]
}

func viewFinding(t export.Touched, zone *time.Location) findingView {
	e := t.Entry
	f := findingView{
		Row: t.Row + 1, Status: t.State.Word(), Time: export.FormatTime(e.Time, zone), Operator: e.Get(entry.Actor),
		Action: e.Get(entry.Action), Customer: e.Get(entry.TargetName), Details: e.Get(entry.Details),
		Where: fmt.Sprintf("%s, record %d", e.Source, e.Record),
	}
	if f.Customer == "" {
		f.Customer = e.Get(entry.TargetID)
	}
	for _, n := range t.State.Notes {
		f.Notes = append(f.Notes, noteView{n.At.In(zone).Format("2 Jan 2006, 15:04"), n.Author, n.Text})
	}
	return f
}

func viewSource(s SealSource, zone *time.Location) sourceView {
	v := sourceView{
		Name: s.Name, SHA256: s.SHA256, Size: thousands(s.Size), Records: thousands(s.Records),
		Imported: s.Imported.In(zone).Format("2 January 2006, 15:04"),
	}
	var said []string
	if s.Exported.By != "" {
		said = append(said, "by "+s.Exported.By)
	}
	if s.Exported.At != "" {
		said = append(said, "on "+s.Exported.At)
	}
	if s.Exported.Filter != "" {
		said = append(said, "with the filter “"+s.Exported.Filter+"”")
	}
	if n := s.Exported.PanelRows; n != nil {
		said = append(said, fmt.Sprintf("where the panel showed %s rows", thousands(*n)))
	}
	v.Exported = strings.Join(said, ", ")
	return v
}

func percent(n, of int) int {
	if n <= 0 || of <= 0 {
		return 0
	}
	return max(1, int(int64(n)*100/int64(of)))
}

func day(m entry.Micros, zone *time.Location) string {
	at, ok := entry.Instant(m, zone)
	if !ok {
		return ""
	}
	return at.Format("2 Jan 2006")
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
