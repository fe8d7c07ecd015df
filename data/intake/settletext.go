package intake

import (
	"fmt"
	"unicode/utf8"
)

// odd is where a file whose samples were plain ASCII first holds bytes that are
// not UTF-8.
type odd struct {
	line   int64  // 0-based within the piece
	around []byte // the text there
}

// oddAround is how many bytes are looked at to tell their encoding.
const oddAround = 256 << 10

// plain looks for bytes that the samples did not show: what is no UTF-8 in a
// file of which only ASCII was seen.
func (p *plan) plain(b *Batch, pc *piece, eol byte) {
	if !p.rd.Plain || utf8.Valid(pc.text) {
		return
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(pc.text[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	b.odd = &odd{line: p.lines(pc.text[:at], eol), around: append([]byte(nil), pc.text[max(0, at-1000):min(len(pc.text), at+oddAround)]...)}
}

// text judges the bytes of a batch. It is an error when the file is not in the
// encoding that the samples were thought to be in.
func (s *settler) text(b *Batch, lines int64) error {
	if b.odd == nil {
		return nil
	}
	looks := &sample{head: b.odd.around}
	name, f := byLikelihood(looks)
	b.odd = nil
	return contradicts("encoding", lines+1, name, fmt.Sprintf("with --encoding %s, or with --encoding utf-8 to keep the bytes as they are.", name),
		"The parts that were looked at first are plain ASCII, but line %d is not UTF-8; it looks like %s (%s).", f.Value, f.Why)
}
