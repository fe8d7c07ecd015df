package query

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"probity/data/columns"
)

// Limits of a batch of a Reader. Sources that are shuffled throughout are
// unpacked as a whole for every batch, so the more it holds the fewer are
// needed: 96 MB are some 600,000 entries of an ordinary log.
var (
	batchBytes = 96 << 20 // of codes and texts; a single entry may need more
	batchRows  = 1 << 20
	batchBegin = 1 << 16 // rows of the first one, from which the size of an entry is learnt
	batchDict  = 1 << 12 // values of a dictionary that is kept; those of larger ones are copied
)

// batch holds a run of entries, every column as it lies in the segments that the
// entries are of.
type batch struct {
	first   int      // number of the first entry
	rows    []Row    // of the entries, in their order
	within  []uint32 // which of the touched segments each is in
	place   []uint32 // and which of those that are taken from it
	touched []int    // segments
	starts  []int    // where those of a touched segment begin in local
	local   []uint32 // rows within their segment, one segment after the other

	direct []*column // columns that the engine holds anyway
	pieces []taken   // by touched segment, then column, the last being record and offset
	buffer []byte
	used   atomic.Int64 // bytes of buffer that are taken, or would be
	size   int          // bytes that an entry took in the batch before; 0: not known
	work   []scratch    // of the workers

	mu    sync.Mutex        // guards what follows
	part  int               // whose dictionaries are kept: segments of a part follow each other
	dicts map[string]*arena // by column
}

// scratch is room in which a worker unpacks.
type scratch struct {
	codes   []uint32
	numbers []int64
	texts   columns.LongText
}

// taken is what was taken of a column of a segment: as many numbers of width
// bytes as entries, little-endian, and then the texts, whose ends they are, or
// nothing where they are codes.
type taken struct {
	from  int // in the buffer
	width int // 0: nothing, all are empty
	dict  *arena
}

// fill gets a batch that begins with the entry first.
func (r *Reader) fill(ctx context.Context, first int) error {
	n := batchBegin
	if r.size > 0 {
		n = min(batchRows, batchBytes/10*9/r.size)
	}
	for {
		n = min(max(n, 1), r.n-first)
		if wish := min(n*max(r.size*10/9, 128), batchBytes); len(r.buffer) < wish {
			r.buffer = make([]byte, wish)
		}
		r.group(first, n)
		if err := r.gather(ctx); err != nil {
			r.rows = r.rows[:0]
			return err
		}
		need := int(r.used.Load())
		r.size = max(need/n, 1)
		switch {
		case need <= len(r.buffer):
			return nil
		case need <= batchBytes || n == 1:
			r.buffer = make([]byte, need)
		default:
			n = int(float64(n) * float64(batchBytes) / float64(need) * 0.9)
		}
	}
}

// group sorts n entries by segment.
func (r *Reader) group(first, n int) {
	s := r.s
	r.first, r.rows, r.within = first, slices.Grow(r.rows[:0], n), slices.Grow(r.within[:0], n)
	counts := make([]int, len(s.segments))
	for i := range n {
		row := r.row(first + i)
		in := s.segmentOf(row)
		counts[in]++
		r.rows, r.within = append(r.rows, row), append(r.within, uint32(in))
	}
	r.touched, r.starts = r.touched[:0], append(r.starts[:0], 0)
	number := make([]uint32, len(s.segments))
	for i, count := range counts {
		if count > 0 {
			number[i] = uint32(len(r.touched))
			r.touched = append(r.touched, i)
			r.starts = append(r.starts, r.starts[len(r.starts)-1]+count)
		}
	}
	r.place, r.local = slices.Grow(r.place[:0], n)[:n], slices.Grow(r.local[:0], n)[:n]
	next := make([]uint32, len(r.touched))
	for k, in := range r.within {
		t := number[in]
		r.within[k], r.place[k] = t, next[t]
		r.local[r.starts[t]+int(next[t])] = r.rows[k] - s.segments[in].base
		next[t]++
	}
}

