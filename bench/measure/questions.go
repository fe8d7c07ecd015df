package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"probity/data/query"
)

func below(ms float64) func(*row) {
	return func(r *row) { r.target, r.met = fmt.Sprintf("< %g ms", ms), r.ours < ms }
}

func third(r *row) { r.target, r.met = most(r.ours, 1.0/3, r.duck, "DuckDB") }

// run finds the entries of a text of the search field.
func (p *peers) run(ctx context.Context, text string, sort query.Sort) (query.Filter, *query.Result, error) {
	f, err := p.session.Parse(text)
	if err != nil {
		return f, nil, err
	}
	r, err := p.session.Engine().Run(ctx, f, sort)
	return f, r, err
}

// page reads rows of a result as the grid does: its columns, and the time.
func (p *peers) page(ctx context.Context, r *query.Result, from, n int) string {
	e := p.session.Engine()
	var b strings.Builder
	for i := from; i < min(from+n, r.Len()); i++ {
		row := r.Row(i)
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.FormatInt(int64(e.Time(row)), 10))
		for _, name := range shown {
			b.WriteByte('|')
			b.WriteString(e.Text(ctx, row, name))
		}
	}
	return b.String()
}

var shown = []string{"actor", "action", "target", "details", "ip"}

// facets are the fields of the panel that the others have as well; status and
// source, which only Probity has, come on top for it.
var facets = []string{"actor", "category", "actor_entity", "target_entity", "action", "target_type", "result"}

func facetSQL(where, field string, limit int) string {
	return fmt.Sprintf("SELECT %s, count(*) AS n FROM log WHERE %s GROUP BY %s ORDER BY n DESC, %s LIMIT %d", field, where, field, field, limit)
}

func daysSQL(where string) string {
	const day = 86_400_000_000
	return fmt.Sprintf("SELECT time - time %% %d AS day, count(*) FROM log WHERE %s GROUP BY 1 ORDER BY 1", day, where)
}

func pageSQL(where, order string, n, offset int) string {
	return fmt.Sprintf("SELECT time, %s FROM log WHERE %s ORDER BY %s LIMIT %d OFFSET %d", strings.Join(shown, ", "), where, order, n, offset)
}

func values(f query.Facet) string {
	var lines []string
	for _, v := range f.Values {
		lines = append(lines, v.Text+"|"+strconv.Itoa(v.Count))
	}
	return strings.Join(lines, "\n")
}

func days(bins []query.Bin) string {
	var lines []string
	for _, b := range bins {
		if b.Count > 0 {
			lines = append(lines, fmt.Sprintf("%d|%d", b.From.UnixMicro(), b.Count))
		}
	}
	return strings.Join(lines, "\n")
}

