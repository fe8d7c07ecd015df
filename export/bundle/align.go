package bundle

import (
	"bytes"
	"encoding/hex"

	"probity/data/evidence"
)

// Rows, leaves and values go line by line. When a line was left out, added, or
// a line end was changed, everything behind it would seem wrong; so the place
// is looked for at which they go together again, one line further.

func isLeafOf(leaf, line []byte) bool {
	h := evidence.LeafHash(line)
	return hex.EncodeToString(h[:]) == string(leaf)
}

// at gives a line that was peeked at, nil where the file ends before it.
func at(list [][]byte, i int) []byte {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// realignRows brings rows.jsonl and leaves.sha256 together again after a line
// that does not fit; it reports whether there was a reason to.
func (c *rowCheck) realignRows(rowLine, leafLine []byte) bool {
	rowLine, leafLine = bytes.Clone(rowLine), bytes.Clone(leafLine)
	rows, leaves := c.rows.peek(2), c.leaves.peek(2)
	pair := func(leaf, row []byte) bool { return leaf != nil && row != nil && isLeafOf(leaf, row) }
	switch {
	case pair(at(leaves, 0), rowLine):
		c.entry(fileRows, "", "the row is missing")
		c.rows.back()
		c.skipViews()
	case pair(leafLine, at(rows, 0)):
		c.entry(fileRows, "", "the row was added")
		c.leaves.back()
		c.values.back()
		c.n--
	case pair(at(leaves, 1), at(rows, 0)), len(rows) == 0 && len(leaves) == 1 && !c.isRow(rowLine):
		c.entry(fileRows, "", "the line runs on into the next: the line end was changed")
		c.rowTree.Add(evidence.LeafHash(rowLine))
		c.skipViews()
		c.n++
		c.leaves.line()
		c.values.line()
		c.skipViews()
	case pair(at(leaves, 0), at(rows, 1)) && !pair(at(leaves, 0), at(rows, 0)):
		c.entry(fileRows, "", "a line end was put into the line")
		c.rowTree.Add(evidence.LeafHash(rowLine))
		c.rows.line()
		c.skipViews()
	case len(leafLine) == 129 && pair(leafLine[:64], rowLine):
		c.entry(fileLeaves, "", "the line runs on into the next: the line end was changed")
		c.rowTree.Add(evidence.LeafHash(rowLine))
		c.skipViews()
		c.n++
		if next, _, ok := c.rows.line(); ok {
			c.rowTree.Add(evidence.LeafHash(next))
		}
		c.values.line()
		c.skipViews()
	default:
		return false
	}
	return true
}

// realignValues does the same for values.jsonl. Where there was no reason to,
// it gives the line back, because looking ahead moved it.
func (c *rowCheck) realignValues(row row, leaf evidence.Hash, valueLine []byte) (moved bool, line []byte) {
	line = bytes.Clone(valueLine)
	rows, values := c.rows.peek(2), c.values.peek(2)
	switch {
	case c.opens(line, at(rows, 0)):
		c.entry(fileValues, "", "the row is missing")
		c.rowTree.Add(leaf)
		c.values.back()
		c.skipViews()
	case c.commits(at(values, 0), row.Commitment):
		c.entry(fileValues, "", "the row was added")
		c.rows.back()
		c.leaves.back()
		c.n--
	case c.opens(at(values, 0), at(rows, 1)), len(values) == 0 && len(rows) == 1 && !c.readable(line):
		c.entry(fileValues, "", "the line runs on into the next: the line end was changed")
		c.rowTree.Add(leaf)
		c.skipViews()
		c.n++
		if next, _, ok := c.rows.line(); ok {
			c.rowTree.Add(evidence.LeafHash(next))
		}
		c.leaves.line()
		c.skipViews()
	case c.opens(at(values, 1), at(rows, 0)) && !c.opens(at(values, 0), at(rows, 0)):
		c.entry(fileValues, "", "a line end was put into the line")
		c.rowTree.Add(leaf)
		c.values.line()
		c.skipViews()
	default:
		return false, line
	}
	return true, nil
}

func (c *rowCheck) isRow(line []byte) bool {
	_, err := c.reader.row(line)
	return err == nil
}

func (c *rowCheck) readable(values []byte) bool {
	var f fields
	_, err := c.reader.values(values, &f)
	return err == nil
}

// opens reports whether a line of values belongs to a line of rows.
func (c *rowCheck) opens(values, rowLine []byte) bool {
	if values == nil || rowLine == nil {
		return false
	}
	row, err := c.reader.row(rowLine)
	return err == nil && c.commits(values, row.Commitment)
}

func (c *rowCheck) commits(values []byte, commitment string) bool {
	if values == nil {
		return false
	}
	var f fields
	salt, err := c.reader.values(values, &f)
	return err == nil && evidence.Hex(f.commit(salt)) == commitment
}
