package entry

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Identity names an entry for ever: the source by its SHA-256, the member of
// an archive or sheet of a workbook, where the record begins (a byte offset in
// a text format, a row in a sheet), and the path inside the record where a
// record holds several entries. Journal, bundles and links use only this; see
// docs/format.md, "Identity".
type Identity struct {
	Source [32]byte
	Member string
	Offset int64
	Path   string
}

// String gives the written form: sha256[/member]:offset[#path], member and
// path percent-encoded.
func (id Identity) String() string {
	var b strings.Builder
	b.WriteString(hex.EncodeToString(id.Source[:]))
	if id.Member != "" {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(id.Member))
	}
	b.WriteByte(':')
	b.WriteString(strconv.FormatInt(id.Offset, 10))
	if id.Path != "" {
		b.WriteByte('#')
		b.WriteString(url.PathEscape(id.Path))
	}
	return b.String()
}

// ParseIdentity reads what String wrote.
func ParseIdentity(s string) (Identity, error) {
	var id Identity
	bad := func() (Identity, error) {
		return Identity{}, fmt.Errorf("%q is not an entry's identity (sha256[/member]:offset[#path])", s)
	}
	if len(s) < 66 {
		return bad()
	}
	if _, err := hex.Decode(id.Source[:], []byte(s[:64])); err != nil {
		return bad()
	}
	rest, path, found := strings.Cut(s[64:], "#")
	if found {
		p, err := url.PathUnescape(path)
		if err != nil || p == "" {
			return bad()
		}
		id.Path = p
	}
	i := strings.LastIndexByte(rest, ':')
	if i < 0 {
		return bad()
	}
	if m := rest[:i]; m != "" {
		if m[0] != '/' {
			return bad()
		}
		p, err := url.PathUnescape(m[1:])
		if err != nil || p == "" {
			return bad()
		}
		id.Member = p
	}
	n, err := strconv.ParseInt(rest[i+1:], 10, 64)
	if err != nil || n < 0 {
		return bad()
	}
	id.Offset = n
	if id.String() != s {
		return bad()
	}
	return id, nil
}