// anywhere is a text in any column, in SQL.
func (p *peers) anywhere(text string) string {
	var parts []string
	for _, f := range p.fields {
		parts = append(parts, fmt.Sprintf("%s ILIKE '%%%s%%'", f, text))
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// rare gives four characters of the references in the details, which few rows
// have; every n has others, always with a letter.
func rare(n int) string { return fmt.Sprintf("%02X%c%X", n*37%256, 'A'+n%6, n/6%16) }

// common gives words that many rows have.
func common(n int) string {
	words := []string{"INVOICE", "Reminder", "ACCOUNT", "renewed FOR", "Two Factors", "telephone AND", "Fibre", "MONTHLY charges", "the OFFICE", "Bank Transfer", "retention", "Order"}
	return words[n%len(words)]
}

// under are the questions under the combined filter, and the orders.
func (b *bench) under(p *peers) []asked {
	ctx, e := b.ctx, p.session.Engine()
	var held *query.Result // what the window holds when somebody jumps in it
	var again *query.Engine
	reopen := func(field string) func(int) error {
		return func(int) (err error) {
			if again, err = query.New(ctx, p.store); err != nil {
				return err
			}
			return again.Load(ctx, append(shown, field)...)
		}
	}
	return []asked{
		{what: "combined filter, exact count", lite: true, target: third,
			ours: func(n int) (string, error) {
				_, r, err := p.run(ctx, variant(n).query(), query.Sort{})
				if err != nil {
					return "", err
				}
				return strconv.Itoa(r.Len()), nil
			},
			sql: func(n int) []string { return []string{"SELECT count(*) FROM log WHERE " + variant(n).where()} }},
		{what: "its 20 most frequent operators", lite: true, target: third,
			ours: func(n int) (string, error) {
				f, err := p.session.Parse(variant(n).query())
				if err != nil {
					return "", err
				}
				facet, err := e.Facet(ctx, f, "actor", 20, "")
				return values(facet), err
			},
			sql: func(n int) []string { return []string{facetSQL(variant(n).where(), "actor", 20)} }},
		{what: "its histogram by day", lite: true, target: third,
			ours: func(n int) (string, error) {
				_, r, err := p.run(ctx, variant(n).query(), query.Sort{})
				if err != nil {
					return "", err
				}
				bins, err := r.Histogram(ctx, "day", p.session.Zone())
				return days(bins), err
			},
			sql: func(n int) []string { return []string{daysSQL(variant(n).where())} }},
		{what: "its newest 100 entries", lite: true, target: below(1),
			ours: func(n int) (string, error) {
				_, r, err := p.run(ctx, variant(n).query(), query.Sort{})
				if err != nil {
					return "", err
				}
				return p.page(ctx, r, 0, 100), nil
			},
			sql: func(n int) []string { return []string{pageSQL(variant(n).where(), "time DESC", 100, 0)} }},
		{what: "jump to the middle of it, sorted by operator: 50 entries", lite: true, target: below(1),
			before: func(n int) (err error) {
				_, held, err = p.run(ctx, variant(n).query(), query.Sort{Field: "actor", Ascending: true})
				return err
			},
			ours: func(n int) (string, error) { return p.page(ctx, held, held.Len()/2, 50), nil },
			sql: func(n int) []string {
				return []string{pageSQL(variant(n).where(), "actor, time DESC", 50, held.Len()/2)}
			}},
		{what: fmt.Sprintf("sort all by operator (%d values), first time: 50 entries in the middle", operators), lite: true, target: below(300),
			before: reopen("actor"),
			ours: func(n int) (string, error) {
				r, err := again.Run(ctx, query.Filter{}, query.Sort{Field: "actor", Ascending: true})
				if err != nil {
					return "", err
				}
				return p.page(ctx, r, r.Len()/2, 50), nil
			},
			sql: func(n int) []string { return []string{pageSQL("1=1", "actor, time DESC", 50, b.rows/2)} }},
		{what: fmt.Sprintf("sort all by customer (%s values), first time: 50 entries in the middle", thousands(customers)), target: below(300),
			before: reopen("target"),
			ours: func(n int) (string, error) {
				r, err := again.Run(ctx, query.Filter{}, query.Sort{Field: "target", Ascending: true})
				if err != nil {
					return "", err
				}
				p.page(ctx, r, r.Len()/2, 50)
				return "", nil // the others know no natural order
			}},
		{what: "keystroke to count, 50 entries, facets and histogram", target: b.keystroke,
			ours: func(n int) (string, error) { return p.refresh(ctx, variant(n).query()) },
			sql: func(n int) []string {
				f := variant(n)
				return refreshSQL(f.where(), f.where)
			}},
	}
}

// keystroke is promised at a million rows only.
func (b *bench) keystroke(r *row) {
	if b.rows == 1_000_000 {
		below(50)(r)
	}
}

// texts are words looked for in every column, whatever their case.
func (b *bench) texts(p *peers) []asked {
	ctx := b.ctx
	text := func(what string, word func(int) string) asked {
		return asked{what: what, lite: true, rg: word,
			ours: func(n int) (string, error) {
				_, r, err := p.run(ctx, strconv.Quote(word(n)), query.Sort{})
				if err != nil {
					return "", err
				}
				return strconv.Itoa(r.Len()), nil
			},
			sql: func(n int) []string {
				return []string{"SELECT count(*) FROM log WHERE " + p.anywhere(word(n))}
			},
			target: func(r *row) {
				r.target, r.met = most(r.ours, 0.25, r.duck, "DuckDB")
				if t, met := most(r.ours, 1.5, r.rg, "rg"); t != "" {
					r.target, r.met = strings.TrimPrefix(r.target+", "+t, ", "), met && (r.met || r.target == "")
				}
			}}
	}
	word := asked{what: "keystroke in a rare text: count, 50 entries, facets and histogram", target: b.keystroke,
		ours: func(n int) (string, error) { return p.refresh(ctx, strconv.Quote(rare(n))) },
		sql: func(n int) []string {
			where := p.anywhere(rare(n))
			return refreshSQL(where, func(...string) string { return where })
		}}
	return []asked{
		text("text over all columns, warm: rare, count", rare),
		text("text over all columns, warm: common, count", common),
		word,
	}
}

// refresh does what the window does when the filter has changed: three jobs at
// once.
func (p *peers) refresh(ctx context.Context, text string) (string, error) {
	f, err := p.session.Parse(text)
	if err != nil {
		return "", err
	}
	e := p.session.Engine()
	var rows, panel, bins string
	var errs [3]error
	var wait sync.WaitGroup
	wait.Go(func() {
		r, err := e.Run(ctx, f, query.Sort{})
		if errs[0] = err; err == nil {
			rows = strconv.Itoa(r.Len()) + "\n" + p.page(ctx, r, 0, 50)
		}
	})
	wait.Go(func() {
		var lists []string
		for _, field := range append([]string{"status", "source"}, facets...) {
			facet, err := e.Facet(ctx, f, field, 6, "")
			if err != nil {
				errs[1] = err
				return
			}
			lists = append(lists, values(facet))
		}
		panel = strings.Join(lists[2:], "\n")
	})
	wait.Go(func() {
		found, err := e.Histogram(ctx, f, "day", p.session.Zone())
		bins, errs[2] = days(found), err
	})
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return "", err
		}
	}
	return rows + "\n" + panel + "\n" + bins, nil
}

func refreshSQL(where string, without func(...string) string) []string {
	list := []string{"SELECT count(*) FROM log WHERE " + where, pageSQL(where, "time DESC", 50, 0)}
	for _, f := range facets {
		list = append(list, facetSQL(without(f), f, 6))
	}
	return append(list, daysSQL(without("time")))
}
