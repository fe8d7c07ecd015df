package query

import (
	"context"

	"probity/data/entities"
	"probity/data/entry"
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
	actors, err := s.column(ctx, s.known([]string{entry.ActorEntity})[0])
	if err != nil {
		return err
	}
	targets, err := s.column(ctx, s.known([]string{entry.TargetEntity})[0])
	if err != nil {
		return err
	}
	c.dict = append([]string{""}, ownWords...)
	c.codes = newCodes(s.rows, len(c.dict))
	const yes, no, unknown = 1, 2, 3
	if actors == nil || targets == nil {
		for pos := range s.rows {
			c.codes.put(uint32(pos), unknown)
		}
		return nil
	}
	for _, stretch := range s.periods() {
		seen := map[[2]string]uint32{}
		pairs := map[uint64]uint32{}
		judge := func(pos uint32) uint32 {
			actor, target := actors.at(s, s.rowAt[pos]), targets.at(s, s.rowAt[pos])
			if actor == "" || target == "" {
				return unknown
			}
			key := [2]string{actor, target}
			code, ok := seen[key]
			if !ok {
				if code = no; stretch.Within(target, actor) {
					code = yes
				}
				seen[key] = code
			}
			return code
		}
		for pos := stretch.from; pos < stretch.to; pos++ {
			if pos&0xffff == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			a, b := actors.codes.at(uint32(pos)), targets.codes.at(uint32(pos))
			if int(a) == actors.arenaCode() || int(b) == targets.arenaCode() {
				c.codes.put(uint32(pos), judge(uint32(pos)))
				continue
			}
			pair := uint64(a)<<32 | uint64(b)
			code, ok := pairs[pair]
			if !ok {
				code = judge(uint32(pos))
				pairs[pair] = code
			}
			c.codes.put(uint32(pos), code)
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
	if s.dir == nil {
		return []periodRange{{from: 0, to: s.rows}}
	}
	var out []periodRange
	for _, p := range s.dir.Periods() {
		from, to := s.between(period{from: p.From, to: p.To})
		if from < to {
			out = append(out, periodRange{p, from, to})
		}
	}
	if s.timed < s.rows {
		out = append(out, periodRange{s.dir.Timeless(), s.timed, s.rows})
	}
	return out
}
