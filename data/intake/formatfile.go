package intake

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake/when"
	"probity/data/zones"
)

// Limits of an import format. A pattern is RE2, which takes time in proportion
// to pattern and text; both are bounded.
const (
	maxFormatSize  = 256 << 10
	maxFormatLine  = 8 << 10
	maxFormatItems = 2000 // columns, actions …
	maxPatterns    = 64
	maxPattern     = 1000     // characters
	maxPatternText = 16 << 10 // bytes of a value that patterns look at
)

// parseFormat reads an import format. Its errors name the file, the line and
// the column, and say what is expected there.
func parseFormat(name string, data []byte) (f *Format, err error) {
	defer func() { // the YAML library gives up so on some broken files
		if p := recover(); p != nil {
			f, err = nil, fault.New(fault.Unusable, "%s is not YAML that can be read (%v).", name, p)
		}
	}()
	if err := plainYAML(name, data); err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, placed(name, err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, fault.New(fault.Unusable, "%s holds %s; an import format is one, which begins with name: and title:.", name, count(len(file.Docs), "empty document", "documents"))
	}
	var v aliases
	ast.Walk(&v, file.Docs[0].Body)
	if v.at != nil {
		return nil, fault.New(fault.Unusable, "%s, %s: anchors (&) and aliases (*) are not allowed in an import format; write the text out, or put it in quotes.", name, position(v.at))
	}
	f = &Format{digest: digestOf(data)}
	if err := yaml.UnmarshalWithOptions(data, f, yaml.Strict()); err != nil {
		return nil, placed(name, err)
	}
	c := checker{name: name, file: file}
	c.format(f)
	return f, c.err
}

// plainYAML refuses what would cost the YAML library time or stack.
func plainYAML(name string, data []byte) error {
	if len(data) > maxFormatSize {
		return fault.New(fault.Unusable, "%s is too large for an import format (%s bytes; the most is %s).", name, thousands(int64(len(data))), thousands(maxFormatSize))
	}
	depth := 0
	for i, line := range bytes.Split(data, []byte{'\n'}) {
		if len(line) > maxFormatLine {
			return fault.New(fault.Unusable, "%s, line %d: the line is too long; the most is %s bytes.", name, i+1, thousands(maxFormatLine))
		}
		if bytes.IndexByte(line, 0) >= 0 {
			return fault.New(fault.Unusable, "%s, line %d: there is a zero byte; an import format is a text in UTF-8.", name, i+1)
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
		}
		if depth > 100 || bytes.Count(line, []byte("- ")) > 100 && bytes.HasPrefix(bytes.TrimSpace(line), []byte("- - -")) {
			return fault.New(fault.Unusable, "%s, line %d: lists lie too deep in each other; a bracket may not be closed.", name, i+1)
		}
	}
	return nil
}

// aliases finds the first anchor or alias.
type aliases struct{ at *token.Token }

func (v *aliases) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		if v.at == nil {
			v.at = n.GetToken()
		}
	}
	return v
}

func position(t *token.Token) string {
	if t == nil || t.Position == nil {
		return "line 1, column 1"
	}
	return fmt.Sprintf("line %d, column %d", t.Position.Line, t.Position.Column)
}

var yamlKinds = map[string]string{"string": "a text", "int": "a whole number", "int64": "a whole number", "bool": "true or false"}

// placed says a mistake of YAML in a sentence with its place.
func placed(name string, err error) error {
	var e yaml.Error
	if !errors.As(err, &e) {
		return fault.New(fault.Unusable, "%s is not an import format: %w", name, err)
	}
	what := e.GetMessage()
	var unknown *yaml.UnknownFieldError
	var wrong *yaml.TypeError
	var node *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &unknown):
		key := strings.Trim(strings.TrimPrefix(what, "unknown field "), `"`)
		what = fmt.Sprintf("%q is not a key that is known here; docs/import-formats.md lists the keys", key)
		if near := nearest(key, formatKeys); near != "" {
			what = fmt.Sprintf("%q is not a key that is known here; %q may be meant", key, near)
		}
	case errors.As(err, &wrong):
		want := yamlKinds[wrong.DstType.String()]
		if want == "" {
			want = "a list or a group of keys"
			if strings.HasPrefix(wrong.DstType.String(), "[]") {
				want = "a list ([a, b] or lines that begin with -)"
			}
		}
		what = fmt.Sprintf("%s is expected here", want)
	case errors.As(err, &node):
		what = fmt.Sprintf("%s is expected here, not %s", plainNode(node.Expected), plainNode(node.Actual))
	}
	return fault.New(fault.Unusable, "%s, %s: %s.", name, position(e.GetToken()), strings.TrimSuffix(what, "."))
}

