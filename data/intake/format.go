package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"probity/assets"
	"probity/data/entry"
	"probity/data/fault"
)

// Format is an import format: how the export of one product is recognised and
// what its columns mean. It is a YAML file in assets/formats that
// assets/formats/schema.json describes.
type Format struct {
	Name      string         `yaml:"name"`
	Title     string         `yaml:"title"`
	Recognise []string       `yaml:"recognise"` // names of columns that must all be there
	Zone      string         `yaml:"zone"`      // of its times, where the product is known to write them so
	DateOrder string         `yaml:"date_order"`
	Columns   []FormatColumn `yaml:"columns"`

	ActorKind     []kindRule     `yaml:"actor_kind"`
	CategoryOf    []string       `yaml:"category_of"` // fields or columns whose words tell the category; default action, target_type
	Actions       []actionRule   `yaml:"actions"`     // before the shared ones
	ResultOf      []string       `yaml:"result_of"`   // fields or columns whose words tell the result; default category_of
	Results       []resultRule   `yaml:"results"`
	Extract       []extractRule  `yaml:"extract"`
	Impersonation *impersonation `yaml:"impersonation"`
	Gaps          []string       `yaml:"gaps"`

	digest  string
	index   map[string]int // folded name or alias → index in Columns
	written *rules         // its own and the shared ones, ready
}

// FormatColumn says what a column of a product is.
type FormatColumn struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	Field   string   `yaml:"field"`
	Zone    string   `yaml:"zone"` // of a time in this column
	Rank    int      `yaml:"rank"`
	Else    string   `yaml:"else"` // field for it where another column gives Field
}

type kindRule struct {
	Kind   string   `yaml:"kind"`
	Of     string   `yaml:"of"` // default actor
	Values []string `yaml:"values"`
}

type actionRule struct {
	Category string `yaml:"category"`
	Words    string `yaml:"words"`
}

type resultRule struct {
	Result string `yaml:"result"`
	Words  string `yaml:"words"`
}

type extractRule struct {
	From    string `yaml:"from"`
	When    string `yaml:"when"`
	Pattern string `yaml:"pattern"` // groups are named as fields
}

type impersonation struct {
	Words string `yaml:"words"`
	Note  string `yaml:"note"`
}

// names says which columns mean what where no import format fits, and which
// verbs belong to which category where the format does not tell.
type names struct {
	Fields  map[string][]string `yaml:"fields"`  // canonical field → names, best first
	Failure []string            `yaml:"failure"` // columns of which any value means failure
	Actions []actionRule        `yaml:"actions"`
	Results []resultRule        `yaml:"results"`
	System  []string            `yaml:"system"` // actors that are no person

	digest string
	ranks  map[string]map[string]int // field → folded name → rank
}

// rank tells how well a name is known for a field, best 0; -1 for not.
func (n *names) rank(field, name string) int {
	if rank, ok := n.ranks[field][fold(name)]; ok {
		return rank
	}
	return -1
}

type library struct {
	formats []*Format
	none    *Format // without rules of its own
	shared  names
}

