package parts

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestOldAndNewStandBesideEachOtherWhereThereIsRoom(t *testing.T) {
	light()
	k := NewKeyValues()
	scene(t, 300, 400, put{k, 0, 0, 300, 400})
	for _, c := range []struct {
		kv    KeyValue
		lines int
		same  [2]string // texts that stand in one line
	}{
		{KeyValue{Value: "state", Old: "overdue", New: "active"}, 1, [2]string{"state", "active"}},
		{KeyValue{Value: "address.of.the.customer", Old: "Berlin", New: "Hamburg"}, 2, [2]string{"Berlin", "Hamburg"}},
		{KeyValue{Old: "Berlin", New: "Hamburg"}, 1, [2]string{"Berlin", "Hamburg"}},
		{KeyValue{Value: "email", Old: "billing@zephyr-fibre.example", New: "accounts@zephyr-fibre.example"}, 3,
			[2]string{"→", "accounts@zephyr-fibre"}},
	} {
		k.SetRows([]KeyValue{c.kv})
		if got, want := k.HeightOf([]KeyValue{c.kv}), float32(c.lines)*kvLine+kvPad; got < want || c.lines < 3 && got > want {
			t.Errorf("%q takes %v, not %v", c.kv.Value, got, want)
		}
		at := map[string]fyne.Position{}
		for _, text := range k.pen.texts[:k.pen.nt] {
			for _, want := range c.same {
				if strings.HasPrefix(text.Text, want) {
					at[want] = text.Position()
				}
			}
			if r := text.Position().X + text.MinSize().Width; r > 302 {
				t.Errorf("%q ends at %v of 300", text.Text, r)
			}
		}
		if a, b := at[c.same[0]], at[c.same[1]]; len(at) != 2 || a.Y != b.Y || a.X >= b.X {
			t.Errorf("%v: %v", c.same, at)
		}
	}
}
