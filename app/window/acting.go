//go:build cgo || ci

package window

import (
	"time"

	"probity/app/parts"
	"probity/app/session"
	"probity/data/query"
)

// acting says who was likely acting behind the recorded operator, and why; it
// leads to the entry where that began.
func (d *detailPane) acting(x *session.Detail) []parts.KeyValue {
	a := x.Acting
	if a == nil {
		return nil
	}
	label := T("Likely by")
	if a.Sure == query.Possible {
		label = T("Possibly by")
	}
	return []parts.KeyValue{
		{Label: label, Value: a.By, OnTapped: func() { d.r.goTo(a.Start) }},
		{Value: T("Inferred, not recorded: {{.Why}}", vals{"Why": whyActing(a)}), Tone: parts.ToneQuiet},
	}
}

// whyActing gives the reason why somebody else was likely acting.
func whyActing(a *query.Impersonation) string {
	v := vals{"Name": a.By, "After": duration(a.After), "IP": a.IP}
	switch {
	case a.SameSession:
		return T("{{.Name}} began an impersonation {{.After}} before, in the same session.", v)
	case !a.SameIP:
		return T("{{.Name}} began an impersonation {{.After}} before; the address is not recorded.", v)
	case a.Own > 0:
		return plural(int64(a.Own), "{{.Name}} began an impersonation {{.After}} before from the same address {{.IP}}, but this operator used it once otherwise.",
			"{{.Name}} began an impersonation {{.After}} before from the same address {{.IP}}, but this operator used it {{.Count}} times otherwise.", v)
	}
	return T("{{.Name}} began an impersonation {{.After}} before from the same address {{.IP}}, which this operator did not use otherwise.", v)
}

// duration writes how long something took, as roughly as people say it.
func duration(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return T("{{.N}} s", vals{"N": int(d.Seconds())})
	case d < 2*time.Hour:
		return T("{{.N}} min", vals{"N": int(d.Minutes())})
	}
	return T("{{.N}} h", vals{"N": int(d.Hours())})
}
