package command

import (
	"errors"
	"testing"

	"probity/data/fault"
)

func FuzzMappingIsReadOrRefusedWithASentence(f *testing.F) {
	f.Add([]byte("Kunde: target\nMeta.user: actor\n\"a: b\": ''\n"))
	f.Add([]byte("a: &x [1, 2]\nb: *x\n"))
	f.Add([]byte("? [a]\n: b\n"))
	f.Add([]byte("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n<<: *c\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := mapping("map.yaml", text); err != nil && (!errors.Is(err, fault.Unusable) || err.Error() == "") {
			t.Fatalf("%v", err)
		}
	})
}
