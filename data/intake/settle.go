package intake

import (
	"fmt"
	"strings"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake/when"
)

// TimeNote is the extra column in which an entry is marked whose time fell on a
// change of the clock: TimeAmbiguous or TimeSkipped.
const TimeNote = entry.ExtraPrefix + "probity.time"

// Marks of TimeNote.
const (
	TimeAmbiguous = "ambiguous" // the clock was turned back and showed the time twice
	TimeSkipped   = "skipped"   // the clock was turned forward and never showed the time
)

// TimeMarks counts entries whose time is particular.
type TimeMarks struct {
	Undated   int64 // without a time that can be read
	Ambiguous int64 // marked TimeAmbiguous
	Skipped   int64 // marked TimeSkipped
}

// Count adds the entries of a batch.
func (m *TimeMarks) Count(b *Batch) {
	if b.listed {
		return
	}
	for _, t := range b.Time {
		if t == entry.NoTime {
			m.Undated++
		}
	}
	c := b.Text[TimeNote]
	if c == nil {
		return
	}
	for _, code := range c.Codes {
		switch c.Dict[code] {
		case TimeAmbiguous:
			m.Ambiguous++
		case TimeSkipped:
			m.Skipped++
		}
	}
}

// Sentences says what the counts mean, one sentence for each that is not 0.
func (m TimeMarks) Sentences() []string {
	var out []string
	say := func(n int64, one, many string) {
		if n == 1 {
			out = append(out, one)
		} else if n > 1 {
			out = append(out, fmt.Sprintf(many, thousands(n)))
		}
	}
	say(m.Undated, "1 entry has no time that can be read; it comes last.", "%s entries have no time that can be read; they come last.")
	say(m.Ambiguous, "1 entry lies in the hour that the clock showed twice; it is marked ambiguous.", "%s entries lie in an hour that the clock showed twice; they are marked ambiguous.")
	say(m.Skipped, "1 entry has a time that the clock never showed; it is marked skipped.", "%s entries have a time that the clock never showed; they are marked skipped.")
	return out
}

// timed is what the times of a batch showed, beside the instants.
type timed struct {
	told   int64   // dates that exist only in the order of the reading
	twice  []twice // times that the clock showed twice
	doubts [when.Unzoned + 1]*doubt
	counts [when.Unzoned + 1]int64
}

// twice is an entry whose time was shown twice; the first is taken.
type twice struct {
	row   int
	shift int64 // microseconds to the second
}

// doubt is the first time of a batch that the reading does not suit.
type doubt struct {
	text           string
	record, offset int64 // record of the batch; offset in the source
	line           int64 // 0-based within the piece
}

// time reads the time of the row at hand.
func (b *builder) time(record, offset int64) entry.Micros {
	text, clock := b.vals[slotTime], b.clockText
	b.clockText = nil
	if text == nil {
		if clock != nil {
			b.named(b.plan.clockExtra, clock)
		}
		return entry.NoTime
	}
	c := b.clocks[0]
	if t := b.from[slotTime]; t != nil {
		c = b.clocks[t.clock]
	}
	var m entry.Micros
	var note when.Note
	before := c.Told
	if clock == nil {
		m, note = c.Instant(text)
	} else {
		m, note = c.Both(text, clock)
		from := len(b.scratch)
		b.scratch = append(append(append(b.scratch, text...), ' '), clock...)
		b.vals[slotTime] = b.scratch[from:len(b.scratch):len(b.scratch)]
	}
	b.batch.timed.told += c.Told - before
	switch note {
	case when.Ambiguous:
		b.named(TimeNote, []byte(TimeAmbiguous))
		b.batch.timed.twice = append(b.batch.timed.twice, twice{b.batch.Rows, c.Shift})
	case when.Skipped:
		b.named(TimeNote, []byte(TimeSkipped))
	case when.Contradiction, when.Undecided, when.Unzoned:
		b.batch.timed.counts[note]++
		if b.batch.timed.doubts[note] == nil {
			b.batch.timed.doubts[note] = &doubt{text: string(b.vals[slotTime]), record: record, offset: offset}
		}
	}
	return m
}

