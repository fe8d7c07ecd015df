package session

import (
	"strings"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/query"
)

// Question is one that reviewers ask again and again. It becomes a filter, so
// that its answer are the entries themselves.
type Question struct {
	ID string
	// About is the field whose value is chosen first: entry.TargetName,
	// entry.Actor, or empty.
	About string
	// Group is the field under whose values the entries are shown, or empty.
	Group  string
	filter string // “$” stands for the value that was chosen
}

// questions are those of the domain (shared/domain.md, 14). Words are looked for
// in the languages that import formats know; what a log names otherwise is found
// through its category.
var questions = []Question{
	{ID: "suspended", filter: `category:suspension -action:unsuspend,reactivat,reinstat,resum,entsperr,reaktiv,réactiv,riattiv,odblok,visszaállít,возобнов,activ*,aktiv*,attiv*,ativ*,aktyw*,geactiv*,актив* date:last-quarter`},
	{ID: "email", About: entry.TargetName, filter: `$ ("e-mail" OR email OR courriel OR correo)`},
	{ID: "payment", About: entry.TargetName, filter: `customer:=$ category:payment,refund,invoice sort:time`},
	{ID: "own", About: entry.Actor, filter: `operator:=$ own:no`},
	{ID: "often", Group: entry.Actor, filter: `category:activation,payment`},
	{ID: "order", About: entry.TargetName, filter: `customer:=$ sort:time`},
	{ID: "who", About: entry.TargetName, Group: entry.ActorKind, filter: `customer:=$`},
	{ID: "logins", Group: entry.IP, filter: `category:login (result:failure OR fail OR invalid OR denied OR fehlgeschlagen OR échou OR fallid OR fallit OR mislukt OR nieudan OR sikertelen OR неудач)`},
	{ID: "impersonated", Group: "impersonated", filter: `(impersonated:* OR category:impersonation)`},
}

// Questions lists the questions in the order in which they are offered.
func Questions() []Question { return questions }

// Ask makes the filter of a question; value is what was chosen of the field that
// it is about.
func (s *Session) Ask(q Question, value string) (query.Filter, error) {
	value = strings.TrimSpace(value)
	if q.About != "" && value == "" {
		return query.Filter{}, fault.New(fault.Unusable, "Choose whom the question is about.")
	}
	quoted := `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	text := strings.ReplaceAll(q.filter, "$", quoted)
	if q.Group != "" {
		text += " sort:" + query.Typed(q.Group)
	}
	return s.Parse(text)
}
