package intake

import (
	"fmt"
	"strings"
	"testing"
)

func TestBrokenRecordsAreSplitAlikeWhenTheyAreCutAndRead(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,a,b,c\n")
	for i := range keptSplits + 20_000 { // more than are kept
		switch {
		case i%7 == 0:
			fmt.Fprintf(&b, "%d,\"x, \"y\",z\n", i)
		case i%5 == 0:
			fmt.Fprintf(&b, "%d,\"x\",\"y\",\"z\n", i)
		default:
			fmt.Fprintf(&b, "%d,\"a,\"b,\"c\n", i)
		}
	}
	text := []byte(b.String())
	d := dialect{delim: ',', quote: '"', eol: '\n', width: 4}
	keep := d
	keep.keep = &splits{}
	cut, _ := d.lastEnd(text, true)
	if same, _ := keep.lastEnd(text, true); same != cut {
		t.Fatalf("cut at %d and at %d", same, cut)
	}
	if n := len(keep.keep.at); n != keptSplits {
		t.Fatalf("%d splits are kept, want %d", n, keptSplits)
	}
	pc, known := &piece{text: text[:cut], splits: keep.keep}, 0
	for pos := 0; pos < cut; {
		want, end, next, _, _ := d.split(pc.text, pos, nil, endOfPiece)
		got, e, n := pc.split(&d, pos, nil, endOfPiece)
		if e != end || n != next || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("record at %d: %v to %d, %d, want %v to %d, %d", pos, got, e, n, want, end, next)
		}
		if pos, known = next, known+1; known > 2000 && pos < cut-200_000 {
			_, next := d.line(text, cut-100_000)
			pos = next
		}
	}
}
