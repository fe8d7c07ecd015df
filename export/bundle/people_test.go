package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// layoutHash is the SHA-256 over the pages of layout Layout. Where it changes,
// Layout must be raised, or bundles that are out there would seem changed.
const layoutHash = "81fa5fe1109fc032ab333447459ab1cad76421e7fd10e5db18935c132737ab83"

func TestLayoutNumberStandsForItsBytes(t *testing.T) {
	in := content(12)
	in.ZoneDB = "2026b"
	files := unpack(t, writeBundle(t, in))
	sum := sha256.New()
	for _, name := range []string{fileReadme, fileVerify, fileBagInfo} {
		info, _, _ := bytes.Cut(files[name], []byte("Payload-Oxum"))
		fmt.Fprintf(sum, "%s %x\n", name, sha256.Sum256(info))
	}
	book := files[fileXLSX]
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range r.File {
		m, _ := f.Open()
		data, _ := io.ReadAll(m)
		data = bytes.ReplaceAll(data, fmt.Appendf(nil, "%x", sha256.Sum256(files[fileSeal])), nil) // which is no layout
		fmt.Fprintf(sum, "%s %x\n", f.Name, sha256.Sum256(data))
	}
	if got := fmt.Sprintf("%x", sum.Sum(nil)); got != layoutHash {
		t.Errorf("the pages for people of layout %d changed to %s: raise Layout in people.go and set layoutHash", Layout, got)
	}
}

func TestEmptyBundleSaysThatNothingWasFound(t *testing.T) {
	page := string(unpack(t, writeBundle(t, content(0)))[fileReadme])
	for _, want := range []string{"The filter found nothing: this bundle holds no entry.", "date:2026-07-01..2026-09-30"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in %s", want, page)
		}
	}
	for _, not := range []string{"Categories</h2>", "Findings</h2>", "Timeline</h2>"} {
		if strings.Contains(page, not) {
			t.Errorf("%q makes no sense without entries", not)
		}
	}
	if page := string(unpack(t, writeBundle(t, content(12)))[fileReadme]); strings.Contains(page, "found nothing") {
		t.Error("something was found")
	}
}
