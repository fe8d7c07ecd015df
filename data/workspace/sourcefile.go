package workspace

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"probity/data/fault"
)

// sourceFile reads an export once: what intake reads is hashed and stored on
// the way.
type sourceFile struct {
	path string
	f    *os.File
	info os.FileInfo
	ctx  context.Context
	put  func(n int, content *chunkBuffer) error
	tell func(done int64)

	content io.Reader // what is read of it: the file, or what it holds
	packed  *packed   // nil for a plain file

	chunk *chunkBuffer // being read
	at    int
	n     int
	size  int64
	ended bool

	hashing sync.WaitGroup
	toHash  chan *chunkBuffer
	sum     [32]byte
}

// chunkBuffer holds a chunk for those who work on it: who reads records from
// it, who hashes it, who stores it. The last of them gives it back.
type chunkBuffer struct {
	content []byte
	users   atomic.Int32
}

var chunkBuffers = sync.Pool{New: func() any { return &chunkBuffer{content: make([]byte, chunkSize)} }}

func newChunkBuffer() *chunkBuffer {
	b := chunkBuffers.Get().(*chunkBuffer)
	b.content = b.content[:chunkSize]
	b.users.Store(3)
	return b
}

func (b *chunkBuffer) done() {
	if b.users.Add(-1) == 0 {
		chunkBuffers.Put(b)
	}
}

// openSource opens an export and says in words why it cannot be read.
func openSource(path string) (*sourceFile, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Unusable, "There is no file %s. Check its name and folder. (%w)", path, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, fault.New(fault.Unusable, "%s may not be read. Ask whoever owns it for access. (%w)", path, err)
	case err != nil:
		return nil, fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
	case info.IsDir():
		return nil, fault.New(fault.Unusable, "%s is a folder. Import the files in it one by one.", path)
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Unusable, "%s is not an ordinary file. Save the export to a file first.", path)
	case info.Size() == 0:
		return nil, fault.New(fault.Unusable, "%s is empty (0 bytes). Export it again.", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Unusable, "%s may not be read. Ask whoever owns it for access. (%w)", path, err)
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
	}
	return &sourceFile{path: path, f: f, info: info, content: f}, nil
}

// name is what the source is called: the file, or file/member for a member of a
// ZIP.
func (s *sourceFile) name() string {
	if s.packed != nil && s.packed.rd.Member != "" {
		return filepath.Base(s.path) + "/" + s.packed.rd.Member
	}
	return filepath.Base(s.path)
}

// hash reads the whole source for its SHA-256 and goes back to its beginning.
func (s *sourceFile) hash(ctx context.Context) ([32]byte, error) {
	h := sha256.New()
	buffer := make([]byte, chunkSize)
	if err := s.rewind(); err != nil {
		return [32]byte{}, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return [32]byte{}, err
		}
		n, err := s.content.Read(buffer)
		h.Write(buffer[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return [32]byte{}, s.unreadable(err)
		}
	}
	return [32]byte(h.Sum(nil)), s.rewind()
}

func (s *sourceFile) unreadable(err error) error {
	if errors.Is(err, fault.Unusable) {
		return err
	}
	return fault.New(fault.Unusable, "%s could not be read to its end: %w. Nothing was stored. Copy the file to this computer and import the copy.", s.path, err)
}

// begin starts to hash and store what is read.
func (s *sourceFile) begin(ctx context.Context, put func(n int, content *chunkBuffer) error, tell func(done int64)) {
	s.ctx, s.put, s.tell = ctx, put, tell
	s.toHash = make(chan *chunkBuffer, 4)
	s.hashing.Go(func() {
		h := sha256.New()
		for b := range s.toHash {
			h.Write(b.content)
			b.done()
		}
		s.sum = [32]byte(h.Sum(nil))
	})
}

// Read implements io.Reader.
func (s *sourceFile) Read(p []byte) (int, error) {
	if s.chunk == nil || s.at == len(s.chunk.content) {
		if s.ended {
			return 0, io.EOF
		}
		if err := s.next(); err != nil {
			return 0, err
		}
		if len(s.chunk.content) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(p, s.chunk.content[s.at:])
	s.at += n
	return n, nil
}

func (s *sourceFile) next() error {
	if err := context.Cause(s.ctx); err != nil {
		return err
	}
	if s.chunk != nil {
		s.chunk.done()
	}
	b := newChunkBuffer()
	n, err := io.ReadFull(s.content, b.content)
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		s.ended = true
	case err != nil:
		return s.unreadable(err)
	}
	b.content = b.content[:n]
	s.chunk, s.at = b, 0
	if n == 0 {
		return nil
	}
	if s.size += int64(n); s.packed == nil && s.size > s.info.Size() {
		return s.changed()
	}
	select {
	case s.toHash <- s.chunk:
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
	if err := s.put(s.n, s.chunk); err != nil {
		return err
	}
	s.n++
	s.tell(s.done())
	return nil
}

func (s *sourceFile) changed() error {
	return fault.New(fault.Unusable, "%s was changed while it was being read. Nothing was stored. Import it when whatever writes it has finished.", s.path)
}

// finish reads what intake left, ends the hash, and finds out whether the file
// changed meanwhile.
func (s *sourceFile) finish() error {
	rest := make([]byte, chunkSize)
	for {
		_, err := s.Read(rest)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	close(s.toHash)
	s.hashing.Wait()
	s.toHash = nil
	if err := s.packed.finish(); err != nil {
		return s.unreadable(err)
	}
	for _, stat := range []func() (os.FileInfo, error){s.f.Stat, func() (os.FileInfo, error) { return os.Stat(s.path) }} {
		now, err := stat()
		if err != nil || now.Size() != s.info.Size() || !now.ModTime().Equal(s.info.ModTime()) || !os.SameFile(now, s.info) {
			return s.changed()
		}
	}
	if s.done() != s.info.Size() {
		return s.changed()
	}
	return nil
}

func (s *sourceFile) close() error {
	if s.toHash != nil {
		close(s.toHash)
		s.hashing.Wait()
		s.toHash = nil
	}
	s.free()
	if err := s.f.Close(); err != nil {
		return fmt.Errorf("closing %s: %w", s.path, err)
	}
	return nil
}

// throttle makes progress at most ten times a second.
func throttle(p Progress, total int64) func(done int64) {
	if p == nil {
		return func(int64) {}
	}
	var last time.Time
	return func(done int64) {
		if now := time.Now(); now.Sub(last) >= 100*time.Millisecond {
			last = now
			p(done, total)
		}
	}
}
