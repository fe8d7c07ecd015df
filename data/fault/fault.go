// Package fault sorts errors that a person is to read into a few kinds, so
// that the command line can choose its exit status and the window its tone.
//
// An error made here says what happened, to which file and row, and what to
// do; its kind is found with errors.Is and is not part of the sentence.
package fault

import (
	"errors"
	"fmt"
)

// Kinds of error.
var (
	// Unusable: the input or what was asked cannot be used (exit status 2);
	// nothing was written.
	Unusable = errors.New("unusable input")
	// Changed: a check found a difference or damage (exit status 1).
	Changed = errors.New("changed")
	// Unsafe: the place does not allow a safe workspace, such as a network
	// share or a synced folder (exit status 2).
	Unsafe = errors.New("unsafe place")
	// Newer: the file was made by a newer version of the program (exit status 2).
	Newer = errors.New("newer version")
)

type sentence struct {
	kind error
	err  error
}

func (s *sentence) Error() string   { return s.err.Error() }
func (s *sentence) Unwrap() []error { return []error{s.kind, s.err} }

// New returns an error of a kind whose text is the sentence alone. A %w in
// format wraps its operand as in fmt.Errorf.
func New(kind error, format string, args ...any) error {
	return &sentence{kind, fmt.Errorf(format, args...)}
}

// Exit gives the exit status of the command line for err: 0 without an error,
// 1 for Changed, 2 for everything else.
func Exit(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, Changed):
		return 1
	}
	return 2
}
