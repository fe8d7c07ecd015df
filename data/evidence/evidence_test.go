package evidence

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// stored is the storage that tlog itself expects, so that the oracle shares
// nothing with our trees.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = s[index]
	}
	return out, nil
}

func records(n int) (leaves []Hash, oracle stored) {
	for i := range n {
		record := []byte(fmt.Sprintf("record %d", i))
		leaves = append(leaves, LeafHash(record))
		hashes, err := tlog.StoredHashes(int64(i), record, oracle)
		if err != nil {
			panic(err)
		}
		oracle = append(oracle, hashes...)
	}
	return leaves, oracle
}

func TestTreesHaveTheRootOfTlog(t *testing.T) {
	leaves, oracle := records(300)
	var tree Tree
	for n := 0; ; n++ {
		want, err := tlog.TreeHash(int64(n), oracle)
		if err != nil {
			t.Fatal(err)
		}
		if tree.Root() != Hash(want) || RootOf(leaves[:n]) != Hash(want) || tree.Size() != int64(n) {
			t.Fatalf("root over %d leaves is not that of tlog", n)
		}
		if n == len(leaves) {
			return
		}
		tree.Add(leaves[n])
	}
}

func TestLeafOfAnyLengthIsThatOfRFC6962(t *testing.T) {
	for _, n := range []int{0, 1, 1022, 1023, 1024, 1025, 70000} {
		record := bytes.Repeat([]byte("x"), n)
		if LeafHash(record) != Hash(tlog.RecordHash(record)) {
			t.Errorf("leaf of %d bytes differs", n)
		}
	}
}

func TestProofsAreThoseOfTlog(t *testing.T) {
	leaves, oracle := records(70)
	for size := 1; size <= len(leaves); size++ {
		root := RootOf(leaves[:size])
		prover := NewProver(leaves[:size])
		for i := range size {
			proof, err := prover.Proof(int64(i))
			if err != nil {
				t.Fatal(err)
			}
			want, err := tlog.ProveRecord(int64(size), int64(i), oracle)
			if err != nil {
				t.Fatal(err)
			}
			if len(proof) != len(want) {
				t.Fatalf("proof of %d in %d has %d hashes, want %d", i, size, len(proof), len(want))
			}
			for k := range proof {
				if proof[k] != Hash(want[k]) {
					t.Fatalf("proof of %d in %d differs at %d", i, size, k)
				}
			}
			if !CheckProof(root, int64(size), int64(i), leaves[i], proof) {
				t.Fatalf("proof of %d in %d is refused", i, size)
			}
			if size > 1 && CheckProof(root, int64(size), int64((i+1)%size), leaves[i], proof) {
				t.Fatalf("proof of %d in %d holds for another place", i, size)
			}
			if len(proof) > 0 {
				proof[0][3] ^= 1
				if CheckProof(root, int64(size), int64(i), leaves[i], proof) {
					t.Fatalf("altered proof of %d in %d holds", i, size)
				}
			}
		}
	}
}

func TestProofOutsideTheTreeIsRefused(t *testing.T) {
	leaves, _ := records(3)
	for _, i := range []int64{-1, 3, 1 << 40} {
		if _, err := Proof(leaves, i); err == nil {
			t.Errorf("leaf %d proven in a tree of 3", i)
		}
		if CheckProof(RootOf(leaves), 3, i, leaves[0], nil) {
			t.Errorf("leaf %d accepted in a tree of 3", i)
		}
	}
	if CheckProof(Hash{}, 0, 0, Hash{}, nil) || CheckProof(Hash{}, -5, -6, Hash{}, nil) {
		t.Error("proof in an empty tree accepted")
	}
}

// plainCommit is docs/format.md section 5 word by word.
func plainCommit(salt []byte, names []string, values map[string]string) Hash {
	sum := func(parts ...[]byte) []byte {
		h := sha256.Sum256(bytes.Join(parts, nil))
		return h[:]
	}
	all := [][]byte{[]byte("probity/row/1"), {0}}
	for _, name := range names {
		fieldSalt := sum([]byte("probity/salt/1"), []byte{0}, salt, []byte(name))
		all = append(all, sum([]byte("probity/field/1"), []byte{0}, fieldSalt,
			binary.BigEndian.AppendUint32(nil, uint32(len(name))), []byte(name), []byte(values[name])))
	}
	return Hash(sum(all...))
}

func TestCommitmentIsThatOfTheFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.MapOfN(rapid.StringN(0, 80, -1), rapid.StringN(0, 1200, -1), 0, 40).Draw(t, "fields")
		salt := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "salt")
		var names []string
		for name := range fields {
			names = append(names, name)
		}
		sortBytes(names)
		want := plainCommit(salt, names, fields)
		if Commit(salt, fields) != want {
			t.Fatal("Commit differs from the format")
		}
		values := make([][]byte, len(names))
		digests := make([]Hash, len(names))
		for i, name := range names {
			values[i] = []byte(fields[name])
			digests[i] = FieldDigest(FieldSalt(salt, name), name, fields[name])
		}
		if CommitSorted(salt, names, values) != want {
			t.Fatal("CommitSorted differs from the format")
		}
		if CommitDigests(digests) != want {
			t.Fatal("CommitDigests differs from the format")
		}
	})
}

