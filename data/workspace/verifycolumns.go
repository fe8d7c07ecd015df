package workspace

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/intake"
)

// suspect is a block whose bytes, or whose dictionary's, are not the sealed
// ones.
type suspect struct {
	block
	name string
	why  string // empty: only its dictionary is suspect
}

type suspects struct {
	blocks       []suspect
	dictionaries map[string]string // name → why
}

// columns holds the bytes of every block and dictionary against the seal and
// the places of the records for later.
func (v *verifier) columns(r *sealedReading) error {
	r.suspects.dictionaries = map[string]string{}
	dicts, err := v.dictionaries(r)
	if err != nil {
		return err
	}
	rows, err := v.w.readers.QueryContext(v.ctx, `SELECT id, segment, name, kind, rows FROM block WHERE reading = ? ORDER BY segment, name`, r.id)
	if err != nil {
		return err
	}
	var all []suspect
	for rows.Next() {
		var b suspect
		if err := rows.Scan(&b.id, &b.segment, &b.name, &b.kind, &b.rows); err != nil {
			return errors.Join(err, rows.Close())
		}
		all = append(all, b)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	missing := maps.Clone(r.blocks)
	v.shape(r, all)
	for _, b := range all {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		delete(missing, blockKey(b.segment, b.name))
		if b.why, err = v.block(r, b, dicts); err != nil {
			return err
		}
		_, shared := r.suspects.dictionaries[b.name]
		if b.why != "" || shared && b.kind == columns.KindCode {
			r.suspects.blocks = append(r.suspects.blocks, b)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(missing)) {
		segment, name, _ := strings.Cut(key, "/")
		n, _ := strconv.Atoi(segment)
		v.column(r, n, name, "it is missing")
	}
	return nil
}

// shape finds out how many rows each segment has and that they sum up.
func (v *verifier) shape(r *sealedReading, all []suspect) {
	found := map[int]map[string]int{}
	for _, b := range all {
		if found[b.segment] == nil {
			found[b.segment] = map[string]int{}
		}
		found[b.segment][b.name] = b.rows
	}
	sum := int64(0)
	for found[len(r.segments)] != nil {
		n := agreed(found[len(r.segments)])
		r.segments = append(r.segments, n)
		sum += int64(n)
	}
	if sum != r.rows {
		v.add(Problem{What: ProblemColumn, Source: r.name, Field: columnRecord, Detail: fmt.Sprintf("The columns of %s have %d rows where %d were stored.", r.name, sum, r.rows)})
	}
}

// agreed is the number of rows that most of the columns of a segment state
// that are never empty; 0 where it cannot be.
func agreed(rows map[string]int) int {
	n := rows[columnRecord]
	if offset, ok := rows[columnOffset]; ok && offset == rows[columnLength] {
		n = offset
	}
	if n < 0 || n > segmentRows {
		return 0
	}
	return n
}

// column reports a block as a whole.
func (v *verifier) column(r *sealedReading, segment int, name, why string) {
	from, to := r.span(segment)
	where := fmt.Sprintf("rows %d to %d", from+1, to)
	if to == from {
		where = fmt.Sprintf("part %d", segment)
	}
	v.add(Problem{What: ProblemColumn, Source: r.name, Field: name, Detail: fmt.Sprintf("Column “%s” of %s, %s: %s.", name, r.name, where, why)})
}

// span gives the rows of a segment.
func (r *sealedReading) span(segment int) (from, to int64) {
	for i, n := range r.segments {
		from, to = to, to+int64(n)
		if i == segment {
			return from, to
		}
	}
	return to, to
}

// dictionaries checks and decodes the dictionaries of a reading.
func (v *verifier) dictionaries(r *sealedReading) (map[string][]string, error) {
	names, err := texts(v.w.readers.QueryContext(v.ctx, `SELECT name FROM dictionary WHERE reading = ? ORDER BY name`, r.id))
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	missing := maps.Clone(r.dictionaries)
	for _, name := range names {
		delete(missing, sealedName(name))
		var data []byte
		if err := v.w.readers.QueryRowContext(v.ctx, `SELECT data FROM dictionary WHERE reading = ? AND name = ?`, r.id, name).Scan(&data); err != nil {
			return nil, err
		}
		sealed, known := r.dictionaries[sealedName(name)]
		dict, err := columns.DecodeDict(data)
		out[name] = dict
		switch {
		case !known:
			v.add(Problem{What: ProblemDictionary, Source: r.name, Field: name, Detail: fmt.Sprintf("A dictionary of the column “%s” was added to %s after its import.", name, r.name)})
		case err != nil:
			r.suspects.dictionaries[name] = fmt.Sprintf("it cannot be read (%v)", err)
		case evidence.Hex(evidence.LineHash(data)) != sealed:
			r.suspects.dictionaries[name] = "it was changed after the import"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		r.suspects.dictionaries[name] = "it is missing"
	}
	return out, nil
}

// block says what is wrong with a block, empty where nothing is.
func (v *verifier) block(r *sealedReading, b suspect, dicts map[string][]string) (why string, err error) {
	data, err := v.w.blockData(v.ctx, b.id)
	if err != nil {
		return "", err
	}
	sealed, known := r.blocks[blockKey(b.segment, b.name)]
	if !known {
		return "it was added after the import", nil
	}
	changed := evidence.Hex(evidence.LineHash(data)) != sealed
	switch {
	case b.rows < 0 || b.rows > segmentRows:
		return fmt.Sprintf("it states %d rows where at most %d can be", b.rows, segmentRows), nil
	case b.segment < 0 || b.segment >= len(r.segments):
		return fmt.Sprintf("it lies in part %d of %d", b.segment, len(r.segments)), nil
	case b.rows != r.segments[b.segment]:
		return fmt.Sprintf("it states %d rows where %d should be", b.rows, r.segments[b.segment]), nil
	}
	numbers, _, err := decode(b.block, data, dicts[b.name])
	switch {
	case err != nil && !changed && b.kind == columns.KindCode && r.suspects.dictionaries[b.name] != "":
		return "", nil // the dictionary is to blame
	case err != nil:
		return fmt.Sprintf("it cannot be read (%v)", err), nil
	case (numbers != nil) != slices.Contains(intColumns, b.name):
		return "it is stored as another kind of column", nil
	}
	switch b.name {
	case columnRecord:
		r.record = append(r.record, numbers...)
	case columnOffset:
		r.offset = append(r.offset, numbers...)
	case columnLength:
		r.length = append(r.length, numbers...)
	}
	if changed {
		return "it was changed after the import", nil
	}
	return "", nil
}

// decode reads a block: numbers or a column of text.
func decode(b block, data []byte, dict []string) ([]int64, *columns.Text, error) {
	if b.rows < 0 || b.rows > segmentRows {
		return nil, nil, fmt.Errorf("it states %d rows where at most %d can be", b.rows, segmentRows)
	}
	switch b.kind {
	case columns.KindInt:
		numbers, err := columns.AppendInts(make([]int64, 0, b.rows), data, b.rows)
		return numbers, nil, err
	case columns.KindCode:
		codes, err := columns.DecodeCodes(data, b.rows)
		if err != nil {
			return nil, nil, err
		}
		for _, code := range codes {
			if int64(code) >= int64(len(dict)) {
				return nil, nil, fmt.Errorf("the dictionary has no code %d", code)
			}
		}
		return nil, &columns.Text{Codes: codes, Dict: dict}, nil
	case columns.KindText:
		text, err := columns.DecodeText(data, b.rows)
		return nil, text, err
	}
	return nil, nil, fmt.Errorf("there is no kind %q", b.kind)
}

// difference is where a stored value is not what the source says.
type difference struct {
	count          int
	record         int64 // 0-based, of the first
	stored, source string
}

// compare reads the source again, where its bytes are as they were, to name
// rows and values behind every suspect block; without the source it names the
// blocks.
func (v *verifier) compare(r *sealedReading) error {
	if len(r.suspects.blocks) == 0 && len(r.suspects.dictionaries) == 0 {
		return nil
	}
	found := map[string]*difference{} // per dictionary
	told := map[int64]bool{}          // blocks whose rows were named
	if r.sourceIntact && r.reading != nil && len(r.suspects.blocks) > 0 {
		if err := v.reread(r, found, told); err != nil {
			return err
		}
	}
	for _, b := range r.suspects.blocks {
		if b.why != "" && !told[b.id] {
			v.column(r, b.segment, b.name, b.why)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.suspects.dictionaries)) {
		p := Problem{What: ProblemDictionary, Source: r.name, Field: name,
			Detail: fmt.Sprintf("The dictionary of the column “%s” of %s: %s.", name, r.name, r.suspects.dictionaries[name])}
		if d := found[name]; d != nil {
			p.Row = d.record + 1
			p.Detail = fmt.Sprintf("The dictionary of the column “%s” of %s: %s. It concerns %d entries; record %d shows %q where the source says %q.",
				name, r.name, r.suspects.dictionaries[name], d.count, d.record+1, short(d.stored), short(d.source))
		}
		v.add(p)
	}
	return nil
}

// reread reads the source with its reading and compares the suspect blocks,
// segment by segment.
func (v *verifier) reread(r *sealedReading, found map[string]*difference, told map[int64]bool) error {
	dicts := map[string][]string{}
	bySegment := map[int][]*comparison{}
	for _, b := range r.suspects.blocks {
		if _, ok := dicts[b.name]; !ok && b.kind == columns.KindCode {
			// Where it cannot be read, its blocks cannot either.
			dicts[b.name], _ = v.w.dictionary(v.ctx, r.id, b.name)
		}
		bySegment[b.segment] = append(bySegment[b.segment], &comparison{suspect: b})
	}
	pipe, end := v.w.originalStream(v.ctx, r.sum)
	defer end()
	last := r.suspects.blocks[len(r.suspects.blocks)-1].segment
	segment, at := 0, 0
	err := intake.Read(v.ctx, pipe, r.reading, func(b *intake.Batch) error {
		for i := range b.Rows {
			for segment < len(r.segments) && at == r.segments[segment] {
				v.closeSegment(r, bySegment[segment])
				segment, at = segment+1, 0
			}
			if segment > last || segment == len(r.segments) {
				return errEnough
			}
			for _, c := range bySegment[segment] {
				if !c.open {
					if err := c.load(v, dicts[c.name]); err != nil {
						return err
					}
				}
				v.value(r, c, b, i, at, found, told)
			}
			at++
		}
		return nil
	})
	if segment < len(r.segments) {
		v.closeSegment(r, bySegment[segment])
	}
	if v.ctx.Err() != nil {
		return v.ctx.Err()
	}
	if err != nil && !errors.Is(err, errEnough) {
		v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("%s could not be read again to compare it: %v.", r.name, err)})
	}
	return nil
}

// errEnough ends a reading of the source behind the last suspect block.
var errEnough = errors.New("enough was read")

// closeSegment counts what was too much to tell and frees the values.
func (v *verifier) closeSegment(r *sealedReading, all []*comparison) {
	for _, c := range all {
		c.numbers, c.text = nil, nil
		if c.differ > detailed {
			v.column(r, c.segment, c.name, fmt.Sprintf("%d values in all are not what the source says", c.differ))
		}
	}
}

// comparison is a suspect block with its values, while its segment is read.
type comparison struct {
	suspect
	open    bool
	numbers []int64
	text    *columns.Text
	differ  int
}

func (c *comparison) load(v *verifier, dict []string) error {
	c.open = true
	data, err := v.w.blockData(v.ctx, c.id)
	if err != nil {
		return err
	}
	if c.numbers, c.text, err = decode(c.block, data, dict); err != nil {
		c.numbers, c.text = nil, nil // named as a whole
	}
	return nil
}

// value compares one value.
func (v *verifier) value(r *sealedReading, c *comparison, b *intake.Batch, i, at int, found map[string]*difference, told map[int64]bool) {
	var stored, source string
	switch {
	case c.numbers != nil && at < len(c.numbers) && slices.Contains(intColumns, c.name):
		if c.numbers[at] == intColumn(b, c.name)[i] {
			return
		}
		stored, source = number(c.name, c.numbers[at]), number(c.name, intColumn(b, c.name)[i])
	case c.text != nil && at < c.text.Len():
		stored = c.text.At(at)
		if column := b.Text[c.name]; column != nil {
			source = column.Dict[column.Codes[i]]
		}
		if stored == source {
			return
		}
	default:
		return
	}
	record := b.Record[i]
	if c.why == "" { // its dictionary is the cause
		if found[c.name] == nil {
			found[c.name] = &difference{record: record, stored: stored, source: source}
		}
		found[c.name].count++
		return
	}
	told[c.id] = true
	if c.differ++; c.differ <= detailed {
		v.add(Problem{What: ProblemColumn, Source: r.name, Row: record + 1, Field: c.name,
			Detail: fmt.Sprintf("Record %d of %s, column “%s”: the workspace shows %q, the source says %q.", record+1, r.name, c.name, short(stored), short(source))})
	}
}

func number(name string, n int64) string {
	if name == columnTime {
		return instant(entry.Micros(n))
	}
	return strconv.FormatInt(n, 10)
}
