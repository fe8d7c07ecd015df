package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"probity/assets"
	"probity/data/intake/when"
)

// Format is an import format: how the export of one product is recognised and
// what its columns mean. It is a YAML file that assets/formats/schema.json
// describes and docs/import-formats.md explains; those of assets/formats are
// shipped, a person's own lie in a folder of theirs.
type Format struct {
	Name      string         `yaml:"name"`
	Title     string         `yaml:"title"`
	Recognise []string       `yaml:"recognise,omitempty"`  // names of columns that must all be there
	Shapes    []shape        `yaml:"shapes,omitempty"`     // what its columns hold where there are no headers
	File      *fileHints     `yaml:"file,omitempty"`       // how its bytes are read, where that was not found by itself
	Zone      string         `yaml:"zone,omitempty"`       // of its times, where the product is known to write them so
	DateOrder string         `yaml:"date_order,omitempty"` // dmy, mdy, ymd
	List      string         `yaml:"list,omitempty"`       // of a reference list and no log: operators, customers, entities
	Columns   []FormatColumn `yaml:"columns"`
	Nothing   []string       `yaml:"nothing,omitempty"` // cells that stand for no value
	Guarded   bool           `yaml:"guarded,omitempty"` // a ' stands before cells that begin with = + - @
	Entries   string         `yaml:"entries,omitempty"` // of JSON: path of the list in each record whose items are entries of their own
	Unfold    []string       `yaml:"unfold,omitempty"`  // columns of JSON text whose values are fields of their own

	ActorKind     []kindRule     `yaml:"actor_kind,omitempty"`
	CategoryOf    []string       `yaml:"category_of,omitempty"` // fields or columns whose words tell the category; default action, target_type
	Actions       []actionRule   `yaml:"actions,omitempty"`     // before the shared ones
	ResultOf      []string       `yaml:"result_of,omitempty"`   // fields or columns whose words tell the result; default category_of
	Results       []resultRule   `yaml:"results,omitempty"`
	Extract       []extractRule  `yaml:"extract,omitempty"`
	Split         []splitRule    `yaml:"split,omitempty"`
	Changes       []changeRule   `yaml:"changes,omitempty"`
	Impersonation *impersonation `yaml:"impersonation,omitempty"`
	Gaps          []string       `yaml:"gaps,omitempty"`
	Cap           int64          `yaml:"cap,omitempty"` // rows that the product exports at most

	digest  string
	text    []byte         // of the file, where it is a person's own
	index   map[string]int // folded name or alias → index in Columns
	plain   int            // columns that are no members of another
	longest int            // bytes of the longest text of Nothing
	starts  [256]bool      // bytes with which a cell may begin that is tidied
	written *rules         // its own and the shared ones, ready
}

// Own reports that the format is a person's and was not shipped.
func (f *Format) Own() bool { return f.text != nil }

// FormatColumn says what a column of a product is.
type FormatColumn struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases,omitempty"`
	Field   string   `yaml:"field,omitempty"`
	Zone    string   `yaml:"zone,omitempty"`   // of a time in this column
	Layout  string   `yaml:"layout,omitempty"` // of numbers that count time: epoch s, epoch ms, epoch µs, epoch ns, excel, excel 1904
	Rank    int      `yaml:"rank,omitempty"`
	Else    string   `yaml:"else,omitempty"` // field for it where another column gives Field
}

// fileHints say how a file is read before its columns are known.
type fileHints struct {
	Encoding  string `yaml:"encoding,omitempty"`
	Delimiter string `yaml:"delimiter,omitempty"`
	Quote     string `yaml:"quote,omitempty"`
	Escape    string `yaml:"escape,omitempty"`  // doubled, backslash, none
	Comment   string `yaml:"comment,omitempty"` // begins a comment
	Header    *int   `yaml:"header,omitempty"`  // 1-based line, 0 for none
	List      string `yaml:"list,omitempty"`    // of JSON: the path of the list of records
}

