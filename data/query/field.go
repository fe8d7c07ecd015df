package query

import (
	"strings"

	"probity/data/entry"
)

// Names of fields that are no single column.
const (
	fieldWord   = "" // a word without a field
	fieldEntity = "entity"
	fieldDate   = "date"
	fieldStatus = "status"
	fieldHas    = "has"
	fieldSource = "source"
	fieldSort   = "sort"
)

// field is what people can write before a colon.
type field struct {
	name    string   // as the engine and the API know it
	typed   string   // as people write it
	aliases []string // also understood
	columns []string // a value in any of these counts
}

var fields = []field{
	{entry.Actor, "operator", []string{"user"}, []string{entry.Actor}},
	{entry.TargetName, "customer", []string{"client", "target-name"}, []string{entry.TargetName, entry.TargetID}},
	{fieldEntity, "entity", []string{"reseller"}, []string{entry.ActorEntity, entry.TargetEntity}},
	{entry.ActorEntity, "actor-entity", []string{"operator-entity", "user-entity"}, []string{entry.ActorEntity}},
	{entry.TargetEntity, "target-entity", []string{"customer-entity"}, []string{entry.TargetEntity}},
	{fieldOwn, "own", nil, []string{fieldOwn}},
	{entry.Action, "action", []string{"event"}, []string{entry.Action}},
	{entry.Category, "category", nil, []string{entry.Category}},
	{entry.TargetType, "type", nil, []string{entry.TargetType}},
	{entry.TargetID, "target-id", []string{"customer-id"}, []string{entry.TargetID}},
	{entry.IP, "ip", []string{"address"}, []string{entry.IP}},
	{fieldDate, "date", []string{"time", "period"}, nil},
	{fieldStatus, "status", nil, nil},
	{fieldHas, "has", nil, nil},
	{fieldSource, "source", []string{"file"}, []string{fieldSource}},
	{entry.Result, "result", nil, []string{entry.Result}},
	{entry.Amount, "amount", nil, []string{entry.Amount}},
	{entry.Currency, "currency", nil, []string{entry.Currency}},
	{entry.Details, "details", []string{"description"}, []string{entry.Details}},
	{entry.Changes, "changes", nil, []string{entry.Changes}},
	{entry.Impersonator, "impersonator", nil, []string{entry.Impersonator}},
	{fieldImpersonated, "impersonated", nil, []string{fieldImpersonated}},
	{entry.Session, "session", nil, []string{entry.Session}},
	{entry.Correlation, "correlation", nil, []string{entry.Correlation}},
	{entry.SourceKey, "source-key", nil, []string{entry.SourceKey}},
	{entry.ActorKind, "actor-kind", []string{"kind"}, []string{entry.ActorKind}},
	{entry.TimeText, "time-text", nil, []string{entry.TimeText}},
	{fieldSort, "sort", nil, nil},
}

var fieldIndex = func() map[string]*field {
	index := map[string]*field{}
	for i := range fields {
		f := &fields[i]
		for _, name := range append([]string{f.name, f.typed}, f.aliases...) {
			index[strings.ReplaceAll(name, "_", "-")] = f
		}
	}
	return index
}()

// lookupField finds a field by any of its names, or an extra field by its path.
func lookupField(name string) (field, bool) {
	if len(name) > len(entry.ExtraPrefix) && strings.EqualFold(name[:len(entry.ExtraPrefix)], entry.ExtraPrefix) {
		name = entry.ExtraPrefix + name[len(entry.ExtraPrefix):]
		return field{name: name, typed: name, columns: []string{name}}, true
	}
	if f := fieldIndex[strings.ReplaceAll(strings.ToLower(name), "_", "-")]; f != nil {
		return *f, true
	}
	return field{}, false
}

// Field gives the name by which the engine knows a field that a person calls
// name ("operator" is entry.Actor); ok is false where there is none.
func Field(name string) (canonical string, ok bool) {
	f, ok := lookupField(name)
	return f.name, ok
}

