package intake

import (
	"io"
	"os"
	"path/filepath"
)

// Members lists the exports in a ZIP, in its order; none of any other file,
// also of one that cannot be opened, which Inspect explains.
func Members(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := io.ReadFull(f, head)
	if containerOf(head[:n]) != containerZip {
		return nil, nil
	}
	s := &sample{path: path, name: filepath.Base(path), size: info.Size()}
	err = s.choose(f, "")
	return s.members, err
}
