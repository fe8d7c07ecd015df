package evidence

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
)

// LineVersion is the version of the journal lines that this program writes.
const LineVersion = 1

// Line is what seals one event of a journal: its place in the chain of its
// replica and a commitment over its fields, which lie beside it.
type Line struct {
	V          int    `json:"v"`
	Replica    string `json:"replica"`    // 16 hexadecimal digits
	Seq        int64  `json:"seq"`        // from 1
	Prev       string `json:"prev"`       // hash of the line before, empty at seq 1
	Clock      int64  `json:"clock"`      // Lamport clock
	Commitment string `json:"commitment"` // over the fields
}

// Encode gives the line its bytes. They hold no line end.
func (l Line) Encode() []byte {
	return fmt.Appendf(nil, `{"v":%d,"replica":%q,"seq":%d,"prev":%q,"clock":%d,"commitment":%q}`,
		l.V, l.Replica, l.Seq, l.Prev, l.Clock, l.Commitment)
}

// LineHash is the hash of an event: that of its line's bytes as stored.
func LineHash(line []byte) Hash { return sha256.Sum256(line) }

var replicaPattern = regexp.MustCompile(`^[0-9a-f]{16}$`)

// ParseLine reads what Encode wrote, and nothing else: a line has one spelling.
func ParseLine(data []byte) (Line, error) {
	bad := func(why string) (Line, error) {
		return Line{}, fmt.Errorf("this is not a line of a journal: %s", why)
	}
	var l Line
	if err := json.Unmarshal(data, &l); err != nil {
		return bad(err.Error())
	}
	switch {
	case l.V != LineVersion:
		return bad(fmt.Sprintf("its version is %d, this program knows %d", l.V, LineVersion))
	case !replicaPattern.MatchString(l.Replica):
		return bad(fmt.Sprintf("%q does not name a replica", l.Replica))
	case l.Seq < 1 || l.Clock < 1:
		return bad("sequence and clock begin at 1")
	case (l.Prev == "") != (l.Seq == 1):
		return bad("all lines but the first name the line before")
	}
	if l.Prev != "" {
		if _, err := ParseHash(l.Prev); err != nil {
			return bad(err.Error())
		}
	}
	if _, err := ParseHash(l.Commitment); err != nil {
		return bad(err.Error())
	}
	if string(l.Encode()) != string(data) {
		return bad("it is spelled in another way than this program writes it")
	}
	return l, nil
}
