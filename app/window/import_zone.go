//go:build cgo || ci

package window

import (
	"strings"
	"time"

	"probity/data/zones"
)

// zoneName is the person's own zone.
func zoneName() string { return zones.Local().String() }

// chooseZone offers the zones, the person's own first.
func (w *Window) chooseZone(title string, pick func(name string)) {
	names := append([]string{zoneName(), "UTC"}, zones.Names()...)
	seen := map[string]bool{}
	var all []choice
	now := time.Now()
	for i, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		z, err := zones.Load(name)
		if err != nil {
			continue
		}
		text := name
		if i == 0 {
			text = T("{{.Zone}} (this computer's)", vals{"Zone": name})
		}
		all = append(all, choice{text: text, hint: now.In(z).Format("-07:00"), search: spaced(name), pick: func() { pick(name) }})
	}
	w.choose(title, T("Type a city, such as Berlin"), all)
}

// spaced makes the words of a zone's name searchable one by one.
func spaced(zone string) string { return strings.NewReplacer("/", " ", "_", " ").Replace(zone) }
