package query

import (
	"strings"
	"time"
)

// Preset is a period that people often ask for.
type Preset struct {
	Word     string // what stands behind date:
	Label    string
	From, To time.Time // To is the first instant after it
}

// Presets lists the periods that can be chosen by a word, as of a moment.
func Presets(at Moment) []Preset {
	at.Now, at.Zone = at.now(), at.zone()
	out := make([]Preset, 0, len(relativeWords))
	for _, word := range relativeWords {
		label := strings.ReplaceAll(word, "-", " ")
		p, _ := relative(word, at)
		out = append(out, Preset{word, strings.ToUpper(label[:1]) + label[1:], time.UnixMicro(p.from).In(at.zone()), time.UnixMicro(p.to).In(at.zone())})
	}
	return out
}

// ReadPeriod gives the period that date:text means, from its first instant to
// the first after it. A zero time is an open end. The error, if any, is a
// *SyntaxError about the text.
func ReadPeriod(text string, at Moment) (from, to time.Time, err error) {
	at.Now, at.Zone = at.now(), at.zone()
	f, _ := lookupField(fieldDate)
	v, mistake := meaning(f, token{text: text}, at)
	if mistake != nil {
		mistake.To = len(text)
		return from, to, mistake
	}
	if v.period.from != openFrom {
		from = time.UnixMicro(v.period.from).In(at.zone())
	}
	if v.period.to != openTo {
		to = time.UnixMicro(v.period.to).In(at.zone())
	}
	return from, to, nil
}
