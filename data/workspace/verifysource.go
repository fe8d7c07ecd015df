package workspace

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"

	"probity/data/columns"
	"probity/data/evidence"
)

// extent is where a record lies in its source; length -1 where nothing says it.
type extent struct{ offset, length int64 }

// bytes holds the original bytes against the source's SHA-256 and every record
// in them against its leaf, and the leaves against the sealed root.
func (v *verifier) bytes(r *sealedReading) error {
	leaves, err := v.leaves(r)
	if err != nil {
		return err
	}
	extents := v.extents(r, int64(len(leaves)/32))
	c := &recordCheck{v: v, r: r, leaves: leaves, extents: extents, eol: []byte{'\n'}}
	if r.reading != nil && r.reading.LineEnd == "cr" {
		c.eol[0] = '\r'
	}
	sum, holes, err := v.stream(r, c.take)
	if err != nil {
		return err
	}
	r.sourceIntact = sum == r.sum && len(holes) == 0
	for _, h := range holes {
		first, last := c.inside(h)
		p := Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("The original bytes %d to %d of %s %s.", h.from, h.to-1, r.name, h.why)}
		if last >= first {
			p.Detail = fmt.Sprintf("The original bytes %d to %d of %s %s. Records %d to %d lie in them.", h.from, h.to-1, r.name, h.why, first+1, last+1)
		}
		v.add(p)
	}
	switch {
	case len(holes) > 0:
	case sum != r.sum && c.differ == 0:
		v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("The original bytes of %s were changed outside its records (header, line ends or blank lines): their SHA-256 is no longer the one that was imported.", r.name)})
	case sum != r.sum:
		v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("The original bytes of %s were changed: their SHA-256 is no longer the one that was imported. %d records differ.", r.name, c.differ)})
	case c.differ > detailed:
		v.add(Problem{What: ProblemRecord, Source: r.name, Detail: fmt.Sprintf("%d records of %s in all do not match their hashes.", c.differ, r.name)})
	}
	return nil
}