// gather takes all columns of the entries, with all processors. Where they do
// not fit into the buffer, used tells how large it would have to be.
func (r *Reader) gather(ctx context.Context) error {
	s, n := r.s, r.each()
	r.used.Store(0)
	r.pieces = slices.Grow(r.pieces[:0], len(r.touched)*n)[:len(r.touched)*n]
	clear(r.pieces)
	r.direct = make([]*column, len(r.columns))
	for c, name := range r.columns {
		if held := s.slot(name); held.ready.Load() && !held.mixed {
			r.direct[c] = held
		}
	}
	workers := workersFor(s.rows)
	if r.work == nil {
		r.work = make([]scratch, workers)
	}
	return dealOut(ctx, workers, len(r.pieces), func(w, at int) error {
		return r.take(ctx, &r.work[w], at/n, at%n)
	})
}

// each is how many pieces there are of a segment.
func (r *Reader) each() int { return len(r.columns) + 2 }

// take takes a column of a touched segment.
func (r *Reader) take(ctx context.Context, room *scratch, t, c int) error {
	s, i := r.s, r.touched[t]
	local, to := r.local[r.starts[t]:r.starts[t+1]], &r.pieces[t*r.each()+c]
	part := s.parts[s.segments[i].part].Name
	switch c - len(r.columns) {
	case 0:
		if err := r.takeColumn(ctx, room, i, "record", local, to); err != nil {
			return fmt.Errorf("read the record numbers of %s: %w", part, err)
		}
		return nil
	case 1:
		if r.placed {
			return nil
		}
		if err := r.takeColumn(ctx, room, i, "offset", local, to); err != nil {
			return fmt.Errorf("read the places of the records of %s: %w", part, err)
		}
		return nil
	}
	name := r.columns[c]
	if r.direct[c] != nil || s.hurt.has(mark{i, name}) {
		return nil
	}
	var err error
	switch s.forms[name][i] {
	case columns.InTexts:
		err = r.takeLong(ctx, room, i, name, local, to)
	case columns.InCodes:
		err = r.takeCodes(ctx, room, i, name, local, to)
	}
	if err != nil {
		return fmt.Errorf("read the column %s of %s: %w", name, part, err)
	}
	return nil
}

func (r *Reader) takeLong(ctx context.Context, room *scratch, i int, name string, local []uint32, to *taken) error {
	t, err := r.s.unpacked(ctx, i, name, &room.texts)
	if err != nil || t == nil {
		return err
	}
	size := 0
	for _, row := range local {
		size += len(t.Bytes(int(row)))
	}
	r.takeTexts(to, len(local), size, func(k int) []byte { return t.Bytes(int(local[k])) })
	return nil
}

func (r *Reader) takeCodes(ctx context.Context, room *scratch, i int, name string, local []uint32, to *taken) error {
	dict, err := r.dictionary(ctx, i, name)
	if err != nil || dict == nil {
		return err
	}
	codes, err := r.s.codes(ctx, i, name, len(dict.Ends), room.codes[:0])
	if err != nil {
		return r.s.broken(i, name, err)
	}
	room.codes = codes
	if len(dict.Ends) > batchDict {
		size := 0
		for _, row := range local {
			size += len(dict.Bytes(int(codes[row])))
		}
		r.takeTexts(to, len(local), size, func(k int) []byte { return dict.Bytes(int(codes[local[k]])) })
		return nil
	}
	to.dict = dict
	r.takeNumbers(to, len(local), uint64(len(dict.Ends)-1), func(k int) uint64 { return uint64(codes[local[k]]) })
	return nil
}

