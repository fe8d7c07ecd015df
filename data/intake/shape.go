package intake

import (
	"fmt"
	"slices"
	"strings"
)

// shape tells a product by what its columns hold, for exports without headers:
// the number of columns, and for each what its cells are.
type shape []shapeColumn

type shapeColumn struct {
	Name  string   `yaml:"name"`             // what the header would be
	Kind  string   `yaml:"kind,omitempty"`   // time, number, ip, boolean, email, text; default text
	OneOf []string `yaml:"one_of,omitempty"` // words that it can only hold, in any case
}

var shapeKinds = []string{"", "text", "time", "number", "ip", "boolean", "email"}

// tells reports that the column says something of the product.
func (c *shapeColumn) tells() bool { return c.OneOf != nil || c.Kind != "" && c.Kind != "text" }

func (c *checker) shapes(f *Format) {
	for i, s := range f.Shapes {
		at := fmt.Sprintf("$.shapes[%d]", i)
		telling := 0
		for k, col := range s {
			if !slices.Contains(shapeKinds, col.Kind) {
				c.fail(fmt.Sprintf("%s[%d].kind", at, k), "time, number, ip, boolean, email or text is expected, not %q.", col.Kind)
			}
			if col.tells() {
				telling++
			}
		}
		if len(s) < 2 || telling < 2 {
			c.fail(at, "a shape needs at least two columns that hold something plain (kind: time, number, ip, boolean or email, or one_of); otherwise it fits anything.")
		}
	}
}

// shapeRows is how many rows a shape is held against.
const shapeRows = 500

// fits tells how well the rows have the shape, 0 for not at all. A column may
// be empty, but a time or one of a set of words must occur.
func (s shape) fits(t *table) float64 {
	if len(t.names) != len(s) || len(t.rows) == 0 {
		return 0
	}
	score := 0.0
	for i := range s {
		c := &s[i]
		filled, good := 0, 0
		for _, r := range t.rows[:min(len(t.rows), shapeRows)] {
			if i >= len(r) || strings.TrimSpace(r[i]) == "" {
				continue
			}
			filled++
			if c.holds(r[i]) {
				good++
			}
		}
		must := c.Kind == "time" || c.OneOf != nil
		switch {
		case filled == 0 && must, good*10 < filled*9 && c.Kind != "ip", good*10 < filled*8:
			return 0
		case filled > 0 && c.tells():
			score++
		}
	}
	if score < 2 {
		return 0
	}
	return score
}

func (c *shapeColumn) holds(cell string) bool {
	cell = strings.TrimSpace(cell)
	if c.OneOf != nil {
		return slices.ContainsFunc(c.OneOf, func(w string) bool { return strings.EqualFold(w, cell) })
	}
	switch c.Kind {
	case "time":
		k := kindOf([]byte(cell))
		return k == kindTime || k == kindNumber && len(cell) >= 8
	case "number":
		return kindOf([]byte(cell)) == kindNumber
	case "boolean":
		return kindOf([]byte(cell)) == kindBool || cell == "0" || cell == "1"
	case "ip":
		first, _, _ := strings.Cut(cell, ",")
		return isIP([]byte(strings.TrimSpace(first)))
	case "email":
		at := strings.IndexByte(cell, '@')
		return at > 0 && strings.IndexByte(cell[at:], '.') > 0 && !strings.ContainsAny(cell, " \t\n")
	}
	return true
}

// byShape finds the format whose shape a table without headers has, and which
// of its shapes.
func byShape(formats []*Format, t *table) (*Format, shape) {
	var best *Format
	var has shape
	most := 0.0
	for _, f := range formats {
		for _, s := range f.Shapes {
			if score := s.fits(t); score > most {
				best, has, most = f, s, score
			}
		}
	}
	return best, has
}

// names gives the columns the names that the product's headers would have.
func (s shape) names() []string {
	out := make([]string, len(s))
	for i, c := range s {
		out[i] = c.Name
		if c.Name == "" {
			out[i] = columnName(i)
		}
	}
	return out
}
