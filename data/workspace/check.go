package workspace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"probity/data/fault"
)

const (
	applicationID = 0x50524259 // "PRBY"
	// FormatVersion is the newest version of the workspace format that this
	// program knows. It reads all earlier ones.
	FormatVersion = listVersion

	baseVersion = 2 // to which older files are brought
	listVersion = 3 // of a file that holds a reference list
)

// checkHeader looks at the first bytes of a file and its length, so that what
// is no workspace is told apart in words before SQLite sees it. Offsets:
// https://sqlite.org/fileformat2.html, section 1.3.
func checkHeader(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.Unusable, "There is no workspace at %s. Check the name, or import an export to make a new workspace. (%w)", path, err)
	case errors.Is(err, fs.ErrPermission):
		return fault.New(fault.Unusable, "%s may not be read. Ask whoever owns it for access. (%w)", path, err)
	case err != nil:
		return fault.New(fault.Unusable, "%s cannot be opened: %w", path, err)
	case info.IsDir():
		return fault.New(fault.Unusable, "%s is a folder. Name the workspace file in it (it ends in .probity).", path)
	case !info.Mode().IsRegular():
		return fault.New(fault.Unusable, "%s is not an ordinary file, so it cannot be a workspace.", path)
	case info.Size() == 0:
		return fault.New(fault.Unusable, "%s is empty (0 bytes). A workspace is never empty, so it was probably cut off while it was copied. Take another copy, or import the exports again.", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fault.New(fault.Unusable, "%s may not be read. Ask whoever owns it for access. (%w)", path, err)
	}
	defer f.Close()
	var header [100]byte
	n, err := io.ReadFull(f, header[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
	}
	if !strings.HasPrefix(string(header[:n]), "SQLite format 3\x00") {
		if strings.HasPrefix(string(header[:n]), "PK\x03\x04") {
			return fault.New(fault.Unusable, "%s is a ZIP, not a workspace. If it is a bundle, open it as one.", path)
		}
		return fault.New(fault.Unusable, "%s is not a workspace. If it is an export of a log, import it into one.", path)
	}
	if n < len(header) {
		return fault.New(fault.Changed, "%s is cut off: only %d bytes are there. Take another copy, or import the exports again.", path, n)
	}
	if id := binary.BigEndian.Uint32(header[68:]); id != applicationID {
		return fault.New(fault.Unusable, "%s is a database of another program, not a workspace of Probity.", path)
	}
	if v := binary.BigEndian.Uint32(header[60:]); v > FormatVersion {
		return fault.New(fault.Newer, "%s was written by a newer Probity (format %d; this one knows up to %d). Open it with the newer version. Nothing was changed.", path, v, FormatVersion)
	} else if v == 0 {
		return fault.New(fault.Changed, "%s states no format version, so it is damaged. Work on from a copy.", path)
	}
	return checkLength(path, info.Size(), header[:])
}

// checkLength finds a file that lost its end. While changes lie beside it in
// the -wal file its own length says nothing.
func checkLength(path string, size int64, header []byte) error {
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return nil
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 65536
	}
	pages := int64(binary.BigEndian.Uint32(header[28:]))
	if current := binary.BigEndian.Uint32(header[24:]) == binary.BigEndian.Uint32(header[92:]); current && size < page*pages {
		return fault.New(fault.Changed, "%s is cut off: %d of its %d bytes are there. Take another copy, or import the exports again.", path, size, page*pages)
	}
	return nil
}

// checkTables finds a file whose schema is not that of a workspace.
func (w *Workspace) checkTables() error {
	tables := []string{"meta", "source", "chunk", "reading", "leaves", "block", "dictionary", "reject", "event", "setting"}
	if w.format >= 2 {
		tables = append(tables, "occurrence")
	}
	for _, table := range tables {
		var n int
		err := w.readers.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?`, table).Scan(&n)
		if err != nil {
			return w.explain(err)
		}
		if n != 1 {
			return damagedFile(w.path, fmt.Errorf("table %s is missing", table))
		}
	}
	return nil
}
