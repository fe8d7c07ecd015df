package columns

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// expansion is more than a Zstandard frame can grow: a block of 128 KiB needs
// at least four bytes. It keeps a damaged header from asking for memory that
// its data cannot fill.
const expansion = 1 << 16

var errDamaged = errors.New("the compressed data is damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errDamaged, fmt.Sprintf(format, args...))
}

var (
	encoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true),
			zstd.WithEncoderConcurrency(4), zstd.WithLowerEncoderMem(true), zstd.WithSingleSegment(true))
		if err != nil {
			panic(err) // the options are constants
		}
		return e
	})
	decoder = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(4), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err)
		}
		return d
	})
	scratch = sync.Pool{New: func() any { return new([]byte) }}
)

// Pack puts content into one Zstandard frame (RFC 8878) with its size in the
// header and a checksum. It may be called concurrently.
func Pack(content []byte) []byte {
	buffer := scratch.Get().(*[]byte)
	defer scratch.Put(buffer)
	*buffer = encoder().EncodeAll(content, (*buffer)[:0])
	return bytes.Clone(*buffer)
}

// packed is Pack of what fill appends to memory that is used again afterwards.
// At the most size bytes are to be expected.
func packed(size int, fill func(b []byte) []byte) []byte {
	buffer := scratch.Get().(*[]byte)
	defer scratch.Put(buffer)
	*buffer = fill(slices.Grow((*buffer)[:0], size))
	return Pack(*buffer)
}

// Unpacked is the size that a frame's header states for its content. It is an
// error where data is no single frame of Pack or states more than limit or
// more than it can hold.
func Unpacked(data []byte, limit int) (int, error) {
	var h zstd.Header
	if err := h.Decode(data); err != nil {
		return 0, damaged("no Zstandard frame (%v)", err)
	}
	if h.Skippable || !h.HasFCS {
		return 0, damaged("the frame does not state its size")
	}
	if h.FrameContentSize > uint64(limit) {
		return 0, damaged("the frame states %d bytes where at most %d can be", h.FrameContentSize, limit)
	}
	if h.FrameContentSize > uint64(len(data))*expansion {
		return 0, damaged("the frame states %d bytes that its %d cannot hold", h.FrameContentSize, len(data))
	}
	return int(h.FrameContentSize), nil
}

// Unpack appends the content of one frame to dst, which grows at most by
// limit.
func Unpack(dst, data []byte, limit int) ([]byte, error) {
	size, err := Unpacked(data, limit)
	if err != nil {
		return dst, err
	}
	before := len(dst)
	if cap(dst)-before < size {
		grown := make([]byte, before, before+size)
		copy(grown, dst)
		dst = grown
	}
	// The room given to the decoder ends where the header says, so that a
	// second frame behind the first is an error instead of more memory.
	out, err := decoder().DecodeAll(data, dst[:before:before+size])
	if err != nil {
		return dst, damaged("%v", err)
	}
	if len(out)-before != size {
		return dst, damaged("the frame holds %d bytes and states %d", len(out)-before, size)
	}
	return out, nil
}

// unpacked calls use with the content of a frame in memory that is used again
// afterwards.
func unpacked(data []byte, limit int, use func(content []byte) error) error {
	buffer := scratch.Get().(*[]byte)
	defer scratch.Put(buffer)
	content, err := Unpack((*buffer)[:0], data, limit)
	if err != nil {
		return err
	}
	*buffer = content
	return use(content)
}
