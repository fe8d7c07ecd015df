package workspace

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"

	"probity/data/columns"
	"probity/data/evidence"
	"probity/data/fault"
)

// chunkSize is the number of bytes of a source in one chunk.
const chunkSize = 1 << 20

// chunkCache keeps the chunk that was read last: neighbouring records lie in
// it.
type chunkCache struct {
	sync.Mutex
	source, n int64
	data      []byte
}

// sourceID finds a visible source.
func (w *Workspace) sourceID(ctx context.Context, sum [32]byte) (id, size int64, err error) {
	err = w.readers.QueryRowContext(ctx, `SELECT id, size FROM source WHERE sha256 = ?`, sum[:]).Scan(&id, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, fault.New(fault.Unusable, "%s holds no source with the SHA-256 %s.", w.path, evidence.Hex(sum))
	}
	return id, size, w.explain(err)
}

// chunk gives the bytes of a source from n MiB on.
func (w *Workspace) chunk(ctx context.Context, source, n int64) ([]byte, error) {
	var data []byte
	err := w.readers.QueryRowContext(ctx, `SELECT data FROM chunk WHERE source = ? AND n = ?`, source, n).Scan(&data)
	if err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fault.New(fault.Changed, "%s lacks the original bytes from %d on.", w.path, n*chunkSize)
		}
		return nil, w.explain(err)
	}
	out, err := columns.Unpack(nil, data, chunkSize)
	if err != nil {
		return nil, fault.New(fault.Changed, "In %s the original bytes from %d on are damaged. (%w)", w.path, n*chunkSize, err)
	}
	return out, nil
}

// Record returns original bytes of a source, as they were in the file.
func (w *Workspace) Record(ctx context.Context, source [32]byte, offset, length int64) ([]byte, error) {
	id, size, err := w.sourceID(ctx, source)
	if err != nil {
		return nil, err
	}
	if offset < 0 || length < 0 || offset > size || length > size-offset {
		return nil, fault.New(fault.Unusable, "The source has %d bytes, so there are no %d bytes from %d on.", size, length, offset)
	}
	out := make([]byte, 0, min(length, chunkSize)) // length may be damaged
	for int64(len(out)) < length {
		n, from := offset/chunkSize, offset%chunkSize
		data, err := w.cachedChunk(ctx, id, n)
		if err != nil {
			return nil, err
		}
		if from >= int64(len(data)) {
			return nil, fault.New(fault.Changed, "In %s the original bytes from %d on are cut off.", w.path, offset)
		}
		piece := data[from:min(int64(len(data)), from+length-int64(len(out)))]
		out = append(out, piece...)
		offset += int64(len(piece))
	}
	return out, nil
}

func (w *Workspace) cachedChunk(ctx context.Context, source, n int64) ([]byte, error) {
	c := &w.chunks
	c.Lock()
	defer c.Unlock()
	if c.data != nil && c.source == source && c.n == n {
		return c.data, nil
	}
	data, err := w.chunk(ctx, source, n)
	if err != nil {
		return nil, err
	}
	c.source, c.n, c.data = source, n, data
	return data, nil
}

// Original writes a source as it was imported. At its end the SHA-256 is
// checked; what was written before an error is not the source.
func (w *Workspace) Original(ctx context.Context, source [32]byte, to io.Writer) error {
	id, size, err := w.sourceID(ctx, source)
	if err != nil {
		return err
	}
	h := sha256.New()
	for n := int64(0); n*chunkSize < size; n++ {
		data, err := w.chunk(ctx, id, n)
		if err != nil {
			return err
		}
		h.Write(data)
		if _, err := to.Write(data); err != nil {
			return fmt.Errorf("writing the original of a source: %w", err)
		}
	}
	if [32]byte(h.Sum(nil)) != source {
		return fault.New(fault.Changed, "In %s the original bytes of a source were changed: their SHA-256 is no longer %s.", w.path, evidence.Hex(source))
	}
	return nil
}
