package evidence

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
)

const (
	saltTag  = "probity/salt/1\x00"
	fieldTag = "probity/field/1\x00"
	rowTag   = "probity/row/1\x00"
)

// RowSalt derives the salt of an entry from the secret of its source and its
// identity: HMAC-SHA-256 (RFC 2104).
func RowSalt(secret []byte, identity string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(identity))
	return mac.Sum(nil)
}

// FieldSalt derives the salt of one field. Given away alone it opens that field
// and no other.
func FieldSalt(rowSalt []byte, name string) Hash {
	b := make([]byte, 0, 128)
	b = append(b, saltTag...)
	b = append(b, rowSalt...)
	return sha256.Sum256(append(b, name...))
}

// FieldDigest hides a field: name and value under the field's salt.
func FieldDigest(fieldSalt Hash, name, value string) Hash {
	h := sha256.New()
	return fieldDigest(h, make([]byte, 0, 128+len(value)), fieldSalt, name, value)
}

func fieldDigest[V ~string | ~[]byte](h hash.Hash, b []byte, fieldSalt Hash, name string, value V) Hash {
	b = append(b[:0], fieldTag...)
	b = append(b, fieldSalt[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(name)))
	b = append(b, name...)
	if len(b)+len(value) <= cap(b) {
		return sha256.Sum256(append(b, value...))
	}
	h.Reset()
	h.Write(b)
	h.Write([]byte(value))
	var out Hash
	h.Sum(out[:0])
	return out
}

// CommitDigests folds field digests, given in ascending byte order of the
// fields' names, into the commitment.
func CommitDigests(digests []Hash) Hash {
	h := sha256.New()
	h.Write([]byte(rowTag))
	for i := range digests {
		h.Write(digests[i][:])
	}
	return Hash(h.Sum(nil))
}

// Commit is the commitment over fields under a salt (docs/format.md,
// "Commitments").
func Commit(salt []byte, fields map[string]string) Hash {
	names := slices.Sorted(maps.Keys(fields))
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = fields[name]
	}
	return CommitSorted(salt, names, values)
}

// CommitSorted is Commit over names in ascending byte order, each once, and
// their values.
func CommitSorted[V ~string | ~[]byte](salt []byte, names []string, values []V) Hash {
	var (
		saltBytes  [160]byte
		fieldBytes [512]byte
		rowBytes   [1024]byte
		long       = sha256.New()
	)
	row := append(rowBytes[:0], rowTag...)
	prefix := append(append(saltBytes[:0], saltTag...), salt...)
	for i, name := range names {
		fieldSalt := sha256.Sum256(append(prefix, name...))
		digest := fieldDigest(long, fieldBytes[:0], fieldSalt, name, values[i])
		row = append(row, digest[:]...)
	}
	return sha256.Sum256(row)
}