// leaves reads the leaf hashes and checks them against their seals and the
// root.
func (v *verifier) leaves(r *sealedReading) ([]byte, error) {
	rows, err := v.w.readers.QueryContext(v.ctx, `SELECT n, data FROM leaves WHERE reading = ? ORDER BY n`, r.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var size int
	if err := v.w.readers.QueryRowContext(v.ctx, `SELECT coalesce(sum(length(data)), 0) FROM leaves WHERE reading = ?`, r.id).Scan(&size); err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	all := make([]byte, 0, size)
	pieces := 0
	for rows.Next() {
		var (
			n    int
			data sql.RawBytes
		)
		if err := rows.Scan(&n, &data); err != nil {
			return nil, err
		}
		if n != pieces {
			v.add(Problem{What: ProblemLeaves, Source: r.name, Detail: fmt.Sprintf("Hashes of the records of %s are missing from record %d on.", r.name, pieces*leavesPiece+1)})
			return nil, nil
		}
		if n >= len(r.leaves) || evidence.Hex(evidence.LineHash(data)) != r.leaves[n] {
			v.add(Problem{What: ProblemLeaves, Source: r.name, Detail: fmt.Sprintf("The hashes of the records %d to %d of %s were changed after the import.", n*leavesPiece+1, n*leavesPiece+len(data)/32, r.name)})
		}
		all = append(all, data...)
		pieces++
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if pieces < len(r.leaves) || len(all)%32 != 0 || int64(len(all)/32) != r.records {
		v.add(Problem{What: ProblemLeaves, Source: r.name, Detail: fmt.Sprintf("There are hashes of %d records of %s where %d were read.", len(all)/32, r.name, r.records)})
		return nil, nil
	}
	var tree evidence.Tree
	for i := 0; i < len(all); i += 32 {
		tree.Add(evidence.Hash(all[i : i+32]))
	}
	if root := evidence.Hex(tree.Root()); root != r.event["record_root"] {
		v.add(Problem{What: ProblemLeaves, Source: r.name, Detail: fmt.Sprintf("The hashes of the records of %s do not give the sealed root.", r.name)})
	}
	return all, nil
}

// extents gives the place of every record, from the columns and the rejects.
// Where these columns are damaged it is nil and the records are not checked
// one by one. hashes is the number of records that have a hash.
func (v *verifier) extents(r *sealedReading, hashes int64) []extent {
	if int64(len(r.record)) != r.rows || int64(len(r.offset)) != r.rows || int64(len(r.length)) != r.rows ||
		r.records < 0 || r.records > max(hashes, r.rows+int64(len(r.rejects))) {
		return nil
	}
	for _, b := range r.suspects.blocks {
		if slices.Contains(intColumns, b.name) && b.name != columnTime {
			return nil
		}
	}
	out := make([]extent, r.records)
	for i := range out {
		out[i].length = -1
	}
	put := func(record, offset, length int64) {
		if record >= 0 && record < r.records && offset >= 0 && length >= 0 && length <= columns.MaxText && offset <= r.size && length <= r.size-offset {
			out[record] = extent{offset, length}
		}
	}
	for i, record := range r.record {
		put(record, r.offset[i], r.length[i])
	}
	for _, x := range r.rejects {
		put(x.Record, x.Offset, x.Length)
	}
	r.record, r.offset, r.length = nil, nil, nil
	lost, first := 0, 0
	for i := range out {
		if out[i].length < 0 {
			if lost == 0 {
				first = i
			}
			lost++
		}
	}
	if lost > 0 {
		v.add(Problem{What: ProblemRecord, Source: r.name, Row: int64(first) + 1, Detail: fmt.Sprintf("%d records of %s, the first of them record %d, have no entry and no reason why.", lost, r.name, first+1)})
	}
	return out
}

// hole is a part of a source that cannot be read.
type hole struct {
	from, to int64
	why      string
}

// stream gives the bytes of a source in order, holes as zeros, together with
// their SHA-256. Chunks are unpacked and hashed beside take.
func (v *verifier) stream(r *sealedReading, take func(at int64, content []byte, good bool)) (sum [32]byte, holes []hole, err error) {
	whole, there, err := v.chunks(r)
	if err != nil {
		return sum, nil, err
	}
	type part struct {
		content []byte
		good    bool
	}
	const ahead = 4
	parts, toHash := make(chan part, ahead), make(chan []byte, ahead)
	var hashing sync.WaitGroup
	hashing.Go(func() {
		h := sha256.New()
		for b := range toHash {
			h.Write(b)
		}
		sum = [32]byte(h.Sum(nil))
	})
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(parts)
		defer close(toHash)
		for n := int64(0); n < there; n++ {
			from, to := n*chunkSize, min(r.size, (n+1)*chunkSize)
			content, why, e := v.chunk(r.source, n, int(to-from))
			if e != nil {
				err = e
				return
			}
			if why != "" {
				holes = append(holes, hole{from, to, why})
				content = make([]byte, to-from)
			}
			toHash <- content
			parts <- part{content, why == ""}
		}
	})
	at := int64(0)
	for p := range parts {
		take(at, p.content, p.good)
		at += int64(len(p.content))
		v.done += int64(len(p.content))
		v.tell(v.done)
	}
	reading.Wait()
	hashing.Wait()
	if err != nil {
		return sum, holes, err
	}
	if there < whole {
		holes = append(holes, hole{there * chunkSize, r.size, "are missing"})
	}
	var extra int
	err = v.w.readers.QueryRowContext(v.ctx, `SELECT count(*) FROM chunk WHERE source = ? AND (n < 0 OR n >= ?)`, r.source, whole).Scan(&extra)
	if err == nil && extra > 0 {
		v.add(Problem{What: ProblemSource, Source: r.name, Detail: fmt.Sprintf("%d pieces were added to the original bytes of %s.", extra, r.name)})
	}
	return sum, holes, err
}

