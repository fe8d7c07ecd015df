package query

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"probity/data/entry"
)

// Suggestion is a way to go on with the text at the cursor.
type Suggestion struct {
	From, To int    // bytes of the text that Insert replaces
	Insert   string // in the query language
	Label    string // what people see
	Count    int    // entries in the whole log that have the value; 0 for fields and words
}

const maxSuggestions = 12

// Suggest completes the name of a field or its value at the cursor, a byte
// offset into text. Columns that were not read yet are read.
func Suggest(e *Engine, text string, cursor int) []Suggestion {
	cursor = max(0, min(cursor, len(text)))
	from := wordStart(text[:cursor])
	word := text[from:cursor]
	lead := len(word) - len(strings.TrimLeft(word, "-("))
	from, word = from+lead, word[lead:]
	name, rest, named := strings.Cut(word, ":")
	if p := (parser{s: word}); strings.HasPrefix(word, `"`) {
		if name, named = p.quotedField(); named {
			rest = word[p.i:]
		}
	}
	if !named {
		return suggestFields(e, strings.TrimPrefix(word, `"`), from, cursor)
	}
	f, ok := lookupField(name)
	if !ok {
		return nil
	}
	from = cursor - len(rest)
	if cut := strings.TrimPrefix(rest, "="); cut != rest {
		from, rest = from+1, cut
	}
	if comma := lastComma(rest); comma >= 0 {
		from, rest = from+comma+1, rest[comma+1:]
	}
	return suggestValues(e, f, strings.Trim(rest, `"`), from, cursor)
}

// wordStart finds where the word that ends the text begins; spaces inside
// quotes belong to it.
func wordStart(text string) int {
	start, inQuotes := 0, false
	for i, r := range text {
		switch {
		case r == '"':
			inQuotes = !inQuotes
		case !inQuotes && (unicode.IsSpace(r) || r == '('):
			start = i + utf8.RuneLen(r)
		}
	}
	return start
}

func lastComma(s string) int {
	at, inQuotes := -1, false
	for i, r := range s {
		switch {
		case r == '"':
			inQuotes = !inQuotes
		case r == ',' && !inQuotes:
			at = i
		}
	}
	return at
}

func suggestFields(e *Engine, word string, from, to int) []Suggestion {
	occurs := e.Fields()
	begin := fold(word)
	var out []Suggestion
	add := func(typed string) {
		insert := typed + ":"
		if !plainField(typed) {
			insert = quoted(typed) + ":"
		}
		if len(out) < maxSuggestions && strings.HasPrefix(fold(typed), begin) {
			out = append(out, Suggestion{From: from, To: to, Insert: insert, Label: typed})
		}
	}
	for _, f := range fields {
		fits := len(f.columns) == 0 || f.name == fieldSource || f.name == fieldImpersonated || f.name == fieldOwn || isEntity(f.name) && e.now.Load().reference != nil
		for _, c := range f.columns {
			fits = fits || slices.Contains(occurs, c)
		}
		if fits {
			add(f.typed)
		}
	}
	if begin != "" {
		for _, name := range occurs {
			if entry.IsExtra(name) {
				add(name)
			}
		}
	}
	return out
}

func suggestValues(e *Engine, f field, begin string, from, to int) []Suggestion {
	var out []Suggestion
	words := func(list []string) []Suggestion {
		for _, w := range list {
			if len(out) < maxSuggestions && strings.HasPrefix(plain(w), plain(begin)) {
				out = append(out, Suggestion{From: from, To: to, Insert: quote(w, false), Label: w})
			}
		}
		return out
	}
	switch f.name {
	case fieldDate:
		return words(relativeWords)
	case fieldStatus:
		return words(Statuses)
	case fieldOwn:
		return words(ownWords)
	case fieldHas:
		list := []string{"note", "time"}
		for _, name := range e.Fields() {
			list = append(list, Typed(name))
		}
		return words(list)
	case fieldSort:
		begin, down := strings.CutPrefix(begin, "-")
		list := []string{"time"}
		for _, name := range e.Fields() {
			list = append(list, Typed(name))
		}
		for _, name := range list {
			if len(out) < maxSuggestions && strings.HasPrefix(fold(name), fold(begin)) {
				if down {
					name = "-" + name
				}
				insert := name
				if !plainField(name) {
					insert = quoted(name)
				}
				out = append(out, Suggestion{From: from, To: to, Insert: insert, Label: name})
			}
		}
		return out
	}
	for _, name := range f.columns {
		if c, err := e.now.Load().column(context.Background(), name); err != nil || c != nil && c.mixed {
			return nil // long texts hardly repeat
		}
	}
	facet, err := e.Facet(context.Background(), Filter{}, f.name, 4*maxSuggestions, begin)
	if err != nil {
		return nil
	}
	needle := fold(begin)
	slices.SortStableFunc(facet.Values, func(a, b Value) int { // beginnings first
		x, y := strings.HasPrefix(fold(a.Text), needle), strings.HasPrefix(fold(b.Text), needle)
		switch {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return 0
	})
	for _, v := range facet.Values {
		if v.Text == "" || utf8.RuneCountInString(v.Text) > 80 {
			continue
		}
		if len(out) == maxSuggestions {
			break
		}
		out = append(out, Suggestion{From: from, To: to, Insert: quote(v.Text, false), Label: v.Text, Count: v.Count})
	}
	return out
}
