package query

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"probity/data/entry"
)

// token is a value as it was read, before its field gives it a meaning.
type token struct {
	text   string
	exact  bool // "=" before it
	star   bool // "*" after it
	quoted bool

	from, to int // bytes of the filter
}

// meaning turns a token into a value of its field. The messages of the error
// are for people.
func meaning(f field, t token, at Moment) (value, *SyntaxError) {
	v := value{kind: contains, text: t.text}
	wrong := func(hint, format string, args ...any) (value, *SyntaxError) {
		return v, &SyntaxError{Message: fmt.Sprintf(format, args...), Hint: hint}
	}
	switch f.name {
	case fieldDate:
		p, err := parsePeriod(t.text, at)
		if err != nil {
			return wrong(periodHint(t, at), "%s.", err)
		}
		v.kind, v.period = during, p
		return v, nil
	case fieldHas:
		v.kind = oneOf
		switch plain(t.text) {
		case "note", "notes":
			v.names = []string{"note"}
			return v, nil
		case "time", "date":
			v.names = []string{"time"}
			return v, nil
		}
		h, ok := lookupField(t.text)
		if !ok || len(h.columns) == 0 || h.name == fieldSource || h.name == fieldOwn {
			hint := "has:note and has:ip are examples."
			if near := nearest(t.text, append(fieldNames(), "note")); near != "" {
				hint = "Did you mean has:" + near + "?"
			}
			return wrong(hint, "Entries have nothing called “%s”.", t.text)
		}
		v.names = h.columns
		return v, nil
	case fieldOwn:
		if text := plain(t.text); slices.Contains(ownWords, text) {
			v.kind, v.text, v.names = oneOf, text, []string{text}
			return v, nil
		}
		return wrong("There are yes, no and unknown.", "“%s” does not say whether a customer is the operator’s own.", t.text)
	case fieldStatus:
		if v.names = statusesFor(t.text); t.text == "" || len(v.names) == 0 {
			return wrong("There are open, fine, question, exception and escalated.", "There is no status “%s”.", t.text)
		}
		v.kind = oneOf
		return v, nil
	}
	switch {
	case t.exact || t.quoted && t.text == "":
		v.kind = exact
		return v, nil
	case t.star && t.text == "" && f.name != fieldWord:
		v.kind = filled
		return v, nil
	case t.star && strings.HasSuffix(t.text, "/") && (f.name == fieldEntity || f.name == entry.ActorEntity || f.name == entry.TargetEntity):
		v.kind, v.text = subtree, strings.TrimSuffix(t.text, "/")
		return v, nil
	case t.star && f.name == entry.IP && strings.HasSuffix(t.text, "."):
	case t.star:
		v.kind = prefix
		return v, nil
	}
	switch f.name {
	case entry.Category:
		if v.names = categoriesFor(t.text); len(v.names) == 0 {
			hint := "The categories are " + strings.Join(entry.Categories, ", ") + "."
			if near := nearest(plain(t.text), entry.Categories); near != "" {
				hint = "Did you mean " + quote(near, false) + "?"
			}
			return wrong(hint, "There is no category “%s”.", t.text)
		}
		v.kind = oneOf
	case entry.IP:
		net, ok, err := parseNetwork(t.text)
		if err != nil {
			return wrong("10.0.0.0/8 and 2001:db8::/32 are networks.", "“%s” is not a network: %s.", t.text, err)
		}
		if ok {
			v.kind, v.net = network, net
		}
	case entry.Amount:
		within, ok := parseNumbers(t.text)
		if ok {
			v.kind, v.within = amount, within
		} else if !t.quoted && (strings.ContainsAny(t.text[:1], "<>") || strings.Contains(t.text, "..")) {
			return wrong("Write amount:>100, amount:<=20.50 or amount:100..200.", "“%s” is not a number.", t.text)
		}
		if ok && within.from > within.to {
			return wrong("Write the smaller number first.", "“%s” ends before it begins.", t.text)
		}
	}
	return v, nil
}

var relativeWords = []string{
	"today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-quarter", "last-quarter",
	"this-year", "last-year", "last-7-days", "last-30-days", "last-90-days", "last-12-months",
}

// parseNetwork reads an address, a network in CIDR notation, or the first
// groups of an address (10.1. or 2001:db8:). ok is false for anything else,
// which is then an ordinary text.
func parseNetwork(s string) (_ netip.Prefix, ok bool, _ error) {
	if address, width, found := strings.Cut(s, "/"); found {
		a, err := netip.ParseAddr(address)
		if err != nil {
			return netip.Prefix{}, false, fmt.Errorf("“%s” is not an address", address)
		}
		n, err := strconv.Atoi(width)
		if err != nil || n < 0 || n > a.BitLen() {
			return netip.Prefix{}, false, fmt.Errorf("the number after the slash goes from 0 to %d", a.BitLen())
		}
		if a.Is4In6() && n >= 96 {
			a, n = a.Unmap(), n-96
		}
		return netip.PrefixFrom(a.WithZone(""), n).Masked(), true, nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), true, nil
	}
	for _, form := range []struct {
		sep  string
		size int
		full int
	}{{".", 8, 4}, {":", 16, 8}} {
		groups := strings.Split(strings.TrimSuffix(s, form.sep), form.sep)
		if !strings.Contains(s, form.sep) || len(groups) >= form.full {
			continue
		}
		n := len(groups)
		for len(groups) < form.full {
			groups = append(groups, "0")
		}
		if a, err := netip.ParseAddr(strings.Join(groups, form.sep)); err == nil {
			return netip.PrefixFrom(a, n*form.size).Masked(), true, nil
		}
	}
	return netip.Prefix{}, false, nil
}

// inNetwork reports whether one of the addresses of a field lies in net. A
// field can hold a list (X-Forwarded-For), ports, brackets and zones.
func inNetwork(net netip.Prefix, text string) bool {
	for text != "" {
		i := strings.IndexAny(text, ", ;")
		part := text
		if i >= 0 {
			part, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		a, err := netip.ParseAddr(strings.Trim(part, "[]"))
		if err != nil {
			ap, err := netip.ParseAddrPort(part)
			if err != nil {
				continue
			}
			a = ap.Addr()
		}
		if net.Contains(a.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}

// numbers is a stretch of numbers, both ends inclusive.
type numbers struct{ from, to float64 }

func parseNumbers(s string) (numbers, bool) {
	all := numbers{math.Inf(-1), math.Inf(1)}
	for _, op := range []string{">=", "<=", ">", "<"} {
		rest, ok := strings.CutPrefix(s, op)
		if !ok {
			continue
		}
		n, ok := parseAmount(rest)
		switch op {
		case ">=":
			all.from = n
		case ">":
			all.from = math.Nextafter(n, math.Inf(1))
		case "<=":
			all.to = n
		case "<":
			all.to = math.Nextafter(n, math.Inf(-1))
		}
		return all, ok
	}
	if left, right, ok := strings.Cut(s, ".."); ok {
		okLeft, okRight := true, true
		if left != "" {
			all.from, okLeft = parseAmount(left)
		}
		if right != "" {
			all.to, okRight = parseAmount(right)
		}
		return all, okLeft && okRight && left+right != ""
	}
	n, ok := parseAmount(s)
	return numbers{n, n}, ok
}
