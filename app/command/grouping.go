package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"probity/app/session"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
)

// grouping is what --group gives.
type grouping struct {
	Fields   []string  `json:"fields"`
	Groups   []grouped `json:"groups"`
	Distinct int       `json:"distinct"`
	Totals   []summed  `json:"totals,omitempty"`
	Unread   int       `json:"amounts_unread,omitempty"`
}

type grouped struct {
	Values []string `json:"values"`
	Count  int      `json:"count"`
	Sums   []summed `json:"sums,omitempty"`
	First  string   `json:"first,omitempty"`
	Last   string   `json:"last,omitempty"`
}

type summed struct {
	Currency string `json:"currency"`
	Amount   string `json:"amount"`
	Entries  int    `json:"entries"`
}

func group(ctx context.Context, s *session.Session, f query.Filter, a *asked) (*grouping, error) {
	if a.sum != "" && a.sum != entry.Amount {
		return nil, fault.New(fault.Unusable, "--sum %s cannot be added up; --sum amount can", a.sum)
	}
	got, err := s.Engine().GroupBy(ctx, f, a.group, query.GroupOptions{Limit: a.limit, Sum: a.sum != "", Zone: s.Zone()})
	if err != nil {
		if ctx.Err() == nil {
			err = fault.New(fault.Unusable, "--group: %w", err)
		}
		return nil, err
	}
	out := &grouping{Fields: got.Fields, Groups: []grouped{}, Distinct: got.Distinct, Totals: sums(got.Totals), Unread: got.Unread}
	for _, g := range got.Groups {
		out.Groups = append(out.Groups, grouped{g.Values, g.Count, sums(g.Sums), rfc3339(g.First), rfc3339(g.Last)})
	}
	return out, nil
}

func sums(of []query.Sum) []summed {
	var out []summed
	for _, s := range of {
		out = append(out, summed(s))
	}
	return out
}

func rfc3339(at entry.Micros) string {
	if t, ok := entry.Instant(at, time.UTC); ok {
		return t.Format(time.RFC3339Nano)
	}
	return ""
}

func inWords(of []summed) string {
	words := make([]string, len(of))
	for i, s := range of {
		words[i] = strings.TrimSpace(s.Amount + " " + s.Currency)
	}
	return strings.Join(words, ", ")
}

func printGroups(out io.Writer, g *grouping, sum bool) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(values []string, count, amount string) {
		for _, v := range values {
			fmt.Fprintf(w, "%s\t", v)
		}
		fmt.Fprint(w, count)
		if sum {
			fmt.Fprint(w, "\t", amount)
		}
		fmt.Fprintln(w)
	}
	names := make([]string, len(g.Fields))
	for i, name := range g.Fields {
		names[i] = query.Typed(name)
	}
	line(names, "entries", "amount")
	for _, one := range g.Groups {
		values := make([]string, len(one.Values))
		for i, v := range one.Values {
			values[i] = oneLine(orDash(v), 60)
		}
		line(values, fmt.Sprint(one.Count), oneLine(orDash(inWords(one.Sums)), 200))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d of %d groups\n", len(g.Groups), g.Distinct)
	if sum {
		fmt.Fprintf(out, "total %s\n", oneLine(orDash(inWords(g.Totals)), 1000))
	}
	if g.Unread > 0 {
		fmt.Fprintf(out, "%d entries have an amount that is no number; it is not in the sums\n", g.Unread)
	}
	return nil
}
