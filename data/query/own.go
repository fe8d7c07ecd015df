package query

import (
	"context"

	"probity/data/entities"
)

// Values of own: whether the owner of the target is the entity of the actor or
// lies below it.
const (
	OwnYes     = "yes"
	OwnNo      = "no"
	OwnUnknown = "unknown"
)

var ownWords = []string{OwnYes, OwnNo, OwnUnknown}

// loadOwn makes the column that tells whether the target belongs to the
// actor's entity.
func (s *snapshot) loadOwn(ctx context.Context, c *column) error {
	var of [3]*column
	most, few, err := s.entityColumns(ctx, of[:], knownActorEntity, knownTargetEntity, targetOwner)
	if err != nil {
		return err
	}
	if c.dict, err = dictionaryOf(append([]string{""}, ownWords...)); err != nil {
		return err
	}
	c.codes = newCodes(s.rows, c.dict.len())
	for _, p := range s.periods() {
		judges := make([]judge, workersFor(p.to-p.from))
		for w := range judges {
			judges[w] = judge{p: p.Period, of: of, seen: map[[3]uint32]uint8{}}
			if few {
				judges[w].table = make([]uint8, most)
			}
		}
		err := inParallel(ctx, p.to-p.from, func(w, from, to int) {
			for pos := uint32(p.from + from); pos < uint32(p.from+to); pos++ {
				c.codes.put(pos, uint32(judges[w].own(pos)))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// judge tells in a period whose targets are whose.
type judge struct {
	p     entities.Period
	of    [3]*column // entity of the actor, entity and owner of the target; no owner where nobody has one
	table []uint8    // the answer for each three of them, where there are few; 0 is not asked yet
	seen  map[[3]uint32]uint8
}

// own gives the code of the answer.
func (j *judge) own(pos uint32) uint8 {
	var key [3]uint32
	at := 0
	for i, c := range j.of {
		if c != nil {
			key[i] = c.codes.at(pos)
			at = at*c.dict.len() + int(key[i])
		}
	}
	if j.table != nil {
		if j.table[at] == 0 {
			j.table[at] = j.decide(key)
		}
		return j.table[at]
	}
	code, ok := j.seen[key]
	if !ok {
		code = j.decide(key)
		j.seen[key] = code
	}
	return code
}

func (j *judge) decide(key [3]uint32) uint8 {
	const yes, no, unknown = 1, 2, 3
	actor, target, owner := j.of[0].dict.at(key[0]), j.of[1].dict.at(key[1]), ""
	if j.of[2] != nil {
		owner = j.of[2].dict.at(key[2])
	}
	switch {
	case actor == "" || target == "":
		return unknown
	case j.p.Within(target, actor) || owner != "" && j.p.Within(owner, actor):
		return yes
	}
	return no
}

// periodRange is a stretch of positions in which entities lie below each other
// in one way.
type periodRange struct {
	entities.Period
	from, to int
}

// periods lists the positions of all periods, and those without a time. Where
// there are no lists every entity stands by itself.
func (s *snapshot) periods() []periodRange {
	if s.dir() == nil {
		return []periodRange{{entities.Period{}, 0, s.rows}}
	}
	var out []periodRange
	for _, p := range s.dir().Periods() {
		if from, to := s.between(period{from: p.From, to: p.To}); from < to {
			out = append(out, periodRange{p, from, to})
		}
	}
	if s.timed < s.rows {
		out = append(out, periodRange{s.dir().Timeless(), s.timed, s.rows})
	}
	return out
}
