package intake

import (
	"context"
	"io"
	"runtime"
	"sync"

	"probity/data/entry"
)

// cutter gives a source in pieces of whole records, nil at its end.
type cutter interface {
	next() (*piece, error)
}

// worker turns a piece into a batch whose records and lines count from the
// beginning of the piece.
type worker interface {
	parse(*piece) *Batch
}

func (p *plan) open(ctx context.Context, src io.Reader) (c cutter, lines int64, eol byte, err error) {
	if p.rd.Format == "csv" {
		cc, err := openCSV(ctx, src, p)
		if err != nil {
			return nil, 0, 0, err
		}
		return cc, cc.lines, p.dialect.eol, nil
	}
	jc, err := openJSON(ctx, src, p)
	return jc, 0, '\n', err
}

func (p *plan) worker() worker {
	if p.rd.Format == "csv" {
		return &csvWorker{plan: p, b: newBuilder(p)}
	}
	return newJSONWorker(p)
}

// largePiece is the size in bytes beyond which only one piece is held at a time:
// there are few of them, and each may take maxRecord.
const largePiece = 2 * pieceSize

// job is a piece on its way through a worker.
type job struct {
	piece  *piece
	batch  chan *Batch // gets one
	lines  int64
	parsed chan struct{} // of a large piece: closed when its memory is free
}

// Read parses a source in parallel pieces and calls sink with its batches in
// source order, from the calling goroutine. src must give the whole file, also
// where that is a container (see Content). Read
// ends with the first error of src, sink or ctx. Memory is bounded by a few
// pieces per processor, whatever the size of the source. Where the source
// contradicts what the reading took from samples, that is an error that names
// the line.
func Read(ctx context.Context, src io.Reader, rd *Reading, sink func(*Batch) error) error {
	content, err := Content(src, rd)
	if err != nil {
		return err
	}
	defer content.Close()
	return read(ctx, content, rd, newSettler(rd), sink)
}

// read does the work of Read without a container around the records; without
// a settler no contradiction is an error.
func read(ctx context.Context, src io.Reader, rd *Reading, settle *settler, sink func(*Batch) error) error {
	p, err := newPlan(rd)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cut, line, eol, err := p.open(ctx, src)
	if err != nil {
		return err
	}

	workers := max(2, runtime.GOMAXPROCS(0))
	todo := make(chan *job)
	order := make(chan *job, workers+1)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	var cutErr error
	wait.Go(func() {
		defer close(order)
		defer close(todo)
		for {
			pc, err := cut.next()
			if err != nil || pc == nil {
				cutErr = err
				return
			}
			j := &job{piece: pc, batch: make(chan *Batch, 1)}
			if len(pc.raw) > largePiece {
				j.parsed = make(chan struct{})
			}
			select {
			case order <- j:
			case <-ctx.Done():
				cutErr = ctx.Err()
				return
			}
			select {
			case todo <- j:
			case <-ctx.Done():
				cutErr = ctx.Err()
				return
			}
			if j.parsed != nil {
				select {
				case <-j.parsed:
				case <-ctx.Done():
					cutErr = ctx.Err()
					return
				}
			}
		}
	})
	for range workers {
		wait.Go(func() {
			w := p.worker()
			for j := range todo {
				if j.lines = j.piece.lines; !j.piece.rest {
					j.lines = p.lines(j.piece.text, eol)
				}
				b := w.parse(j.piece)
				p.locate(b, j.piece, eol)
				p.plain(b, j.piece, eol)
				j.piece.done()
				j.piece = nil
				if j.parsed != nil {
					close(j.parsed)
				}
				j.batch <- b
			}
		})
	}

	m := merger{line: line}
	for j := range order {
		select {
		case b := <-j.batch:
			if err := settle.take(b, m.line); err != nil {
				return err
			}
			m.place(b, j.lines)
			for _, b := range settle.ready(b) {
				if err := sink(b); err != nil {
					return err
				}
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if cutErr == nil {
		cutErr = ctx.Err()
	}
	if cutErr != nil {
		return cutErr
	}
	for _, b := range settle.rest() {
		if err := sink(b); err != nil {
			return err
		}
	}
	return settle.end()
}

// Entries calls yield with every entry of a source, in source order. The
// identity has no source hash; whoever knows it puts it in.
func Entries(ctx context.Context, src io.Reader, rd *Reading, yield func(*entry.Entry) error) error {
	return Read(ctx, src, rd, func(b *Batch) error {
		names := make([]string, 0, len(b.Text))
		for name := range b.Text {
			if name != PathColumn {
				names = append(names, name)
			}
		}
		sortFields(names)
		for i := range b.Rows {
			e := &entry.Entry{Record: b.Record[i] + 1, Time: b.Time[i]}
			e.Identity.Offset = b.Offset[i]
			if c := b.Text[PathColumn]; c != nil {
				e.Identity.Path = c.Dict[c.Codes[i]]
			}
			for _, name := range names {
				c := b.Text[name]
				if code := c.Codes[i]; code != 0 {
					e.Values = append(e.Values, entry.Value{Name: name, Text: c.Dict[code]})
				}
			}
			if err := yield(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// Raw calls yield with the source's own cells, record by record, parsed and
// not mapped. A record of JSON gives its values by path in the order of the
// reading's columns; one that has other paths gives them as a JSON object in a
// last cell. Records that cannot be read are passed over.
func Raw(ctx context.Context, src io.Reader, rd *Reading, yield func(cells []string) error) error {
	p, err := newPlan(rd)
	if err != nil {
		return err
	}
	content, err := Content(src, rd)
	if err != nil {
		return err
	}
	defer content.Close()
	cut, _, _, err := p.open(ctx, content)
	if err != nil {
		return err
	}
	for {
		pc, err := cut.next()
		if err != nil || pc == nil {
			return err
		}
		if pc.reason != "" {
			continue
		}
		if rd.Format == "csv" {
			err = p.rawCSV(pc, yield)
		} else {
			err = p.rawJSON(pc, yield)
		}
		if err != nil {
			return err
		}
	}
}

func (p *plan) rawCSV(pc *piece, yield func([]string) error) error {
	if pc.above {
		return nil
	}
	var spans []span
	var one, two []byte
	at, raw, from := endOfPiece, int64(0), 0
	if pc.last {
		at = endOfFile
	}
	for pos := 0; pos < len(pc.text); {
		if n := p.dialect.blank(pc.text, pos); n > 0 {
			pos += n
			continue
		}
		var next int
		spans, _, next = pc.split(&p.dialect, pos, spans[:0], at)
		if p.dialect.comment != 0 || len(p.rd.Apart) > 0 {
			if p.charset.wide() {
				raw, from = raw+int64(p.charset.width(pc.text[from:pos], pc.raw[raw:])), pos
			} else {
				raw = int64(pos)
			}
			if p.apart(pc.text[pos], pc.offset+raw) != "" {
				pos = next
				continue
			}
		}
		cells := make([]string, len(spans))
		for i, s := range spans {
			one, two = one[:0], two[:0]
			cells[i] = string(p.charset.cell(p.dialect.text(pc.text, s, &one), &two))
		}
		if err := yield(cells); err != nil {
			return err
		}
		pos = next
	}
	return nil
}
