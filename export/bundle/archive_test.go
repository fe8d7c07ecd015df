package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"
)

// craft writes archives that no honest program writes.
type craft struct {
	out       bytes.Buffer
	directory bytes.Buffer
	n         uint16
}

type crafted struct {
	name, local    string // local: the name in the other header, when it differs
	data           []byte
	method, flags  uint16
	size           uint32 // in the directory, when not that of data
	crc            uint32
	extern         uint32
	offset         int // of its local header, when another file's is reused
	before, behind []byte
}

func (c *craft) add(f crafted) {
	packed := f.data
	if f.method == 8 {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, 9)
		w.Write(f.data)
		w.Close()
		packed = b.Bytes()
	}
	size, crc := uint32(len(f.data)), crc32.ChecksumIEEE(f.data)
	if f.local == "" {
		f.local = f.name
	}
	le := binary.LittleEndian
	c.out.Write(f.before)
	at := uint32(c.out.Len())
	if f.offset > 0 {
		at = uint32(f.offset - 1)
	} else {
		h := append([]byte("PK\x03\x04"), 20, 0)
		h = le.AppendUint16(h, f.flags)
		h = le.AppendUint16(h, f.method)
		h = append(h, 0, 0, 33, 0)
		h = le.AppendUint32(h, crc)
		h = le.AppendUint32(h, uint32(len(packed)))
		h = le.AppendUint32(h, size)
		h = le.AppendUint16(h, uint16(len(f.local)))
		h = append(h, 0, 0)
		c.out.Write(h)
		c.out.WriteString(f.local)
		c.out.Write(packed)
		c.out.Write(f.behind)
	}
	if f.size > 0 {
		size = f.size
	}
	if f.crc > 0 {
		crc = f.crc
	}
	h := append([]byte("PK\x01\x02"), 20, 3, 20, 0)
	h = le.AppendUint16(h, f.flags)
	h = le.AppendUint16(h, f.method)
	h = append(h, 0, 0, 33, 0)
	h = le.AppendUint32(h, crc)
	h = le.AppendUint32(h, uint32(len(packed)))
	h = le.AppendUint32(h, size)
	h = le.AppendUint16(h, uint16(len(f.name)))
	h = append(h, 0, 0, 0, 0, 0, 0, 0, 0)
	h = le.AppendUint32(h, f.extern)
	h = le.AppendUint32(h, at)
	c.directory.Write(h)
	c.directory.WriteString(f.name)
	c.n++
}

func (c *craft) bytes() []byte {
	le := binary.LittleEndian
	out := append(bytes.Clone(c.out.Bytes()), c.directory.Bytes()...)
	out = append(out, "PK\x05\x06\x00\x00\x00\x00"...)
	out = le.AppendUint16(out, c.n)
	out = le.AppendUint16(out, c.n)
	out = le.AppendUint32(out, uint32(c.directory.Len()))
	out = le.AppendUint32(out, uint32(c.out.Len()))
	return append(out, 0, 0)
}

