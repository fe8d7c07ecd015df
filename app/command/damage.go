package command

import (
	"fmt"

	"probity/app/session"
	"probity/data/fault"
)

// hurt is what cannot be read; without entries the source is a reference list.
type hurt struct {
	Source string `json:"source"`
	Column string `json:"column,omitempty"`
	From   int    `json:"from"`
	To     int    `json:"to"`
	Detail string `json:"detail"`
}

// hurts tells what could not be read. Columns are read when they are needed, so
// it is asked after the answer was made.
func hurts(s *session.Session) []hurt {
	var out []hurt
	for _, d := range s.Engine().Damage() {
		out = append(out, hurt{d.Part.Name, d.Column, d.From, d.To, d.Detail})
	}
	if list, detail := s.ListDamage(); detail != "" {
		out = append(out, hurt{Source: list, Detail: detail})
	}
	return out
}

// restsOnDamage names what could not be read for an answer, on standard error
// without --json, and ends the verb with 1: what was counted may be too few.
func (p *program) restsOnDamage(s *session.Session) error {
	damaged := hurts(s)
	if len(damaged) == 0 {
		return nil
	}
	if !p.json {
		for _, d := range damaged {
			fmt.Fprintln(p.Err, "probity: the answer rests on damage: "+d.words())
		}
	}
	return reported{fault.New(fault.Changed, "the answer rests on damage")}
}

func (h hurt) words() string {
	if h.To == 0 { // a reference list
		return oneLine(h.Detail, 1000)
	}
	return fmt.Sprintf("entries %d to %d of %s: %s", h.From, h.To, oneLine(h.Source, 200), oneLine(h.Detail, 1000))
}
