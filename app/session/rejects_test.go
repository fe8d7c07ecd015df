package session

import (
	"testing"

	"probity/data/intake"
)

func TestLineEndsAreThoseOfTheSourcesEncoding(t *testing.T) {
	for _, c := range []struct{ end, encoding, want string }{
		{"lf", "utf-8", "\n"}, {"crlf", "windows-1252", "\r\n"}, {"cr", "utf-8", "\r"}, {"", "utf-8", "\n"},
		{"crlf", "utf-16le", "\r\x00\n\x00"}, {"lf", "utf-16be", "\x00\n"}, {"lf", "utf-32le", "\n\x00\x00\x00"},
	} {
		if got := string(lineEnd(&intake.Reading{LineEnd: c.end, Encoding: c.encoding})); got != c.want {
			t.Errorf("%s in %s: %q", c.end, c.encoding, got)
		}
	}
}
