package workspace

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// sealing is an event that makes a reading visible or withdraws it.
type sealing struct {
	clock  int64
	fields map[string]string
}

// settle finds which event seals each source now: the last one in the order of
// the journal. Events come by replica and sequence.
func (v *verifier) settle() {
	v.imports, v.gone, v.commons = map[string]map[string]string{}, map[string]bool{}, map[string]map[string]string{}
	v.places, v.revisions = map[string]int64{}, map[string]int64{}
	hides := map[string]string{} // what hides records of a source, before the event
	imports := int64(0)
	slices.SortStableFunc(v.sealing, func(a, b sealing) int { return cmp.Compare(a.clock, b.clock) })
	for _, s := range v.sealing {
		source := s.fields["source"]
		touched := map[string]bool{source: true}
		touch := func(key string) {
			if kind, earlier, _ := strings.Cut(key, "/"); kind == Superseded {
				touched[earlier] = true
			}
		}
		if v.gone[source] = s.fields["kind"] == "withdraw"; !v.gone[source] {
			v.imports[source] = s.fields
			for key := range v.commons[source] {
				touch(key)
			}
			delete(v.commons, source)
			hides[source], v.revisions[source] = "", 0
			if s.fields["kind"] == "import" {
				imports++
				v.places[source] = imports
			}
		}
		if s.fields["occurrences"] == "" {
			continue // written by format 1
		}
		var changed map[string]map[string]string
		if err := json.Unmarshal([]byte(s.fields["occurrences"]), &changed); err != nil {
			v.add(Problem{What: ProblemEvent, Source: s.fields["name"], Field: "occurrences", Detail: fmt.Sprintf("An event about %s cannot be read in its field occurrences.", s.fields["name"])})
		}
		for of, now := range changed {
			touched[of] = true
			for key := range v.commons[of] {
				touch(key)
			}
			for key := range now {
				touch(key)
			}
		}
		maps.Copy(v.commons, changed)
		for of := range touched {
			if now := hiding(v.commons, of); !v.gone[of] && now != hides[of] {
				hides[of] = now
				v.revisions[of]++
			}
		}
	}
}

// state holds whether a reading is shown against the journal.
func (v *verifier) state(r *sealedReading) {
	switch gone := v.gone[fmt.Sprintf("%x", r.sum)]; {
	case gone && r.state == "visible":
		v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("%s is shown, but the journal says that it was withdrawn.", r.name)})
	case !gone && r.state != "visible":
		v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("%s is not shown, and no event of the journal withdrew it.", r.name)})
	}
	if v.w.format < 2 {
		return
	}
	source := fmt.Sprintf("%x", r.sum)
	if place := v.places[source]; r.place != place {
		v.add(Problem{What: ProblemReceipt, Source: r.name, Field: "place", Detail: fmt.Sprintf("%s is given as number %d in the order of import; by the journal it is number %d.", r.name, r.place, place)})
	}
	if revision := v.revisions[source]; r.revision != revision {
		v.add(Problem{What: ProblemReceipt, Source: r.name, Field: "revision", Detail: fmt.Sprintf("Which records of %s are hidden is said to have changed %d times; by the journal it changed %d times.", r.name, r.revision, revision)})
	}
}

// order holds the order of the readings against that of their imports in a
// file of format 1, where they stand by id.
func (v *verifier) order(all []*sealedReading) {
	if v.w.format >= 2 {
		return
	}
	for i := 1; i < len(all); i++ {
		if v.places[fmt.Sprintf("%x", all[i].sum)] < v.places[fmt.Sprintf("%x", all[i-1].sum)] {
			v.add(Problem{What: ProblemOccurrence, Source: all[i].name, Detail: fmt.Sprintf("%s stands behind %s, but it was imported before it.", all[i].name, all[i-1].name)})
		}
	}
}

// occurrences holds the lists that hide records against their seals.
func (v *verifier) occurrences(r *sealedReading) error {
	if v.w.format < 2 {
		return nil
	}
	rows, err := v.w.readers.QueryContext(v.ctx, `SELECT o.kind, coalesce(s.sha256, x''), coalesce(s.name, 'a source that is not there'), o.count, o.data, `+recordsOf+`
		FROM occurrence o LEFT JOIN source s ON s.id = o.source WHERE o.reading = ? ORDER BY o.id`, r.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	missing := maps.Clone(v.commons[fmt.Sprintf("%x", r.sum)])
	for rows.Next() {
		var (
			kind, earlier string
			count, most   int
			sum, data     sql.RawBytes
		)
		if err := rows.Scan(&kind, &sum, &earlier, &count, &data, &most); err != nil {
			return err
		}
		key := fmt.Sprintf("%s/%x", kind, []byte(sum))
		sealed, known := missing[key]
		delete(missing, key)
		c := common{kind: kind}
		switch err := c.decode(data, count, most); {
		case !known:
			v.shown(r, kind, &c, fmt.Sprintf("was added: %d records of %s and %s", count, r.name, earlier))
		case sealCommon(count, data) != sealed && err != nil:
			v.shown(r, kind, &c, fmt.Sprintf("cannot be read (%v): %s of %s and %s were sealed", err, before(sealed), r.name, earlier))
		case sealCommon(count, data) != sealed:
			v.shown(r, kind, &c, fmt.Sprintf("was changed: it names %d records of %s and %s, %s were sealed", count, r.name, earlier, before(sealed)))
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(missing)) {
		kind, earlier, _ := strings.Cut(key, "/")
		v.shown(r, kind, &common{}, fmt.Sprintf("is missing: %s records of %s and the source with the SHA-256 %s were sealed", before(missing[key]), r.name, earlier))
	}
	return nil
}

func before(sealed string) string {
	count, _, _ := strings.Cut(sealed, " ")
	return count
}

// shown reports a list that is not as it was sealed.
func (v *verifier) shown(r *sealedReading, kind string, c *common, why string) {
	p := Problem{What: ProblemOccurrence, Source: r.name, Field: kind}
	if len(c.own) > 0 {
		p.Row = c.own[0] + 1
	}
	words := map[string]string{
		Duplicate:  "The list of records that are hidden because they are identical",
		Superseded: "The list of records that are hidden because there is a newer version",
		Vanished:   "The list of records that a later source lacks",
	}[kind]
	if words == "" {
		words = fmt.Sprintf("A list of the unknown kind %q", kind)
	}
	p.Detail = words + " " + why + "."
	v.add(p)
}