func sortBytes(names []string) {
	for i := range names {
		for k := i; k > 0 && bytes.Compare([]byte(names[k]), []byte(names[k-1])) < 0; k-- {
			names[k], names[k-1] = names[k-1], names[k]
		}
	}
}

func TestCommitmentOfAFixedRowNeverChanges(t *testing.T) {
	salt := RowSalt([]byte("secret"), "identity")
	mac := hmac.New(sha256.New, []byte("secret"))
	mac.Write([]byte("identity"))
	if !bytes.Equal(salt, mac.Sum(nil)) {
		t.Fatal("the row's salt is not an HMAC")
	}
	got := Hex(Commit(salt, map[string]string{"actor": "budi", "action": "Login"}))
	const want = "505508471033843655a49317498086e6d6b0d4187ff87267acd035b7429167e8"
	if got != want {
		t.Fatalf("commitment %s, want %s", got, want)
	}
}

func TestCheckpointComesBack(t *testing.T) {
	root := LeafHash([]byte("root"))
	text := Checkpoint("probity/1234", 20852163, root)
	for _, more := range []string{"", "\n— example.com Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n", "extension\n"} {
		origin, size, got, err := ParseCheckpoint(append(bytes.Clone(text), more...))
		if err != nil || origin != "probity/1234" || size != 20852163 || got != root {
			t.Errorf("with %q: %q %d %x %v", more, origin, size, got, err)
		}
	}
}

func TestBrokenCheckpointIsRefused(t *testing.T) {
	good := string(Checkpoint("o", 7, Hash{}))
	for _, bad := range []string{
		"", "o\n", "o\n7\n", strings.TrimSuffix(good, "\n"), "\n" + good, good[1:],
		strings.Replace(good, "7", "07", 1), strings.Replace(good, "7", "-7", 1),
		strings.Replace(good, "=", "", 1), strings.Replace(good, "AAA", "AA", 1),
		strings.Replace(good, "7", "99999999999999999999", 1),
	} {
		if _, _, _, err := ParseCheckpoint([]byte(bad)); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

func TestFingerprintIsWhatSha256sumShows(t *testing.T) {
	// printf abc | sha256sum: ba7816bf8f01cfea414140de5dae2223…
	if got := Fingerprint([]byte("abc")); got != "ba78 16bf 8f01 cfea 4141" {
		t.Errorf("fingerprint %q", got)
	}
}

func TestLineComesBack(t *testing.T) {
	l := Line{V: 1, Replica: "0123456789abcdef", Seq: 2, Prev: Hex(Hash{1}), Clock: 9, Commitment: Hex(Hash{2})}
	got, err := ParseLine(l.Encode())
	if err != nil || got != l {
		t.Fatalf("%+v %v", got, err)
	}
	first := Line{V: 1, Replica: "0123456789abcdef", Seq: 1, Clock: 1, Commitment: Hex(Hash{2})}
	const want = `{"v":1,"replica":"0123456789abcdef","seq":1,"prev":"","clock":1,"commitment":"0200000000000000000000000000000000000000000000000000000000000000"}`
	if string(first.Encode()) != want {
		t.Fatalf("line is %s", first.Encode())
	}
}

func TestLineHasOneSpelling(t *testing.T) {
	good := string(Line{V: 1, Replica: "0123456789abcdef", Seq: 2, Prev: Hex(Hash{1}), Clock: 9, Commitment: Hex(Hash{2})}.Encode())
	for _, bad := range []string{
		"", "{}", "null", good + " ", good + "\n", " " + good,
		strings.Replace(good, `"v":1`, `"v":2`, 1), strings.Replace(good, `"seq":2`, `"seq":1`, 1),
		strings.Replace(good, `"seq":2`, `"seq":0`, 1), strings.Replace(good, `"seq":2`, `"seq":2,"seq":2`, 1),
		strings.Replace(good, `"clock":9`, `"Clock":9`, 1), strings.Replace(good, "abcdef", "ABCDEF", 1),
		strings.Replace(good, "01000", "0100", 1), strings.Replace(good, `"clock":9`, `"clock":-9`, 1),
		strings.Replace(good, `}`, `,"more":1}`, 1),
	} {
		if _, err := ParseLine([]byte(bad)); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	f.Add(Line{V: 1, Replica: "0123456789abcdef", Seq: 1, Clock: 1, Commitment: Hex(Hash{2})}.Encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := ParseLine(data); err == nil && !bytes.Equal(l.Encode(), data) {
			t.Fatal("a second spelling was accepted")
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add(Checkpoint("origin", 3, Hash{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if origin, size, root, err := ParseCheckpoint(data); err == nil && !bytes.HasPrefix(data, Checkpoint(origin, size, root)) {
			t.Fatal("a second spelling was accepted")
		}
	})
}

func BenchmarkCommitRow(b *testing.B) {
	names := []string{"action", "actor", "details", "ip", "target", "time_text"}
	values := []string{"Service suspended", "budi@north.example", "Invoice 4711 overdue by 30 days", "10.1.2.3", "acme@customer.example", "2026-03-14 09:26:53"}
	salt := make([]byte, 32)
	b.ReportAllocs()
	for b.Loop() {
		CommitSorted(salt, names, values)
	}
}