// dictionary gives what the codes of a segment stand for, as that of the snapshot.
// Those of all parts together may be large, so that only one part's are kept.
func (r *Reader) dictionary(ctx context.Context, i int, name string) (*arena, error) {
	s, number := r.s, r.s.segments[i].part
	r.mu.Lock()
	if r.part != number || r.dicts == nil {
		r.part, r.dicts = number, map[string]*arena{}
	}
	dict := r.dicts[name]
	r.mu.Unlock()
	if dict != nil {
		return dict, nil
	}
	dict, err := s.readDictionary(ctx, s.parts[number].Key, name)
	if err != nil {
		return nil, s.brokenDictionary(number, name, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.part == number {
		r.dicts[name] = dict
	}
	return dict, nil
}

// takeColumn takes a column of whole numbers.
func (r *Reader) takeColumn(ctx context.Context, room *scratch, i int, name string, local []uint32, to *taken) error {
	if r.s.hurt.has(mark{i, name}) {
		return nil
	}
	numbers, err := r.s.numbers(ctx, i, name, room.numbers[:0])
	if err != nil || numbers == nil {
		return err
	}
	room.numbers = numbers
	most := uint64(0)
	for _, row := range local {
		most = max(most, uint64(numbers[row]))
	}
	r.takeNumbers(to, len(local), most, func(k int) uint64 { return uint64(numbers[local[k]]) })
	return nil
}

// takeTexts takes n texts of size bytes together.
func (r *Reader) takeTexts(to *taken, n, size int, text func(k int) []byte) {
	width := 4
	if size > math.MaxUint32 {
		width = 8
	}
	room := r.reserve(to, n*width+size, width)
	if room == nil {
		return
	}
	end, texts := 0, room[n*width:]
	for k := range n {
		end += copy(texts[end:], text(k))
		putAt(room[k*width:], width, uint64(end))
	}
}

// takeNumbers takes n numbers up to most.
func (r *Reader) takeNumbers(to *taken, n int, most uint64, number func(k int) uint64) {
	width := 8
	switch {
	case most <= math.MaxUint8:
		width = 1
	case most <= math.MaxUint16:
		width = 2
	case most <= math.MaxUint32:
		width = 4
	}
	room := r.reserve(to, n*width, width)
	for k := 0; k < n && room != nil; k++ {
		putAt(room[k*width:], width, number(k))
	}
}

// reserve gives a piece room in the buffer, nil where there is none left.
func (r *Reader) reserve(to *taken, size, width int) []byte {
	end := int(r.used.Add(int64(size)))
	if end > len(r.buffer) {
		return nil
	}
	to.from, to.width = end-size, width
	return r.buffer[end-size : end]
}

// value gives a column of the k-th entry: a string that stays, or bytes of the
// buffer.
func (r *Reader) value(k, c int) (string, []byte) {
	if held := r.direct[c]; held != nil {
		return held.dict.at(held.codes.at(r.s.posOf[r.rows[k]])), nil
	}
	t := int(r.within[k])
	p := &r.pieces[t*r.each()+c]
	if p.width == 0 {
		return "", nil
	}
	at := int(r.place[k])
	number := numberAt(r.buffer[p.from+at*p.width:], p.width)
	if p.dict != nil {
		return p.dict.at(int(number)), nil
	}
	texts, begin := p.from+(r.starts[t+1]-r.starts[t])*p.width, 0
	if at > 0 {
		begin = int(numberAt(r.buffer[p.from+(at-1)*p.width:], p.width))
	}
	return "", r.buffer[texts+begin : texts+int(number)]
}

// record gives the 0-based record of the k-th entry, -1 where it is damaged.
func (r *Reader) record(k int) int64 { return r.whole(k, 0) }

// offset gives where the record of the k-th entry begins, below 0 where that is
// not known.
func (r *Reader) offset(k int) int64 { return r.whole(k, 1) }

// whole gives a whole number of the k-th entry, -1 where it is damaged.
func (r *Reader) whole(k, which int) int64 {
	p := &r.pieces[int(r.within[k])*r.each()+len(r.columns)+which]
	if p.width == 0 {
		return -1
	}
	return int64(numberAt(r.buffer[p.from+int(r.place[k])*p.width:], p.width))
}

func putAt(to []byte, width int, number uint64) {
	switch width {
	case 1:
		to[0] = byte(number)
	case 2:
		binary.LittleEndian.PutUint16(to, uint16(number))
	case 4:
		binary.LittleEndian.PutUint32(to, uint32(number))
	default:
		binary.LittleEndian.PutUint64(to, number)
	}
}

func numberAt(from []byte, width int) uint64 {
	switch width {
	case 1:
		return uint64(from[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(from))
	case 4:
		return uint64(binary.LittleEndian.Uint32(from))
	}
	return binary.LittleEndian.Uint64(from)
}
