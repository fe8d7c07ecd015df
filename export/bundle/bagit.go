package bundle

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// maxTagFile bounds manifests and other tag files that are read whole.
const maxTagFile = 64 << 20

var algorithms = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

// bagCheck judges a BagIt bag (RFC 8493 and the drafts from 0.93 on).
type bagCheck struct {
	b        *bag
	r        *Report
	version  string
	encoding string
	sums     map[string]map[string]string // algorithm → file → digest, as found
	differs  map[string][]string          // file → manifests that say something else
	damaged  map[string]string            // file → why it cannot be read whole
	lineIn   map[string]int               // manifest, NUL, file → line, of those in differs
	listed   map[string]bool              // files that some manifest names
	folded   map[string]string            // sameFile → file
	forgiven map[string]bool              // missing files of the system
}

func (c *bagCheck) problem(what, file, format string, args ...any) {
	c.r.add(Problem{What: what, File: file, Detail: fmt.Sprintf(format, args...)})
}

func (c *bagCheck) warn(format string, args ...any) {
	c.r.Warnings = append(c.r.Warnings, fmt.Sprintf(format, args...))
}

func (c *bagCheck) run(ctx context.Context) error {
	c.differs, c.damaged, c.listed = map[string][]string{}, map[string]string{}, map[string]bool{}
	c.forgiven, c.lineIn = map[string]bool{}, map[string]int{}
	if !c.declaration() {
		return nil
	}
	manifests := c.manifests()
	if err := c.digest(ctx, manifests); err != nil {
		return err
	}
	for _, m := range manifests {
		c.compare(m)
	}
	c.payload(manifests)
	c.oxum()
	c.fetch()
	return nil
}

// bagVersions are the published ones: RFC 8493 and the drafts before it.
var bagVersions = []string{"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"}

var versionLine = regexp.MustCompile(`^BagIt-Version: (\d+\.\d+)[ \t]*$`)
var encodingLine = regexp.MustCompile(`^Tag-File-Character-Encoding: (\S+)[ \t]*$`)

// declaration reads bagit.txt: two lines, UTF-8 without a byte order mark.
func (c *bagCheck) declaration() bool {
	if !c.b.has(fileBagit) {
		c.problem("missing", fileBagit, "there is no bagit.txt: without it this is no bag, or not its top folder")
		return false
	}
	data, err := c.b.read(fileBagit, 1<<16)
	if err != nil {
		c.problem("bag", fileBagit, "it cannot be read: %v", err)
		return false
	}
	text := lines(string(data))
	var m []string
	if len(text) != 2 {
		c.problem("bag", fileBagit, "it must hold two lines, the version and the encoding of the tag files")
		return false
	}
	if m = versionLine.FindStringSubmatch(text[0]); m == nil {
		c.problem("bag", fileBagit, "its first line does not give a version such as 1.0")
		return false
	}
	c.version = m[1]
	if !slices.Contains(bagVersions, c.version) {
		c.problem("bag", fileBagit, "it gives the BagIt version %s; there is none such, this program knows 0.93 to 0.97 and 1.0", c.version)
	}
	if m = encodingLine.FindStringSubmatch(text[1]); m == nil {
		c.problem("bag", fileBagit, "its second line does not give the encoding of the tag files")
		return false
	}
	c.encoding = m[1]
	if _, err := c.decode([]byte("a")); err != nil {
		c.problem("bag", fileBagit, "the encoding %s is unknown", c.encoding)
		return false
	}
	return true
}

// decode turns a tag file into UTF-8.
func (c *bagCheck) decode(data []byte) (string, error) {
	switch strings.ToUpper(c.encoding) {
	case "UTF-8", "UTF8", "US-ASCII", "ASCII":
		return string(data), nil
	case "UTF-16":
		if len(data)%2 == 1 {
			return "", nil
		}
		out, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return string(out), err
	}
	e, err := ianaindex.IANA.Encoding(c.encoding)
	if err != nil || e == nil {
		return "", errors.New("unknown encoding")
	}
	out, err := e.NewDecoder().Bytes(data)
	return string(out), err
}

// lines splits at LF, CR and CR LF; an end without one ends the last line.
func lines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	s = strings.TrimSuffix(s, "\n")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func (c *bagCheck) tagLines(name string) ([]string, bool) {
	data, err := c.b.read(name, maxTagFile)
	if err != nil {
		c.problem("file", name, "it cannot be read: %v", err)
		return nil, false
	}
	text, err := c.decode(data)
	if err != nil {
		c.problem("file", name, "it is not written in %s", c.encoding)
		return nil, false
	}
	return lines(text), true
}

// digest reads every file once.
func (c *bagCheck) digest(ctx context.Context, manifests []manifest) error {
	c.sums = map[string]map[string]string{"sha256": {}}
	for _, m := range manifests {
		if c.sums[m.algorithm] == nil {
			c.sums[m.algorithm] = map[string]string{}
		}
	}
	names := slices.Sorted(maps.Keys(c.sums))
	buffer := make([]byte, 1<<18)
	for _, file := range c.b.names {
		if err := ctx.Err(); err != nil {
			return err
		}
		hashes := make([]hash.Hash, len(names))
		writers := make([]io.Writer, len(names))
		for i, a := range names {
			hashes[i] = algorithms[a]()
			writers[i] = hashes[i]
		}
		r, err := c.b.open(file)
		if err == nil {
			_, err = io.CopyBuffer(io.MultiWriter(writers...), onlyReader{r}, buffer)
			r.Close()
		}
		if err != nil {
			c.damaged[file] = err.Error()
			continue
		}
		for i, a := range names {
			c.sums[a][file] = hex.EncodeToString(hashes[i].Sum(nil))
		}
	}
	return nil
}