// prepare makes what was loaded ready for use.
func (l *library) prepare() error {
	n := &l.shared
	n.ranks = map[string]map[string]int{}
	for field, list := range n.Fields {
		if slotOf(field) < 0 {
			return fmt.Errorf("names.yaml: %q is not a field", field)
		}
		n.ranks[field] = map[string]int{}
		for rank, name := range list {
			if _, ok := n.ranks[field][fold(name)]; !ok {
				n.ranks[field][fold(name)] = rank
			}
		}
	}
	l.none = &Format{}
	for _, f := range append([]*Format{l.none}, l.formats...) {
		f.index = map[string]int{}
		for i, c := range f.Columns {
			for _, name := range append([]string{c.Name}, c.Aliases...) {
				f.index[fold(name)] = i
			}
		}
		r, err := f.rules()
		if err == nil {
			err = r.share(n)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		f.written = r
	}
	return nil
}

var loadLibrary = sync.OnceValues(func() (*library, error) {
	var l library
	files, err := fs.Glob(assets.Files, "formats/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		data, err := fs.ReadFile(assets.Files, file)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		digest := hex.EncodeToString(sum[:4])
		if path.Base(file) == "names.yaml" {
			if err := yaml.UnmarshalWithOptions(data, &l.shared, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			l.shared.digest = digest
			continue
		}
		f := &Format{digest: digest}
		if err := yaml.UnmarshalWithOptions(data, f, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if f.Name != strings.TrimSuffix(path.Base(file), ".yaml") {
			return nil, fmt.Errorf("%s: its name is %q", file, f.Name)
		}
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		l.formats = append(l.formats, f)
	}
	return &l, l.prepare()
})

// Formats lists the import formats by name.
func Formats() ([]*Format, error) {
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	return l.formats, nil
}

// formatOf finds an import format; an empty name or none gives one without
// rules of its own.
func formatOf(name string) (*Format, error) {
	l, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	if name == "" || name == "none" {
		return l.none, nil
	}
	var known []string
	for _, f := range l.formats {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	return nil, fault.New(fault.Unusable, "There is no import format %q; there are %s, or none.", name, strings.Join(known, ", "))
}

func (f *Format) check() error {
	for _, c := range f.Columns {
		if c.Field != "" && slotOf(c.Field) < 0 {
			return fmt.Errorf("column %s: %q is not a field", c.Name, c.Field)
		}
		if c.Else != "" && slotOf(c.Else) < 0 {
			return fmt.Errorf("column %s: %q is not a field", c.Name, c.Else)
		}
	}
	for _, a := range f.Actions {
		if !isCategory(a.Category) {
			return fmt.Errorf("%q is not a category", a.Category)
		}
	}
	for _, e := range f.Extract {
		re, err := regexp.Compile(e.Pattern)
		if err != nil {
			return err
		}
		for _, g := range re.SubexpNames() {
			if g != "" && slotOf(g) < 0 {
				return fmt.Errorf("pattern %s: %q is not a field", e.Pattern, g)
			}
		}
	}
	return nil
}

func isCategory(name string) bool {
	for _, c := range entry.Categories {
		if c == name {
			return true
		}
	}
	return false
}

// column finds what the format says of a source column.
func (f *Format) column(name string) *FormatColumn {
	if i, ok := f.index[fold(name)]; ok {
		return &f.Columns[i]
	}
	return nil
}

// fold brings the name of a column to a form in which spellings agree: small
// letters and digits, without a zone in parentheses.
func fold(name string) string {
	name, _ = zoneInHeader(name)
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'ä':
			b.WriteString("ae")
		case r == 'ö':
			b.WriteString("oe")
		case r == 'ü':
			b.WriteString("ue")
		case r == 'ß':
			b.WriteString("ss")
		case r > 0x7F:
			b.WriteRune(r)
		}
	}
	return b.String()
}

var headerZone = regexp.MustCompile(`(?i)[\s_]*[(\[]\s*((?:UTC|GMT)(?:\s*[+-]\d{1,2}(?::?\d\d)?)?|Z|[A-Z][a-z]+/[A-Za-z_/]+)\s*[)\]]\s*$|[\s_]+(UTC|GMT)$`)

// zoneInHeader splits a header such as "Time (UTC)" into its name and zone.
func zoneInHeader(name string) (rest, zone string) {
	if name == "" || !strings.ContainsAny(name[len(name)-1:], ")]CcTt") {
		return name, ""
	}
	m := headerZone.FindStringSubmatchIndex(name)
	if m == nil {
		return name, ""
	}
	if m[2] >= 0 {
		zone = name[m[2]:m[3]]
	} else {
		zone = name[m[4]:m[5]]
	}
	zone = strings.ReplaceAll(zone, " ", "")
	switch strings.ToUpper(zone) {
	case "GMT", "Z":
		zone = "UTC"
	}
	return name[:m[0]], zone
}