// locate finds the lines of what is doubtful in a piece.
func (p *plan) locate(b *Batch, pc *piece, eol byte) {
	for _, d := range b.timed.doubts {
		if d == nil {
			continue
		}
		before := pc.raw
		if before == nil {
			before = pc.text
		}
		before = before[:max(0, min(d.offset-pc.offset, int64(len(before))))]
		if p.charset.wide() && pc.raw != nil {
			before = p.charset.widen(before, true)
		}
		d.line = p.lines(before, eol)
	}
}

// settler holds the whole file against what its samples showed.
type settler struct {
	rd       *Reading
	clock    clockSettler
	told     int64
	against  int64
	contrary error // of the first time that the order said by the person does not suit

	records, rejected int64
	first             Reject // its line counts from the beginning of the source
}

// A source of which more than maxRejected records, and more than half, cannot
// be read is read in the wrong way, or no log.
const maxRejected = 250_000

func newSettler(rd *Reading) *settler {
	s := &settler{rd: rd, clock: clockSettler{last: entry.NoTime}}
	for _, c := range rd.Columns {
		if c.Field == TimeField && c.Sorted != "" {
			s.clock.sorted = c.Sorted
		}
	}
	return s
}

// take judges a batch that begins after a number of lines. It is an error when
// the file contradicts its samples.
func (s *settler) take(b *Batch, lines int64) error {
	if s == nil {
		return nil
	}
	if b.odd != nil {
		return s.text(b, lines+b.odd.line)
	}
	if err := s.shape(b, lines); err != nil {
		return err
	}
	if err := s.hopeless(b, lines); err != nil {
		return err
	}
	t := &b.timed
	s.told += t.told
	if d := t.doubts[when.Unzoned]; d != nil {
		return contradicts("zone", lines+d.line+1, "", "and say the zone, for example with --zone Europe/Berlin.",
			"Line %d has the time %s, which says no zone, unlike those that were looked at first.", quoted(d.text))
	}
	if d := t.doubts[when.Undecided]; d != nil {
		return contradicts("date-order", lines+d.line+1, "", "and say the order with --date-order dmy or --date-order mdy.",
			"Line %d has the time %s, which can be read day first or month first, unlike those that were looked at first.", quoted(d.text))
	}
	d := t.doubts[when.Contradiction]
	if d == nil {
		return nil
	}
	s.against += t.counts[when.Contradiction]
	err := s.contradiction(lines+d.line+1, d.text)
	if s.rd.From["date_order"] != "person" {
		return err
	}
	if s.contrary == nil {
		s.contrary = err
	}
	return nil
}

// hopeless tells that by far too many records cannot be read.
func (s *settler) hopeless(b *Batch, lines int64) error {
	s.records += int64(b.Records)
	if len(b.Rejects) == 0 {
		return nil
	}
	if s.rejected == 0 {
		s.first = b.Rejects[0]
		s.first.Line += lines
	}
	if s.rejected += int64(len(b.Rejects)); s.rejected <= maxRejected || s.rejected*2 < s.records {
		return nil
	}
	return fault.New(fault.Unusable, "Of the first %s records %s cannot be read, the first in line %d: %s Nothing was stored; look at that line and say how the file is to be read, or export it again.",
		thousands(s.records), thousands(s.rejected), s.first.Line, s.first.Reason)
}

// end judges the whole: an order that a person gave holds while at least one
// date needs it.
func (s *settler) end() error {
	if s == nil || s.told > 0 {
		return nil
	}
	return s.contrary
}

func (s *settler) contradiction(line int64, text string) error {
	order := s.rd.DateOrder
	if order == "" {
		order = "dmy"
	}
	who := map[string]string{"person": "as you said", "format": "as the import format says"}[s.rd.From["date_order"]]
	if who == "" {
		who = "as the beginning of the file looked"
	}
	other := "dmy"
	if order == "dmy" {
		other = "mdy"
	}
	return contradicts("date-order", line, other, "with another order, for example --date-order "+other+".",
		"Line %d has the time %s, which cannot be %s %s.", quoted(text), orderName(order), who)
}

func quoted(text string) string {
	if text = strings.TrimSpace(text); len(text) > 60 {
		text = text[:60] + "…"
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(text, "?"))
}

// ready takes a batch that was judged and gives those that are settled, in
// their order.
func (s *settler) ready(b *Batch) []*Batch {
	if s == nil {
		return []*Batch{b}
	}
	return s.clock.ready(b)
}

// rest gives the batches that are left at the end.
func (s *settler) rest() []*Batch {
	if s == nil {
		return nil
	}
	return s.clock.rest()
}