type onlyReader struct{ io.Reader }

func (c *bagCheck) compare(m manifest) {
	for _, e := range m.entries {
		if !c.b.has(e.name) {
			if file := c.renamed(m, e); file != "" {
				c.listed[file] = true
				c.r.add(Problem{What: "bag", File: m.file, Row: int64(e.line), Detail: fmt.Sprintf(
					"the line names %s, which is not here; its digest is that of %s: the line was changed", e.name, file)})
				continue
			}
			c.missing(m, e)
			continue
		}
		c.listed[e.name] = true
		if _, broken := c.damaged[e.name]; !broken && c.sums[m.algorithm][e.name] != e.digest {
			c.differs[e.name] = append(c.differs[e.name], m.file)
			c.lineIn[m.file+"\x00"+e.name] = e.line
		}
	}
}

// renamed finds the file of the bundle that a line of a manifest was about, when
// only its name was changed.
func (c *bagCheck) renamed(m manifest, e manifestEntry) string {
	for _, file := range payloadFiles {
		if c.b.has(file) && !m.names[file] && c.sums[m.algorithm][file] == e.digest {
			return file
		}
	}
	return ""
}

// missing tells a file that is not there from one that a file system would
// find under another spelling; the latter is only a warning in old bags.
func (c *bagCheck) missing(m manifest, e manifestEntry) {
	if c.version != "1.0" {
		if c.folded == nil {
			c.folded = map[string]string{}
			for _, name := range c.b.names {
				c.folded[sameFile(name)] = name
			}
		}
		if name, ok := c.folded[sameFile(e.name)]; ok && c.sums[m.algorithm][name] == e.digest {
			c.warn("%s lists %s, which differs from %s only in case or in the form of its accents", m.file, e.name, name)
			return
		}
		base := e.name[strings.LastIndexByte(e.name, '/')+1:]
		if base == ".DS_Store" || strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini") {
			c.warn("%s lists %s, a file that the system keeps for itself; it is not there", m.file, e.name)
			c.forgiven[e.name] = true
			return
		}
	}
	c.problem("missing", e.name, "the file is missing; %s lists it", m.file)
}

// payload demands that every file under data stands in every manifest; before
// 1.0 one manifest was enough.
func (c *bagCheck) payload(manifests []manifest) {
	for _, name := range c.b.names {
		if !strings.HasPrefix(name, "data/") {
			continue
		}
		if !c.listed[name] {
			c.problem("extra", name, "%s", c.unlisted(manifests))
			continue
		}
		for _, m := range manifests {
			if c.version != "1.0" || m.tag {
				continue
			}
			if !m.names[name] {
				c.problem("bag", name, "%s does not list it", m.file)
			}
		}
	}
}

// unlisted says why no manifest names a file: it was added, or a manifest was
// changed.
func (c *bagCheck) unlisted(manifests []manifest) string {
	for _, m := range manifests {
		switch {
		case m.tag:
		case m.unread > 0:
			return fmt.Sprintf("%s does not list it; line %d there cannot be read", m.file, m.unread)
		case len(c.differs[m.file]) > 0:
			return fmt.Sprintf("%s, which was itself changed, does not list it", m.file)
		}
	}
	return "the file is in no manifest: it was added afterwards"
}

func (c *bagCheck) oxum() {
	name := fileBagInfo
	if !c.b.has(name) {
		name = "package-info.txt" // until 0.95
	}
	if !c.b.has(name) {
		return
	}
	text, ok := c.tagLines(name)
	if !ok {
		return
	}
	for _, line := range text {
		label, value, ok := strings.Cut(line, ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(label), "Payload-Oxum") {
			continue
		}
		octets, files, ok := strings.Cut(strings.TrimSpace(value), ".")
		wantSize, err1 := strconv.ParseInt(octets, 10, 64)
		wantFiles, err2 := strconv.ParseInt(files, 10, 64)
		if !ok || err1 != nil || err2 != nil {
			c.problem("bag", name, "its Payload-Oxum is not a number of bytes and files")
			continue
		}
		var size, count int64
		for _, file := range c.b.names {
			if strings.HasPrefix(file, "data/") {
				size, count = size+c.b.sizes[file], count+1
			}
		}
		if size != wantSize || count+int64(len(c.forgiven)) != wantFiles {
			c.problem("bag", name, "it speaks of %d bytes in %d files; here are %d bytes in %d files", wantSize, wantFiles, size, count)
		}
	}
}

// fetch reads fetch.txt. What it names must lie here already: nothing is ever
// fetched.
func (c *bagCheck) fetch() {
	if !c.b.has("fetch.txt") {
		return
	}
	text, ok := c.tagLines("fetch.txt")
	if !ok {
		return
	}
	for i, line := range text {
		parts := strings.Fields(line)
		if len(parts) < 3 {
			c.problem("bag", "fetch.txt", "line %d is not an address, a length and a name", i+1)
			continue
		}
		name := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(line, " \t"), parts[0]), " \t")
		name = strings.TrimLeft(strings.TrimPrefix(name, parts[1]), " \t")
		name = c.resolve(strings.TrimPrefix(name, "./"))
		switch why := badName(name); {
		case why != "":
			c.problem("bag", "fetch.txt", "line %d names %q: %s", i+1, name, why)
		case !strings.HasPrefix(name, "data/"):
			c.problem("bag", "fetch.txt", "line %d names %q, which does not lie under data", i+1, name)
		case !c.b.has(name):
			c.problem("missing", name, "the file is missing; fetch.txt says that it lies elsewhere, and nothing is fetched")
		}
	}
}