// chunks gives how many chunks a source should have and how many of them are
// worth looking for: a damaged size would make that endless.
func (v *verifier) chunks(r *sealedReading) (whole, there int64, err error) {
	if r.size > 0 {
		whole = (r.size-1)/chunkSize + 1
	}
	var stored int64
	err = v.w.readers.QueryRowContext(v.ctx, `SELECT count(*) FROM chunk WHERE source = ?`, r.source).Scan(&stored)
	return whole, min(whole, 2*stored), err
}

func (v *verifier) chunk(source, n int64, size int) (content []byte, why string, err error) {
	var data []byte
	err = v.w.readers.QueryRowContext(v.ctx, `SELECT data FROM chunk WHERE source = ? AND n = ?`, source, n).Scan(&data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, "are missing", nil
	case err != nil && (code(err) == codeCorrupt || code(err) == codeNotADB):
		return nil, fmt.Sprintf("cannot be read (%v)", err), nil
	case err != nil:
		return nil, "", err
	}
	content, err = columns.Unpack(nil, data, chunkSize)
	if err != nil {
		return nil, fmt.Sprintf("were damaged (%v)", err), nil
	}
	if len(content) != size {
		return nil, fmt.Sprintf("were changed: %d are there", len(content)), nil
	}
	return content, "", nil
}

// recordCheck holds the records of a stream of bytes against their leaves.
type recordCheck struct {
	v       *verifier
	r       *sealedReading
	leaves  []byte
	extents []extent
	next    int    // record
	eol     []byte // byte that ends a line
	lines   int64  // line ends before the stream's present part
	line    int64  // where record next begins, when it began in an earlier part
	open    []byte // beginning of record next, when it is not yet complete
	opened  bool
	bad     bool // part of it lies in a hole
	differ  int
}

// take checks the records that end in content. Records lie one behind the
// other; one that does not is no record of this source.
func (c *recordCheck) take(at int64, content []byte, good bool) {
	if c.extents == nil || len(c.leaves) != 32*len(c.extents) {
		return
	}
	end := at + int64(len(content))
	for c.next < len(c.extents) {
		x := c.extents[c.next]
		if x.length < 0 {
			c.step()
			continue
		}
		if !c.opened && x.offset < at {
			c.report(at, content, x, "lies before the record in front of it")
			c.step()
			continue
		}
		if x.offset >= end && x.length > 0 || x.offset > end {
			break
		}
		from := max(x.offset, at) - at
		if x.offset+x.length > end {
			if !c.opened {
				c.line = c.lines + 1 + int64(bytes.Count(content[:from], c.eol))
			}
			c.open = append(c.open, content[from:]...)
			c.opened, c.bad = true, c.bad || !good
			break
		}
		record := content[from : x.offset+x.length-at]
		if c.opened {
			record = append(c.open, record...)
		}
		leaf := evidence.LeafHash(record)
		if good && !c.bad && leaf != evidence.Hash(c.leaves[32*c.next:32*c.next+32]) {
			c.report(at, content, x, "is not as it was imported")
		}
		c.step()
	}
	c.lines += int64(bytes.Count(content, c.eol))
}

func (c *recordCheck) step() {
	c.next++
	c.open, c.opened, c.bad = c.open[:0], false, false
}

func (c *recordCheck) report(at int64, content []byte, x extent, why string) {
	c.differ++
	if c.differ > detailed {
		return
	}
	line := c.line
	if !c.opened {
		line = c.lines + 1 + int64(bytes.Count(content[:max(x.offset, at)-at], c.eol))
	}
	c.v.add(Problem{What: ProblemRecord, Source: c.r.name, Row: int64(c.next) + 1,
		Detail: fmt.Sprintf("Record %d of %s (line %d, byte %d) %s.", c.next+1, c.r.name, line, x.offset, why)})
}

// inside gives the first and last record that touch a hole; none where last is
// smaller.
func (c *recordCheck) inside(h hole) (first, last int64) {
	n := len(c.extents)
	first = int64(sort.Search(n, func(i int) bool { return c.extents[i].offset+c.extents[i].length > h.from }))
	last = int64(sort.Search(n, func(i int) bool { return c.extents[i].offset >= h.to })) - 1
	return first, last
}
