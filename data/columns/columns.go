// Package columns holds the columns of a log in memory and gives them the form
// in which they lie in a workspace (docs/format.md, "Columns").
//
// There are two kinds of column: instants and positions are whole numbers;
// everything else is text. Text is held as codes into a dictionary while its
// values repeat, and as one arena with offsets when they do not.
package columns

// Text is a column of text in memory. Exactly one form is set: Codes with
// Dict, or Arena with Ends. It must not be changed after it was built.
type Text struct {
	Codes []uint32 // row → index in Dict
	Dict  []string // distinct values; Dict[0] is always ""

	Arena []byte   // the values one after the other
	Ends  []uint64 // row → end of its value in Arena; it begins where the row before ends
}

// Len is the number of rows.
func (t *Text) Len() int {
	if t.Ends != nil {
		return len(t.Ends)
	}
	return len(t.Codes)
}

// Bytes returns the value of a row. It must not be changed.
func (t *Text) Bytes(row int) []byte {
	if t.Ends == nil {
		return []byte(t.Dict[t.Codes[row]])
	}
	var from uint64
	if row > 0 {
		from = t.Ends[row-1]
	}
	return t.Arena[from:t.Ends[row]]
}

// At returns the value of a row.
func (t *Text) At(row int) string {
	if t.Ends == nil {
		return t.Dict[t.Codes[row]]
	}
	return string(t.Bytes(row))
}

// Coded collects a column as codes into a dictionary. A value may stand in the
// dictionary twice, and values that no row has may stand there, too.
type Coded struct {
	Codes []uint32
	Dict  []string    // Dict[0] is always ""
	Of    *Dictionary // of which Dict is the beginning; nil: of none
}

// NewCoded returns an empty column with room for rows and a dictionary of its
// own.
func NewCoded(rows int) *Coded {
	d := NewDictionary()
	return &Coded{Codes: make([]uint32, 0, rows), Dict: d.Values, Of: d}
}

// Code returns the code of a value and adds the value where it is new.
func (c *Coded) Code(value []byte) uint32 {
	code := c.Of.Code(value)
	c.Dict = c.Of.Values
	return code
}

// Append adds a row.
func (c *Coded) Append(value []byte) { c.Codes = append(c.Codes, c.Code(value)) }

// AppendString adds a row.
func (c *Coded) AppendString(value string) { c.Codes = append(c.Codes, c.Code([]byte(value))) }

// Pad adds empty rows until the column has that many.
func (c *Coded) Pad(rows int) {
	for len(c.Codes) < rows {
		c.Codes = append(c.Codes, 0)
	}
}
