package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake/when"
	"probity/data/zones"
)

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