func archived(t *testing.T, files ...crafted) string {
	t.Helper()
	var c craft
	for _, f := range files {
		c.add(f)
	}
	path := filepath.Join(t.TempDir(), "hostile.zip")
	if err := os.WriteFile(path, c.bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHostileArchivesAreRefusedWithTheReason(t *testing.T) {
	bagit := crafted{name: "bagit.txt", data: []byte("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")}
	named := func(name string) crafted { return crafted{name: name, data: []byte("x")} }
	for want, files := range map[string][]crafted{
		"absolute path":         {bagit, named("/etc/passwd")},
		"leads out":             {bagit, named("data/../../x")},
		"colon":                 {bagit, named("C:/x")},
		"backslash":             {bagit, named(`data\x`)},
		"home folder":           {bagit, named("~/x")},
		"device":                {bagit, named("data/aux.txt")},
		"name COM1":             {bagit, named("data/COM1")},
		"ends with a dot":       {bagit, named("data/x.")},
		"control character":     {bagit, named("data/x\x00")},
		"not UTF-8":             {bagit, named("data/\xff")},
		"direction of writing":  {bagit, named("data/x\u202egpj.exe")},
		"empty part":            {bagit, named("data//x")},
		"name is empty":         {bagit, named("")},
		"occurs twice":          {bagit, named("data/x"), named("data/x")},
		"only in case":          {bagit, named("data/x"), named("data/X")},
		"form of its accents":   {bagit, named("data/\u00e9"), named("data/e\u0301")},
		"file and of a folder":  {bagit, named("data"), named("data/x")},
		"overlaps":              {bagit, {name: "data/x", data: []byte("x"), local: "bagit.txt", offset: 1}},
		"two names":             {bagit, {name: "data/x", data: []byte("x"), local: "data/y"}},
		"size or checksum":      {bagit, {name: "data/x", data: []byte("xyz"), method: 8, size: 2}},
		"two sizes":             {bagit, {name: "data/x", data: []byte("xyz"), size: 2}},
		"in size or checksum":   {bagit, {name: "data/x", data: []byte("xyz"), crc: 7}},
		"encrypted":             {bagit, {name: "data/x", data: []byte("x"), flags: 1}},
		"method 12":             {bagit, {name: "data/x", data: []byte("x"), method: 12}},
		"link or a device":      {bagit, {name: "data/x", data: []byte("/etc/passwd"), extern: 0xa1ff << 16}},
		"belong to no file":     {bagit, {name: "data/x", data: []byte("x"), before: []byte("hidden")}},
		"stand before the list": {bagit, {name: "data/x", data: []byte("x"), behind: []byte("hidden")}},
		"a folder has content":  {bagit, {name: "data/", data: []byte("x")}},
		"than 200-fold":         {bagit, {name: "data/x", data: make([]byte, 65<<20), method: 8}},
	} {
		r := verify(t, archived(t, files...))
		if r.Verdict != Unreadable || !strings.Contains(describe(r), want) {
			t.Errorf("want %q in %s", want, describe(r))
		}
	}
}

func TestBytesBeforeOrBehindAnArchiveAreRefused(t *testing.T) {
	whole, _ := os.ReadFile(writeBundle(t, content(2)))
	path := filepath.Join(t.TempDir(), "b.zip")
	for _, data := range [][]byte{append([]byte("MZ"), whole...), append(bytes.Clone(whole), "tail"...)} {
		os.WriteFile(path, data, 0o644)
		if r, err := Verify(t.Context(), path, nil); err == nil && r.Verdict != Unreadable {
			t.Errorf("%s", describe(r))
		}
	}
}

func TestArchiveMadeByOtherToolsIsStillUnchanged(t *testing.T) {
	files := unpack(t, writeBundle(t, content(6)))
	dir := folder(t, files)
	path := filepath.Join(t.TempDir(), "again.zip")
	run(t, filepath.Dir(dir), "python3", "-c", "import shutil,sys; shutil.make_archive(sys.argv[1][:-4],'zip',root_dir=sys.argv[2],base_dir='bag')", path, filepath.Dir(dir))
	if r := verify(t, path); r.Verdict != Unsigned {
		t.Error(describe(r))
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, data := range files { // with data descriptors
		o, _ := w.Create(name)
		o.Write(data)
	}
	w.Close()
	os.WriteFile(path, out.Bytes(), 0o644)
	if r := verify(t, path); r.Verdict != Unsigned {
		t.Error(describe(r))
	}
}

func TestLinkInAFolderIsRefused(t *testing.T) {
	dir := folder(t, unpack(t, writeBundle(t, content(2))))
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "data", "link")); err != nil {
		t.Skip(err)
	}
	if r := verify(t, dir); r.Verdict != Unreadable || !strings.Contains(describe(r), "data/link") {
		t.Error(describe(r))
	}
}

func FuzzArchive(f *testing.F) {
	var c craft
	c.add(crafted{name: "bagit.txt", data: []byte("BagIt-Version: 1.0\n"), method: 8})
	c.add(crafted{name: "data/x", data: []byte("x")})
	f.Add(c.bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		a, problems, err := openArchive(bytes.NewReader(data), int64(len(data)))
		if err != nil || len(problems) > 0 {
			return
		}
		for i := range a.members {
			io.Copy(io.Discard, io.LimitReader(a.open(&a.members[i]), 1<<20))
		}
	})
}