func plainNode(t ast.NodeType) string {
	switch t {
	case ast.SequenceType:
		return "a list ([a, b] or lines that begin with -)"
	case ast.MappingType, ast.MappingValueType:
		return "a group of keys (key: value)"
	case ast.StringType, ast.LiteralType:
		return "a text"
	case ast.NullType:
		return "nothing"
	}
	return strings.ToLower(t.String())
}

var formatKeys = []string{"name", "title", "recognise", "shapes", "file", "zone", "date_order", "columns", "nothing", "guarded", "unfold", "entries",
	"actor_kind", "category_of", "actions", "result_of", "results", "extract", "split", "changes", "impersonation", "gaps", "cap",
	"aliases", "field", "rank", "else", "kind", "of", "values", "category", "words", "result", "from", "when", "pattern", "by", "into",
	"where", "old", "new", "note", "encoding", "delimiter", "quote", "escape", "comment", "header", "list", "layout", "one_of"}

// nearest gives the known word that differs from key by two letters at most.
func nearest(key string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(strings.ToLower(key), k); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to change, add or remove (Levenshtein).
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// checker finds what is well-formed but wrong, and where it stands.
type checker struct {
	name string
	file *ast.File
	err  error
}

// fail notes the first mistake; path is where it stands, as $.columns[2].field.
func (c *checker) fail(path, format string, args ...any) {
	if c.err != nil {
		return
	}
	var at *token.Token
	for at == nil && path != "" {
		if p, err := yaml.PathString(path); err == nil {
			if n, err := p.FilterFile(c.file); err == nil && n != nil {
				at = n.GetToken()
				if at != nil && at.Type == token.MappingValueType && at.Prev != nil {
					at = at.Prev // a group begins at its first key, not at the colon
				}
			}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	c.err = fault.New(fault.Unusable, "%s, %s: %s", c.name, position(at), fmt.Sprintf(format, args...))
}

var (
	slug      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	extraName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_ -]{0,63}$`)
)

func (c *checker) format(f *Format) {
	if !slug.MatchString(f.Name) || len(f.Name) > 100 {
		c.fail("$.name", "the name must be small letters, digits and hyphens, as in our-billing, not %q.", f.Name)
	}
	if strings.TrimSpace(f.Title) == "" {
		c.fail("$.title", "title is missing; it is what people see, as in “Our billing system”.")
	}
	if len(f.Columns) == 0 {
		c.fail("$.columns", "columns is missing; it says for each column of the export which field it is.")
	}
	if len(f.Recognise) == 0 && len(f.Shapes) == 0 {
		c.fail("$", "recognise (names of columns that must all be there) or shapes (what the columns hold) is missing; one of them tells the files of this product from others.")
	}
	for what, n := range map[string]int{"columns": len(f.Columns), "actions": len(f.Actions), "results": len(f.Results), "actor_kind": len(f.ActorKind), "gaps": len(f.Gaps), "shapes": len(f.Shapes), "split": len(f.Split)} {
		if n > maxFormatItems {
			c.fail("$."+what, "there are more than %s of them.", thousands(maxFormatItems))
		}
	}
	if f.Zone != "" {
		c.zone("$.zone", f.Zone)
	}
	switch f.DateOrder {
	case "", "dmy", "mdy", "ymd":
	default:
		c.fail("$.date_order", "dmy (day first), mdy (month first) or ymd is expected, not %q.", f.DateOrder)
	}
	if f.List != "" && !slices.Contains(listKinds, f.List) {
		c.fail("$.list", "one of %s is expected, not %q.", strings.Join(listKinds, ", "), f.List)
	}
	for i, col := range f.Columns {
		at := fmt.Sprintf("$.columns[%d]", i)
		if col.Name == "" {
			c.fail(at, "the column has no name; name: is the header, or the path in JSON.")
		}
		if f.List == "" {
			c.field(at+".field", col.Field)
			c.field(at+".else", col.Else)
		} else if col.Field != "" && !slices.Contains(listRoles, col.Field) {
			c.fail(at+".field", "%q is nothing that a column of a reference list is; there are %s.", col.Field, strings.Join(listRoles, ", "))
		}
		if col.Zone != "" {
			c.zone(at+".zone", col.Zone)
		}
		if l := col.Layout; l != "" && !slices.Contains(counted, l) {
			c.fail(at+".layout", "%q is no layout of numbers that count time; expected is one of %s.", l, strings.Join(counted, ", "))
		}
		if col.Rank < 0 {
			c.fail(at+".rank", "a rank counts from 0, the best.")
		}
	}
	for i, need := range f.Recognise {
		if !slices.ContainsFunc(f.Columns, func(col FormatColumn) bool { return col.Name == need }) {
			c.fail(fmt.Sprintf("$.recognise[%d]", i), "%q is to be recognised but is no name in columns; add it there, without a field if it has none.", need)
		}
	}
	if n := len(f.Recognise); n == 1 {
		c.fail("$.recognise", "one name is too little to tell a product by; at least two are expected.")
	}
	c.shapes(f)
	c.rules(f)
	if f.Cap < 0 {
		c.fail("$.cap", "the number of rows that the product exports at most is expected, as in 50000.")
	}
}

// counted are the layouts of numbers that count time.
var counted = []string{"epoch s", "epoch ms", "epoch µs", "epoch ns", when.Excel1900, when.Excel1904}

func (c *checker) zone(at, zone string) {
	if _, err := zones.Load(zone); err != nil {
		c.fail(at, "%q is no time zone; expected is one such as Europe/Berlin or UTC.", zone)
	}
}

func (c *checker) field(at, field string) {
	if field != "" && (slotOf(field) < 0 || field == entry.TimeText) {
		may := ""
		if near := nearest(field, append([]string{TimeField}, entry.Fields[1:]...)); near != "" {
			may = fmt.Sprintf(" %q may be meant.", near)
		}
		c.fail(at, "%q is not a field.%s Fields are time, %s.", field, may, strings.Join(entry.Fields[1:], ", "))
	}
}

func (c *checker) rules(f *Format) {
	for i, k := range f.ActorKind {
		if k.Kind != "person" && k.Kind != "system" && k.Kind != "api" {
			c.fail(fmt.Sprintf("$.actor_kind[%d].kind", i), "person, system or api is expected, not %q.", k.Kind)
		}
	}
	for i, a := range f.Actions {
		at := fmt.Sprintf("$.actions[%d]", i)
		if !slices.Contains(entry.Categories, a.Category) {
			c.fail(at+".category", "%q is not a category. Categories are %s.", a.Category, strings.Join(entry.Categories, ", "))
		}
		if a.Words == "" && len(a.Values) == 0 {
			c.fail(at, "words or values is missing; they say which actions belong to the category.")
		}
		c.words(at+".words", a.Words)
	}
	for i, r := range f.Results {
		if r.Result != "success" && r.Result != "failure" {
			c.fail(fmt.Sprintf("$.results[%d].result", i), "success or failure is expected, not %q.", r.Result)
		}
		c.words(fmt.Sprintf("$.results[%d].words", i), r.Words)
	}
	if len(f.Extract) > maxPatterns {
		c.fail("$.extract", "there are more than %d patterns.", maxPatterns)
	}
	for i, e := range f.Extract {
		c.pattern(fmt.Sprintf("$.extract[%d]", i), e)
	}
	for i, s := range f.Split {
		at := fmt.Sprintf("$.split[%d]", i)
		if s.From == "" || s.By == "" || len(s.Into) < 2 {
			c.fail(at, "from, by and at least two names under into are expected, as in {from: Identifier, by: \" | \", into: [umr, sci]}.")
		}
		for k, name := range s.Into {
			if name == TimeField || slotOf(name) < 0 && !extraName.MatchString(name) {
				c.fail(fmt.Sprintf("%s.into[%d]", at, k), "%q cannot be the name of a part; letters, digits, blanks and _ are expected.", name)
			}
		}
	}
	for i, x := range f.Changes {
		if x.Old == "" && x.New == "" {
			c.fail(fmt.Sprintf("$.changes[%d]", i), "old and new are expected: the columns with what was and what is.")
		}
	}
	if f.Impersonation != nil {
		c.words("$.impersonation.words", f.Impersonation.Words)
	}
}

func (c *checker) words(at, words string) {
	var l lexicon
	if _, err := l.phrase(words); err != nil {
		c.fail(at, "%v.", err)
	}
}

// changeGroups are names of groups of which changes are made.
var changeGroups = []string{"field", "old", "new"}

// extraGroup precedes the name of an extra field in the name of a group.
const extraGroup = "extra_"

func (c *checker) pattern(at string, e extractRule) {
	c.words(at+".when", e.When)
	if e.From == "" {
		c.fail(at, "from is missing: the field or column in whose text to look.")
	}
	if len(e.Pattern) > maxPattern {
		c.fail(at+".pattern", "the pattern is longer than %s characters.", thousands(maxPattern))
		return
	}
	re, err := regexp.Compile(e.Pattern)
	if err != nil {
		c.fail(at+".pattern", "this is no pattern: %s. Expected is RE2 (https://github.com/google/re2/wiki/Syntax).", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	named := 0
	for _, g := range re.SubexpNames() {
		if g == "" {
			continue
		}
		named++
		if g == TimeField || slotOf(g) < 0 && !slices.Contains(changeGroups, g) && !(strings.HasPrefix(g, extraGroup) && len(g) > len(extraGroup)) {
			c.fail(at+".pattern", "the group %q is not a field; a group is named as a field, as field, old or new, or extra_ and any name.", g)
		}
	}
	if named == 0 {
		c.fail(at+".pattern", "the pattern has no named group; what (?P<actor>…) encloses becomes the actor.")
	}
}
