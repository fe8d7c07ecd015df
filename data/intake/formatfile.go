package intake

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"probity/data/fault"
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
