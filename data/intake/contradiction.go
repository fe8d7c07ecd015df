package intake

import (
	"fmt"

	"probity/data/fault"
)

// Contradiction is an error of Read: the whole file does not bear out what its
// samples showed, so a person must say how it is to be read. Nothing was stored.
// It is of kind fault.Unusable.
type Contradiction struct {
	Key      string // what must be said: date-order, zone, encoding, delimiter, quote
	Line     int64  // 1-based, where the file contradicts
	Why      string // what stands there; a sentence
	Proposal string // for Key, where the place suggests one: mdy, windows-1252; else empty
	todo     string // how to say it on the command line
}

// Error is the sentence with what to do on the command line.
func (c *Contradiction) Error() string {
	return c.Why + " Nothing was stored; import again " + c.todo
}

// contradicts makes the error; why has the line as its first operand.
func contradicts(key string, line int64, proposal, todo, why string, args ...any) error {
	return fault.New(fault.Unusable, "%w", &Contradiction{Key: key, Line: line, Proposal: proposal, todo: todo,
		Why: fmt.Sprintf(why, append([]any{line}, args...)...)})
}
