package query

import "time"

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
