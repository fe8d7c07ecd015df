//go:build cgo || ci

package window

import "probity/app/parts"

// say shows a message in the status bar for a while.
func (v *views) say(text string) {
	v.message = text
	v.setStatus()
	v.said.call(func() {
		v.message = ""
		v.setStatus()
	})
}

// setStatus shows how many entries there are, from when, and how far the
// review is.
func (v *views) setStatus() {
	r := v.r
	if r.result == nil {
		return
	}
	n, all := int64(r.result.Len()), int64(r.s.Engine().Len())
	left := []parts.StatusItem{{Text: number(n), Bold: true}, {Text: plural(all, "of {{.Count}} entry", "of {{.Count}} entries"), Tone: parts.ToneQuiet}}
	if r.period != "" {
		left = append(left, parts.StatusItem{Text: r.period, Tone: parts.ToneQuiet})
	}
	if word := v.statusWord(); word.Text != "" {
		left = append(left, word)
	}
	v.status.SetLeft(left)
	right := []parts.StatusItem{{Text: T("Times in {{.Zone}}", vals{"Zone": r.s.Zone().String()}) + " ▾", Tone: parts.ToneQuiet, Tapped: r.w.askZone},
		{Text: T("{{.N}} of {{.All}} reviewed", vals{"N": number(int64(r.reviewed)), "All": number(n)}), Tone: parts.ToneQuiet}}
	v.status.SetRight(right)
	done := -1.0
	if n > 0 {
		done = float64(r.reviewed) / float64(n)
	}
	v.status.SetProgress(done)
}

// statusWord is what there is to say beside the numbers, the most pressing of
// it; its text is empty where there is nothing.
func (v *views) statusWord() parts.StatusItem {
	r := v.r
	switch since := r.outside(); {
	case r.asks.rows.busy && !v.slow.waiting:
		return parts.StatusItem{Text: T("Looking…"), Tone: parts.ToneAccent}
	case v.message != "":
		return parts.StatusItem{Text: v.message, Tone: parts.ToneAccent}
	case len(r.s.Engine().Damage()) > 0:
		return parts.StatusItem{Text: T("Part of the log cannot be read") + " ▾", Tone: parts.ToneDanger, Tapped: r.showDamage}
	case since != "":
		return parts.StatusItem{Text: since, Tone: parts.ToneAmber}
	case len(r.untold) > 0:
		return parts.StatusItem{Text: T("Not all of this can be told") + " ▾", Tone: parts.ToneAmber, Tapped: r.showUntold}
	}
	return parts.StatusItem{}
}
