package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"probity/data/fault"
)

// What Inspect looks at: a file up to wholeSize is read whole; of a larger one
// the beginning, a piece from the middle and one from the end.
const (
	wholeSize = 4 << 20
	headSize  = 1 << 20
	partSize  = 256 << 10
)

// sample holds what was looked at of a file.
type sample struct {
	path, name string
	size       int64 // of the content, estimated where it is packed
	fileSize   int64
	head       []byte
	parts      [][]byte // from the middle and the end, each from the first line end on
	whole      bool

	container string   // what the file is packed in
	member    string   // of a ZIP
	members   []string // the exports among them
	packed    *Packed
	why       string // why it is read so
	sure      bool
	question  *Question

	more   [][]byte // what further read
	lookAt sync.Once
	long   []byte // what lengthened read
	failed error  // why it could not
	longer sync.Once
	hunts  hunts
}

func takeSample(path, member string, kept *Kept) (*sample, error) {
	if kept == nil {
		return readSample(path, member)
	}
	return kept.take(path, member)
}

func readSample(path, member string) (*sample, error) {
	s := &sample{path: path, name: filepath.Base(path), sure: true}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Unusable, "There is no file %s; check the name and the folder.", path)
	case err != nil:
		return nil, unreadable(path, err)
	case info.IsDir():
		return nil, fault.New(fault.Unusable, "%s is a folder; choose the exported file inside it.", path)
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Unusable, "%s is not an ordinary file; save the export to a file first.", path)
	case info.Size() == 0:
		return nil, fault.New(fault.Unusable, "%s is empty (0 bytes); export it again.", path)
	}
	s.size = info.Size()
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	n := int64(headSize)
	if s.size <= wholeSize {
		n, s.whole = s.size, true
	}
	s.head = make([]byte, n)
	if k, err := io.ReadFull(f, s.head); err != nil {
		if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return nil, unreadable(path, err)
		}
		s.head = s.head[:k]
	}
	if len(s.head) == 0 {
		return nil, fault.New(fault.Unusable, "%s is empty (0 bytes); export it again.", path)
	}
	if !s.whole {
		for _, at := range []int64{s.size / 2 &^ 3, (s.size - partSize) &^ 3} {
			part := make([]byte, partSize)
			k, err := f.ReadAt(part, at)
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, unreadable(path, err)
			}
			s.parts = append(s.parts, part[:k])
		}
	}
	s.fileSize = s.size
	if err := s.unpack(f, member); err != nil {
		return nil, err
	}
	if tarball(s.head) {
		return nil, fault.New(fault.Unusable, "%s is a tar archive; unpack it and import the files in it one by one.", s.name)
	}
	return s, s.recognise()
}

func unreadable(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if errors.Is(err, fs.ErrPermission) {
		return fault.New(fault.Unusable, "%s cannot be read: no permission; ask its owner or copy it to a folder of yours. (%w)", path, err)
	}
	return fault.New(fault.Unusable, "%s cannot be read: %w; copy it to this computer and try again.", path, err)
}

// signatures are beginnings of files that are not text.
var signatures = []struct{ magic, what, todo string }{
	{"PK\x03\x04", "a ZIP archive or an Excel workbook (XLSX)", "open it and save the table as CSV, or unpack it first"},
	{"PK\x05\x06", "an empty ZIP archive", "export it again"},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (XLS) or another Office document", "open it and save the table as CSV"},
	{"%PDF-", "a PDF document", "export the log as CSV or JSON instead"},
	{"\x1F\x8B", "a gzip archive", "unpack it first"},
	{"BZh", "a bzip2 archive", "unpack it first"},
	{"\xFD7zXZ\x00", "an xz archive", "unpack it first"},
	{"\x28\xB5\x2F\xFD", "a Zstandard archive", "unpack it first"},
	{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first"},
	{"Rar!", "a RAR archive", "unpack it first"},
	{"SQLite format 3\x00", "a database", "open it as a workspace if it is one (.probity), or choose an export"},
	{"\x7FELF", "a program", "choose an export"},
	{"MZ\x90\x00", "a program", "choose an export"},
	{"\xCF\xFA\xED\xFE", "a program", "choose an export"},
	{"\x89PNG\r\n", "a picture", "choose an export"},
	{"\xFF\xD8\xFF", "a picture", "choose an export"},
	{"GIF8", "a picture", "choose an export"},
	{"{\\rtf", "an RTF document", "export the log as CSV or JSON instead"},
}

// recognise refuses what is not text and says what it looks like.
func (s *sample) recognise() error {
	for _, g := range signatures {
		if bytes.HasPrefix(s.head, []byte(g.magic)) {
			if g.magic == "BZh" && bytes.IndexByte(s.head[:min(len(s.head), 512)], 0) < 0 {
				continue
			}
			return fault.New(fault.Unusable, "%s %s %s, not a text export; %s.", s.name, s.holds(), g.what, g.todo)
		}
	}
	for _, escape := range []string{"\x1B$B", "\x1B$@"} {
		if bytes.Contains(s.head, []byte(escape)) {
			return fault.New(fault.Unusable, "%s %s text in ISO-2022-JP, in which bytes change their meaning; open it in an editor and save it as UTF-8.", s.name, s.holds())
		}
	}
	start := bytes.ToLower(bytes.TrimSpace(s.head[:min(len(s.head), 512)]))
	if bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")) {
		return fault.New(fault.Unusable, "%s %s a web page, not an export; it may be the login page that was saved in its place.", s.name, s.holds())
	}
	return nil
}

// holds is the verb between the name of the file and what was found.
func (s *sample) holds() string {
	if s.container == "" || s.container == containerFile {
		return "is"
	}
	return "holds"
}

// binary refuses what has so many control characters that it cannot be text.
func (s *sample) binary(cs *charset, text []byte) error {
	if cs.order == nil && !strings.HasPrefix(cs.name, "utf-32") && !cs.ebcdic() {
		text = s.head
	}
	control := 0
	var n [0x20]int
	for _, c := range text {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B {
			control++
			n[c]++
		}
	}
	for _, c := range []byte{1, 0x1C, 0x1D, 0x1E, 0x1F} { // one of these may delimit
		if n[c]*20 > control*19 {
			control -= n[c]
		}
	}
	if control*10 > len(text) {
		return fault.New(fault.Unusable, "%s is not text (%s of its bytes are control characters); choose the exported CSV or JSON.",
			s.name, fmt.Sprintf("%d %%", control*100/len(text)))
	}
	return nil
}
