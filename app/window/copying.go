//go:build cgo || ci

package window

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"probity/app/grid"
	"probity/data/query"
)

// mostCopied is how many rows are copied at most; more belong into an export.
const mostCopied = 100_000

// copyTable copies the chosen rows as text that spreadsheets take: cells between
// tabs, a line of titles above when there is more than one row.
func (r *reviewPage) copyTable(rows []grid.Range) {
	if r.result == nil || r.stale() {
		return
	}
	if r.groups != nil {
		rows = r.groups.Inner(rows)
	}
	n := 0
	for _, x := range rows {
		n += x.To - x.From + 1
	}
	if n == 0 {
		return
	}
	result, columns, style := r.result, r.grid.Shown(), r.rows.style()
	r.asks.copying.ask(r.ctx, func(ctx context.Context) (func(), error) {
		text, err := r.table(ctx, result, rows, columns, style, n > 1)
		return func() {
			fyne.CurrentApp().Clipboard().SetContent(text)
			if n > mostCopied {
				r.w.tell(T("Only the beginning was copied"), T("{{.Most}} of {{.Count}} rows are in the clipboard. Export the entries as CSV or as a workbook to get all of them.",
					vals{"Most": number(mostCopied), "Count": number(int64(n))}))
				return
			}
			r.views.say(plural(int64(n), "{{.Count}} row was copied.", "{{.Count}} rows were copied."))
		}, err
	})
}

func (r *reviewPage) table(ctx context.Context, result *query.Result, rows []grid.Range, columns []grid.Column, style style, titles bool) (string, error) {
	var b strings.Builder
	line := func(cell func(c grid.Column) string) {
		for i, c := range columns {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(strings.Map(cellRune, cell(c)))
		}
		b.WriteByte('\n')
	}
	if titles {
		line(func(c grid.Column) string { return c.Title })
	}
	at := map[string]int{}
	for i, c := range style.columns {
		at[c.Key] = i
	}
	left := mostCopied
	for _, x := range rows {
		for i := x.From; i <= min(x.To, result.Len()-1) && left > 0; i++ {
			if ctx.Err() != nil {
				return "", ctx.Err()
			}
			left--
			cells := r.rows.cells(ctx, result.Row(i), style)
			line(func(c grid.Column) string { return cells[at[c.Key]].Text })
		}
	}
	return strings.TrimSuffix(b.String(), "\n"), ctx.Err()
}

// cellRune keeps a cell from breaking the table.
func cellRune(c rune) rune {
	if c == '\t' || c == '\n' || c == '\r' {
		return ' '
	}
	return c
}

// mostValues is how many values a filter takes from chosen rows.
const mostValues = 200

// copyFilter copies the values that the chosen rows have in a field, as a
// condition in the query language.
func (r *reviewPage) copyFilter(field string) {
	ranges, n := r.selected()
	if n == 0 {
		return
	}
	result, e := r.result, r.s.Engine()
	empty, _ := r.s.Parse("")
	r.asks.copying.ask(r.ctx, func(ctx context.Context) (func(), error) {
		var values []string
		seen := map[string]bool{}
		for _, x := range ranges {
			for i := x.From; i <= min(x.To, result.Len()-1) && len(values) < mostValues; i++ {
				if value := e.Text(ctx, result.Row(i), field); !seen[value] {
					seen[value] = true
					values = append(values, value)
				}
			}
		}
		text := empty.With(queryName(field), values...).String()
		return func() {
			fyne.CurrentApp().Clipboard().SetContent(text)
			r.views.say(T("Copied: {{.Filter}}", vals{"Filter": short(text)}))
		}, ctx.Err()
	})
}
