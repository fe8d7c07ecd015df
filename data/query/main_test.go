package query

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the random logs the same in every run, unless -rapid.seed
// asks for others.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.seed"); f != nil && f.Value.String() == f.DefValue {
		_ = flag.Set("rapid.seed", "20261122")
	}
	_ = flag.Set("rapid.nofailfile", "true")
	os.Exit(m.Run())
}
