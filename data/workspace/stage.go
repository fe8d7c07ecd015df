package workspace

import (
	"context"
	"database/sql"
	"sync"

	"probity/data/columns"
	"probity/data/evidence"
	"probity/data/zones"
)

// stage brings the pieces of one import into the workspace, out of sight. Two
// workers compress and hash, one goroutine writes in small transactions.
// Everything that is waiting is bounded, so that a slow disk slows the reading
// down instead of filling the memory.
type stage struct {
	w               *Workspace
	source, reading int64

	ctx    context.Context // ends with the first error
	fail   context.CancelCauseFunc
	jobs   chan func()
	pieces chan piece
	work   sync.WaitGroup // workers
	wrote  sync.WaitGroup // the writer

	mutex sync.Mutex
	seal  seal
	roots map[int]evidence.Hash // of the pieces of the record tree
}

// piece is one row to be inserted.
type piece struct {
	statement string
	args      []any
	size      int
}

const (
	insertChunk      = `INSERT INTO chunk (source, n, data) VALUES (?, ?, ?)`
	insertLeaves     = `INSERT INTO leaves (reading, n, data) VALUES (?, ?, ?)`
	insertBlock      = `INSERT INTO block (reading, segment, name, kind, rows, data) VALUES (?, ?, ?, ?, ?, ?)`
	insertDictionary = `INSERT INTO dictionary (reading, name, data) VALUES (?, ?, ?)`
	insertReject     = `INSERT INTO reject (reading, record, line, offset, length, reason) VALUES (?, ?, ?, ?, ?, ?)`
)

const (
	stageWorkers = 2
	stageBytes   = 4 << 20 // written in one transaction
)

// newStage makes room for a reading of a source, which is a new one where
// source is 0.
func (w *Workspace) newStage(ctx context.Context, source int64, name string, settings []byte) (*stage, error) {
	s := &stage{
		w: w, source: source, jobs: make(chan func(), stageWorkers), pieces: make(chan piece, 16),
		seal:  seal{Blocks: map[string]string{}, Dictionaries: map[string]string{}},
		roots: map[int]evidence.Hash{},
	}
	err := w.write(ctx, func(tx *sql.Tx) error {
		if source == 0 {
			secret, err := w.world.bytes(32)
			if err != nil {
				return err
			}
			r, err := tx.Exec(`INSERT INTO source (sha256, size, name, kind, secret, added) VALUES (NULL, 0, ?, 'log', ?, '')`, name, secret)
			if err != nil {
				return err
			}
			if s.source, err = r.LastInsertId(); err != nil {
				return err
			}
		}
		r, err := tx.Exec(`INSERT INTO reading (source, state, settings, records, rows, duplicates, rejected, first, last, root, time_zone_db)
			VALUES (?, 'staged', ?, 0, 0, 0, 0, 0, 0, x'', ?)`, s.source, string(settings), zones.Version)
		if err != nil {
			return err
		}
		s.reading, err = r.LastInsertId()
		return err
	})
	if err != nil {
		return nil, err
	}
	s.ctx, s.fail = context.WithCancelCause(ctx)
	for range stageWorkers {
		s.work.Go(func() {
			for job := range s.jobs {
				if s.ctx.Err() == nil {
					job()
				}
			}
		})
	}
	s.wrote.Go(s.writeAll)
	return s, nil
}

// do gives a job to a worker. It waits while they have enough to do.
func (s *stage) do(job func()) error {
	select {
	case s.jobs <- job:
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// end waits for all that was given and reports the first error. Nothing may be
// given afterwards.
func (s *stage) end() error {
	close(s.jobs)
	s.work.Wait()
	close(s.pieces)
	s.wrote.Wait()
	return context.Cause(s.ctx)
}

func (s *stage) put(statement string, size int, args ...any) {
	select {
	case s.pieces <- piece{statement, args, size}:
	case <-s.ctx.Done():
	}
}

// writeAll collects pieces and writes them together. The write lock is only
// held while it writes.
func (s *stage) writeAll() {
	var (
		waiting []piece
		size    int
	)
	flush := func() {
		if len(waiting) == 0 || s.ctx.Err() != nil {
			return
		}
		err := s.w.stash(s.ctx, func(tx *sql.Tx) error {
			for _, p := range waiting {
				if _, err := tx.Exec(p.statement, p.args...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			s.fail(err)
		}
		clear(waiting)
		waiting, size = waiting[:0], 0
	}
	for p := range s.pieces {
		waiting = append(waiting, p)
		if size += p.size; size >= stageBytes {
			flush()
		}
	}
	flush()
}

// chunk stores the source's bytes from n MiB on.
func (s *stage) chunk(n int, content *chunkBuffer) error {
	return s.do(func() {
		data := columns.Pack(content.content)
		content.done()
		s.put(insertChunk, len(data), s.source, n, data)
	})
}

// block stores one column of a segment.
func (s *stage) block(segment int, name, kind string, rows int, encode func() []byte) error {
	return s.do(func() {
		data := encode()
		hash := evidence.Hex(evidence.LineHash(data))
		s.mutex.Lock()
		s.seal.Blocks[blockKey(segment, name)] = hash
		s.mutex.Unlock()
		s.put(insertBlock, len(data), s.reading, segment, name, kind, rows, data)
	})
}

func (s *stage) dictionary(name string, values []string) error {
	return s.do(func() {
		data := columns.EncodeDict(values)
		hash := evidence.Hex(evidence.LineHash(data))
		s.mutex.Lock()
		s.seal.Dictionaries[sealedName(name)] = hash
		s.mutex.Unlock()
		s.put(insertDictionary, len(data), s.reading, name, data)
	})
}

// leaves stores leaf hashes; all pieces but the last have leavesPiece. The
// root over the pieces' roots is that of the record tree: RFC 6962 divides at
// powers of two.
func (s *stage) leaves(n int, leaves []evidence.Hash) error {
	return s.do(func() {
		data := evidence.Bytes(leaves)
		hash := evidence.Hex(evidence.LineHash(data))
		root := evidence.RootOf(leaves)
		s.mutex.Lock()
		for len(s.seal.Leaves) <= n {
			s.seal.Leaves = append(s.seal.Leaves, "")
		}
		s.seal.Leaves[n] = hash
		s.roots[n] = root
		s.mutex.Unlock()
		s.put(insertLeaves, len(data), s.reading, n, data)
	})
}

// root is that of the record tree, once the stage has ended.
func (s *stage) root() evidence.Hash {
	var t evidence.Tree
	for n := range len(s.roots) {
		t.Add(s.roots[n])
	}
	return t.Root()
}
