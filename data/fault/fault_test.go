package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

func TestErrorIsTheSentenceAndKeepsItsKindAndCause(t *testing.T) {
	err := New(Unusable, "a.csv is missing: %w", fs.ErrNotExist)
	if got := err.Error(); got != "a.csv is missing: file does not exist" {
		t.Errorf("text is %q", got)
	}
	outer := fmt.Errorf("import: %w", err)
	if !errors.Is(outer, Unusable) || !errors.Is(outer, fs.ErrNotExist) || errors.Is(outer, Changed) {
		t.Error("kind or cause is lost")
	}
}

func TestExitStatusFollowsTheKind(t *testing.T) {
	for _, c := range []struct {
		err  error
		exit int
	}{{nil, 0}, {New(Changed, "x"), 1}, {New(Unusable, "x"), 2}, {errors.New("x"), 2}} {
		if got := Exit(c.err); got != c.exit {
			t.Errorf("Exit(%v) = %d, want %d", c.err, got, c.exit)
		}
	}
}