type kindRule struct {
	Kind   string   `yaml:"kind"`
	Of     string   `yaml:"of,omitempty"` // default actor
	Values []string `yaml:"values"`
}

type actionRule struct {
	Category string   `yaml:"category"`
	Words    string   `yaml:"words,omitempty"`
	Values   []string `yaml:"values,omitempty"` // whole texts of the action, in any case
}

type resultRule struct {
	Result string `yaml:"result"`
	Words  string `yaml:"words"`
}

type extractRule struct {
	From    string `yaml:"from"`
	When    string `yaml:"when,omitempty"`
	Pattern string `yaml:"pattern"` // groups are named as fields, extra_… or field, old, new
}

// splitRule takes a composite value apart; the value itself stays whole.
type splitRule struct {
	From  string     `yaml:"from"`
	By    string     `yaml:"by"`
	Into  []string   `yaml:"into"` // fields, or names below extra
	Where *whereRule `yaml:"where,omitempty"`
}

type whereRule struct {
	Of     string   `yaml:"of"`
	Values []string `yaml:"values"`
}

// changeRule names the columns that hold what was and what is, as JSON objects.
type changeRule struct {
	Old string `yaml:"old,omitempty"`
	New string `yaml:"new,omitempty"`
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
	if key := fold(name); key != "" {
		if rank, ok := n.ranks[field][key]; ok {
			return rank
		}
	}
	return -1
}

type library struct {
	formats []*Format
	none    *Format // without rules of its own
	shared  names
}

// prepare makes the names and formats that were loaded ready for use.
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
		if err := f.prepare(n); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// prepare makes a format ready for use, with the shared rules behind its own.
func (f *Format) prepare(n *names) error {
	f.index = map[string]int{}
	for _, n := range f.Nothing {
		f.longest = max(f.longest, len(n))
		if n != "" {
			f.starts[n[0]|0x20], f.starts[n[0]&^0x20], f.starts[n[0]] = true, true, true
		}
	}
	for c := range f.starts { // blanks, and letters that are the same as one of ASCII
		f.starts[c] = f.starts[c] || f.Guarded && c == '\'' || c <= ' ' || c >= utf8.RuneSelf
	}
	f.plain = 0
	for i, c := range f.Columns {
		f.index[fold(c.Name)] = i
		if !slices.ContainsFunc(f.Unfold, func(of string) bool { return strings.HasPrefix(c.Name, of+".") }) {
			f.plain++
		}
	}
	for i, c := range f.Columns { // a name counts before an alias
		for _, name := range c.Aliases {
			if _, ok := f.index[fold(name)]; !ok {
				f.index[fold(name)] = i
			}
		}
	}
	r, err := f.rules()
	if err == nil {
		err = r.share(n)
	}
	f.written = r
	return err
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
		if path.Base(file) == "names.yaml" {
			if err := yaml.UnmarshalWithOptions(data, &l.shared, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			l.shared.digest = digestOf(data)
			continue
		}
		f, err := parseFormat(path.Base(file), data)
		if err != nil {
			return nil, err
		}
		if f.Name != strings.TrimSuffix(path.Base(file), ".yaml") {
			return nil, fmt.Errorf("%s: its name is %q", file, f.Name)
		}
		l.formats = append(l.formats, f)
	}
	return &l, l.prepare()
})

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}

// column finds what the format says of a source column.
func (f *Format) column(name string) *FormatColumn {
	key := fold(name)
	if key == "" {
		return nil
	}
	if i, ok := f.index[key]; ok {
		return &f.Columns[i]
	}
	return nil
}

// layout gives the layout that the format says of a column, empty for none.
func (f *Format) layout(name string) string {
	if f == nil {
		return ""
	}
	if c := f.column(name); c != nil {
		return c.Layout
	}
	return ""
}

// fold brings the name of a column to a form in which spellings agree: small
// letters and digits, without a zone in parentheses.
func fold(name string) string {
	name, _ = when.ZoneInHeader(name)
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
		case r > 0x7F && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		}
	}
	return b.String()
}
