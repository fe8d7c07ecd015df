package intake

import "probity/data/columns"

// A worker keeps the values of a column over its batches, so that what comes
// again is found again. Values that seldom do, and dictionaries that grow past
// these limits, cost more than that saves; then every value is written down
// beside the others.
const (
	columnValues = 128 << 10 // values of a dictionary
	columnBytes  = 8 << 20   // bytes of them
	columnFew    = 1000      // values of a batch too few to tell
	columnTold   = 16        // of so many rows all but one with a value of its own tell at once
)

// column collects one column of a worker's batches, one batch after the other.
// Values are kept for the rows that have one; the others are filled in when the
// batch is complete.
type column struct {
	name     string              // of an extra column
	dict     *columns.Dictionary // nil before the first batch
	seldom   bool                // values do not come again; they stand in values
	before   int                 // values of dict before this batch
	judge    uint32              // code at which the first batch is judged; 0: it is not
	batch    int                 // serial number of the batch that it is filled for
	most     int                 // rows that a batch had
	codes    []uint32
	rows     []uint32 // rows of codes; nil while every row so far has one
	values   []string
	arena    []byte // of values
	last     string
	lastCode uint32
}

// begin starts a batch.
func (c *column) begin(batch int) {
	c.batch = batch
	rows := c.most + c.most/16
	c.codes, c.rows = make([]uint32, 0, rows), nil
	if c.seldom {
		c.values = make([]string, 1, rows+1)
		c.last, c.lastCode = "", 0
		return
	}
	if c.dict == nil || c.dict.Bytes() > columnBytes {
		c.dict = columns.NewDictionary()
		c.last, c.lastCode = "", 0
		c.judge = columnFew
	}
	c.before = len(c.dict.Values)
}

func (c *column) put(row int, value []byte) {
	code := c.lastCode
	if string(value) != c.last {
		if c.seldom {
			code = uint32(len(c.values))
			c.last = columns.Keep(&c.arena, value)
			c.values = append(c.values, c.last)
		} else {
			code = c.dict.Code(value)
			c.last = c.dict.Values[code]
			if code == c.judge && code > 0 {
				c.tell()
			}
		}
		c.lastCode = code
	}
	if c.rows == nil && len(c.codes) != row {
		c.rows = make([]uint32, 0, len(c.codes)+16)
		for i := range c.codes {
			c.rows = append(c.rows, uint32(i))
		}
	}
	if c.rows != nil {
		c.rows = append(c.rows, uint32(row))
	}
	c.codes = append(c.codes, code)
}

// tell looks at a new dictionary once it has values enough: where nearly every
// row brought its own, the values of the batch are no longer looked for. Those
// that were stay with the codes that they have.
func (c *column) tell() {
	rows := len(c.codes) + 1
	if c.judge = 0; columnTold*(len(c.dict.Values)-1) <= (columnTold-1)*rows {
		return
	}
	c.values = append(make([]string, 0, c.most+c.most/16+len(c.dict.Values)), c.dict.Values...)
	c.seldom, c.dict = true, nil
}

// end gives what the batch holds of the column.
func (c *column) end() *gathered {
	c.most = max(c.most, len(c.codes))
	f := &gathered{name: c.name, rows: c.rows}
	f.Codes, c.codes, c.rows = c.codes, nil, nil
	if c.seldom {
		f.Dict, c.values, c.arena = c.values, nil, nil
		c.last = ""
		return f
	}
	f.Dict, f.Of = c.dict.Values, c.dict
	all := len(f.Dict)
	if fresh := all - c.before; fresh > columnFew && 2*fresh > len(f.Codes) || all > columnValues || c.dict.Spent() {
		c.seldom, c.dict = true, nil
	}
	c.judge = 0
	return f
}

// gathered is a column of a batch. Its rows are filled in last.
type gathered struct {
	columns.Coded
	name string   // of an extra column
	rows []uint32 // rows of Codes; nil where the first rows have them
}

// dense gives the column a code for every row.
func (f *gathered) dense(rows int) *columns.Coded {
	if f.rows != nil {
		codes := make([]uint32, rows)
		for i, r := range f.rows {
			codes[r] = f.Codes[i]
		}
		f.Codes, f.rows = codes, nil
	}
	f.Pad(rows)
	return &f.Coded
}
