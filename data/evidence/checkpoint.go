package evidence

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Checkpoint writes the text of a C2SP tlog-checkpoint: origin, number of
// leaves, root in base64, each on a line.
func Checkpoint(origin string, size int64, root Hash) []byte {
	return fmt.Appendf(nil, "%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
}

// ParseCheckpoint reads the text of a tlog-checkpoint. Extension lines and the
// signatures after the empty line are left to others.
func ParseCheckpoint(text []byte) (origin string, size int64, root Hash, err error) {
	bad := func(why string) (string, int64, Hash, error) {
		return "", 0, Hash{}, fmt.Errorf("this is not a checkpoint: %s", why)
	}
	if len(text) > 1<<20 {
		return bad("it is longer than 1 MiB")
	}
	body, _, signed := strings.Cut(string(text), "\n\n")
	if signed {
		body += "\n"
	}
	if !strings.HasSuffix(body, "\n") {
		return bad("its last line has no end")
	}
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	if len(lines) < 3 {
		return bad("it needs a line for origin, size and root")
	}
	if origin = lines[0]; origin == "" {
		return bad("the origin is empty")
	}
	size, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return bad(fmt.Sprintf("%q is not a number of leaves", lines[1]))
	}
	b, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(b) != len(root) {
		return bad(fmt.Sprintf("%q is not a root in base64", lines[2]))
	}
	return origin, size, Hash(b), nil
}

// Fingerprint is the short name of a bundle that two people can compare by
// telephone: the first 20 digits of the SHA-256 of its
// tagmanifest-sha256.txt, in groups of four.
func Fingerprint(tagmanifest []byte) string {
	sum := sha256.Sum256(tagmanifest)
	digits := hex.EncodeToString(sum[:10])
	groups := make([]string, 0, 5)
	for ; digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return strings.Join(groups, " ")
}
