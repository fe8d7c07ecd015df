package entry

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestIdentityComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := Identity{
			Source: sha256.Sum256([]byte(rapid.String().Draw(t, "source"))),
			Member: rapid.String().Draw(t, "member"),
			Offset: rapid.Int64Min(0).Draw(t, "offset"),
			Path:   rapid.String().Draw(t, "path"),
		}
		text := id.String()
		if strings.ContainsAny(text, " \n\r\t\"") {
			t.Fatalf("%q is not one word", text)
		}
		back, err := ParseIdentity(text)
		if err != nil || back != id {
			t.Fatalf("%q came back as %+v, %v", text, back, err)
		}
	})
}

func FuzzParseIdentity(f *testing.F) {
	f.Add(Identity{Offset: 17}.String())
	f.Add(Identity{Member: "a/b.csv", Path: "x.0#"}.String())
	f.Add(strings.Repeat("0", 64) + ":-1")
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := ParseIdentity(text); err == nil && id.String() != text {
			t.Errorf("%q has a second spelling %q", text, id)
		}
	})
}

func TestCanonicalFieldsComeFirst(t *testing.T) {
	names := []string{"extra.b", IP, "extra.a", Actor, TimeText}
	slices.SortFunc(names, Order)
	if got := strings.Join(names, " "); got != "time_text actor ip extra.a extra.b" {
		t.Errorf("order is %s", got)
	}
}

func TestNoTimeIsBeforeEveryTime(t *testing.T) {
	if _, ok := Instant(NoTime, time.UTC); ok {
		t.Error("NoTime is an instant")
	}
	for _, year := range []int{-9999, 1, 1970, 9999} {
		at := time.Date(year, 1, 1, 0, 0, 0, 1000, time.UTC)
		m := At(at)
		if m <= NoTime {
			t.Errorf("year %d is not after NoTime", year)
		}
		if back, ok := Instant(m, time.UTC); !ok || !back.Equal(at) {
			t.Errorf("%s came back as %s", at, back)
		}
	}
}
