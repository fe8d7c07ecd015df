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
	for i, name := range []string{knownActorEntity, knownTargetEntity, targetOwner} {
		var err error
		if of[i], err = s.column(ctx, name); err != nil {
			return err
		}
	}
	actors, targets, owners := of[0], of[1], of[2]
	var err error
	if c.dict, err = dictionaryOf(append([]string{""}, ownWords...)); err != nil {
		return err
	}
	c.codes = newCodes(s.rows, c.dict.len())
	const yes, no, unknown = 1, 2, 3
	for _, p := range s.periods() {
		seen := map[[3]uint32]uint32{}
		for at := p.from; at < p.to; at++ {
			if at&0xffff == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			pos := uint32(at)
			key := [3]uint32{actors.codes.at(pos), targets.codes.at(pos), owners.codes.at(pos)}
			code, ok := seen[key]
			if !ok {
				actor, target, owner := actors.dict.at(key[0]), targets.dict.at(key[1]), owners.dict.at(key[2])
				switch {
				case actor == "" || target == "":
					code = unknown
				case p.Within(target, actor) || owner != "" && p.Within(owner, actor):
					code = yes
				default:
					code = no
				}
				seen[key] = code
			}
			c.codes.put(pos, code)
		}
	}
	return nil
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
