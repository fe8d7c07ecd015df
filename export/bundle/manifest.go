package bundle

import (
	"cmp"
	"regexp"
	"strings"
)

// manifest is one list of digests of a bag, read.
type manifest struct {
	file, algorithm string
	tag             bool
	entries         []manifestEntry
	names           map[string]bool
	unread          int // first line that cannot be read, 1-based; 0 for none
}

type manifestEntry struct {
	name, digest string
	line         int // 1-based
}

var manifestName = regexp.MustCompile(`^(tag)?manifest-([a-z0-9]+)\.txt$`)
var manifestLine = regexp.MustCompile(`^([0-9A-Fa-f]+)[ \t]+(\*?)(.+)$`)

func (c *bagCheck) manifests() (out []manifest) {
	payload := 0
	for _, name := range c.b.names {
		parts := manifestName.FindStringSubmatch(name)
		if parts == nil {
			continue
		}
		m := manifest{file: name, tag: parts[1] != "", algorithm: parts[2]}
		if algorithms[m.algorithm] == nil {
			c.problem("bag", name, "the algorithm %s is unknown, so it cannot be checked", m.algorithm)
			continue
		}
		if !m.tag {
			payload++
		}
		text, ok := c.tagLines(name)
		if !ok {
			continue
		}
		c.parse(&m, text)
		out = append(out, m)
	}
	if payload == 0 {
		c.problem("bag", "", "there is no manifest of the files under data")
	}
	return out
}

func (c *bagCheck) parse(m *manifest, text []string) {
	seen := map[string]string{}
	m.names = map[string]bool{}
	for i, line := range text {
		parts := manifestLine.FindStringSubmatch(line)
		if parts == nil {
			c.problem("file", m.file, "line %d is not a digest and a name", i+1)
			m.unread = cmp.Or(m.unread, i+1)
			continue
		}
		digest, name := strings.ToLower(parts[1]), parts[3]
		if parts[2] != "" {
			c.warn("%s, line %d: a * stands before the name, as md5sum writes it", m.file, i+1)
		}
		if short, ok := strings.CutPrefix(name, "./"); ok {
			c.warn("%s, line %d: the name begins with ./", m.file, i+1)
			name = short
		}
		name = c.resolve(name)
		if why := badName(name); why != "" {
			c.problem("bag", m.file, "line %d names %q: %s", i+1, name, why)
			continue
		}
		if !m.tag && !strings.HasPrefix(name, "data/") || m.tag && strings.HasPrefix(name, "data/") {
			c.problem("bag", m.file, "line %d names %s, which does not belong into this manifest", i+1, name)
		}
		if before, twice := seen[name]; twice {
			switch {
			case before != digest:
				c.problem("bag", m.file, "%s is listed twice with different digests", name)
			case c.version == "1.0":
				c.problem("bag", m.file, "%s is listed twice", name)
			default:
				c.warn("%s lists %s twice", m.file, name)
			}
			continue
		}
		seen[name] = digest
		m.names[name] = true
		m.entries = append(m.entries, manifestEntry{name, digest, i + 1})
	}
}

// resolve finds the file that a manifest means: by its bytes, or with the
// percent-encoding of CR, LF and % (RFC 8493, 2.1.3) undone.
func (c *bagCheck) resolve(name string) string {
	if c.b.has(name) || !strings.Contains(name, "%") {
		return name
	}
	decoded := strings.NewReplacer("%0D", "\r", "%0d", "\r", "%0A", "\n", "%0a", "\n", "%25", "%").Replace(name)
	if c.b.has(decoded) {
		return decoded
	}
	return name
}
