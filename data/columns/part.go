package columns

// Part is one visible reading of a source: a stretch of entries in source
// order. Key is only valid in the store that gave it.
type Part struct {
	Key    int64
	Source [32]byte // SHA-256 of the source
	Member string   // file in an archive or sheet of a workbook, empty for a plain file
	Name   string   // name of the file as a person knows it
	Rows   int
}
