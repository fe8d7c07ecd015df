package parts

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
)

// written gives an outline's visible lines with their depth.
func written(o *outline) string {
	var out []string
	for _, i := range o.visible() {
		l := o.lines[i]
		text := l.text
		if l.name != "" {
			text = l.name + ": " + text
		}
		out = append(out, fmt.Sprint(l.depth, " ", text))
	}
	return strings.Join(out, "\n")
}

func TestAnOutlineHoldsEveryValueAsItIsWritten(t *testing.T) {
	o, ok := newOutline(` {"id": 12345678901234567890, "a": 1, "a": 2, "who": {"name": "Ä\u00e9", "old": null}, "tags": ["x", true], "none": {}} `)
	if !ok {
		t.Fatal("it is JSON")
	}
	want := "0 {\n1 id: 12345678901234567890\n1 a: 1\n1 a: 2\n1 who: {\n2 name: Äé\n2 old: null\n1 }\n1 tags: [\n2 x\n2 true\n1 ]\n1 none: {\n0 }"
	if got := written(o); got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
	o.lines[4].folded = true
	if got := written(o); strings.Contains(got, "name") || !strings.Contains(got, "1 tags: [") {
		t.Fatalf("folded:\n%s", got)
	}
}

func TestWhatIsNoJSONHasNoOutline(t *testing.T) {
	for _, text := range []string{"", "12", `"text"`, "{", `{"a":}`, `{"a":1} x`, "2026-03-14,budi", "[1,2", strings.Repeat("[", 20_000)} {
		if o, ok := newOutline(text); ok && !o.cut {
			t.Errorf("%.20q has an outline", text)
		}
	}
	for _, text := range []string{"{}", "[]", `[{}]`, `{"a":"\ud800"}`} {
		if _, ok := newOutline(text); !ok {
			t.Errorf("%q has none", text)
		}
	}
}

func TestAHugeRecordIsCutAndSaysSo(t *testing.T) {
	o, ok := newOutline("[" + strings.Repeat("1,", 100_000) + "1]")
	if !ok || !o.cut || len(o.lines) != mostOutline {
		t.Fatalf("%v, %d lines", ok, len(o.lines))
	}
	tree, _ := NewTree(`{"a":"` + strings.Repeat("x", 1<<20) + `"}`)
	if h := tree.MinSize().Height; h > 300 {
		t.Fatalf("a long value takes %v", h)
	}
}

func TestATreeFoldsByMouseAndKeyAndCopiesTheRecord(t *testing.T) {
	light()
	text := `{"staff_id": 13, "metadata": {"old": "a@old.example", "new": "b@new.example"}, "tags": ["dispute", "refund"], "note": "a long text that has to break into lines, because it does not fit into the pane"}`
	tree, ok := NewTree(text)
	if !ok {
		t.Fatal("it is JSON")
	}
	win := scene(t, 320, 320, put{tree, 10, 10, 300, 300})
	capture(t, win, "tree-light.png")
	n := len(tree.shown)
	tree.Tapped(&fyne.PointEvent{Position: fyne.NewPos(30, monoPad+2*monoLine+4)}) // metadata
	if len(tree.shown) != n-3 {
		t.Fatalf("%d of %d lines after folding", len(tree.shown), n)
	}
	tree.TypedKey(key(fyne.KeyRight))
	if len(tree.shown) != n {
		t.Fatal("Right does not open it")
	}
	tree.TypedKey(key(fyne.KeyDown))
	tree.TypedKey(key(fyne.KeyLeft))
	if len(tree.shown) != n-3 {
		t.Fatalf("%d of %d lines after folding the list", len(tree.shown), n)
	}
	tree.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != text {
		t.Fatalf("copied %q", got)
	}
	fyne.CurrentApp().Settings().SetTheme(look.Fixed(theme.VariantDark))
	tree.Refresh()
	capture(t, win, "tree-dark.png")
}