// Typed gives the name by which people write a field: "operator" for entry.Actor.
func Typed(name string) string {
	if f, ok := lookupField(name); ok {
		return f.typed
	}
	return name
}

// nearest gives the candidate that is most like name, "" when none is.
func nearest(name string, candidates []string) string {
	name = fold(name)
	best, least := "", max(1, len(name)/3)+1
	for _, c := range candidates {
		if len(name) >= 3 && strings.HasPrefix(c, name) {
			return c
		}
		if d := distance(name, c, least); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is the Damerau-Levenshtein distance (optimal string alignment) in
// bytes, or limit when it is not below it.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return min(last[len(b)], limit)
}

func fieldNames() []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.typed)
	}
	for _, f := range fields {
		names = append(names, f.aliases...)
	}
	return names
}

// categoryWords are other words for categories; a value may be the beginning
// of one.
var categoryWords = []struct{ word, category string }{
	{"activated", entry.CategoryActivation}, {"enabled", entry.CategoryActivation},
	{"paid", entry.CategoryPayment}, {"collection", entry.CategoryPayment},
	{"refunded", entry.CategoryRefund}, {"reversal", entry.CategoryRefund}, {"reversed", entry.CategoryRefund}, {"adjustment", entry.CategoryRefund},
	{"invoiced", entry.CategoryInvoice}, {"billing", entry.CategoryInvoice},
	{"plan change", entry.CategoryPackageChange}, {"upgrade", entry.CategoryPackageChange}, {"downgrade", entry.CategoryPackageChange},
	{"license", entry.CategoryPackageChange}, {"licence", entry.CategoryPackageChange},
	{"renewed", entry.CategoryRenewal},
	{"suspended", entry.CategorySuspension}, {"reactivated", entry.CategorySuspension}, {"unsuspended", entry.CategorySuspension},
	{"contact", entry.CategoryProfile}, {"account data", entry.CategoryProfile},
	{"deleted", entry.CategoryDeletion}, {"removed", entry.CategoryDeletion},
	{"orders", entry.CategoryOrder},
	{"logins", entry.CategoryLogin}, {"logout", entry.CategoryLogin}, {"password", entry.CategoryLogin}, {"sign in", entry.CategoryLogin},
	{"impersonated", entry.CategoryImpersonation},
	{"configuration", entry.CategorySettings}, {"template", entry.CategorySettings},
	{"operator accounts", entry.CategoryStaff}, {"rights", entry.CategoryStaff},
	{"tickets", entry.CategoryTicket}, {"support", entry.CategoryTicket},
	{"job", entry.CategorySystem}, {"sync", entry.CategorySystem},
	{"download", entry.CategoryFile}, {"import", entry.CategoryFile},
	{"unknown", entry.CategoryOther},
}

// categoriesFor finds the categories that text stands for: the one of that name, all
// that begin with it, or those that another word for it names.
func categoriesFor(text string) []string {
	text = plain(text)
	var out []string
	for _, c := range entry.Categories {
		if c == text {
			return []string{c}
		}
		if strings.HasPrefix(c, text) {
			out = append(out, c)
		}
	}
	if out != nil {
		return out
	}
	for _, w := range categoryWords {
		if strings.HasPrefix(w.word, text) && (len(out) == 0 || out[len(out)-1] != w.category) {
			out = append(out, w.category)
		}
	}
	return out
}

func statusesFor(text string) []string {
	text = plain(text)
	if len(text) >= 3 && strings.HasPrefix("reviewed", text) {
		return Statuses[1:]
	}
	var out []string
	for _, s := range Statuses {
		if strings.HasPrefix(s, text) {
			out = append(out, s)
		}
	}
	return out
}

// plain folds a value that a person may write with spaces, "-" or "_".
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(fold(text), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), " ")
}
