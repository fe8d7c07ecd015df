//go:build ci

package window

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"probity/data/generate"
	"probity/data/intake"
)

// From a changed setting to the preview laid out, without painting, which is the
// driver's; the test's driver paints in software, so it is not asked to.
func BenchmarkPreviewAfterAChangedSetting(b *testing.B) {
	none := 0
	for _, rows := range []int{300_000, 2_500_000} {
		path := filepath.Join(b.TempDir(), "log.csv")
		f, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		err = generate.Write(f, generate.Options{Format: "isp-activity-log", Rows: rows, Seed: 7,
			From: time.Date(2025, 2, 12, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			b.Fatal(err)
		}
		info, _ := f.Stat()
		f.Close()
		h := newHarness(b, 1280, 800)
		h.w.importFiles([]string{path})
		h.until("the import dialog", func() bool { return h.w.topSheet() != nil })
		m := h.w.importing
		m.details.OnTapped()
		for _, c := range []struct {
			name string
			set  [2]func(*intake.Options)
		}{
			{"zone", [2]func(*intake.Options){func(o *intake.Options) { o.Zone = "UTC" }, func(o *intake.Options) { o.Zone = "Asia/Jakarta" }}},
			{"mapping", [2]func(*intake.Options){func(o *intake.Options) { o.Map = map[string]string{"User": "target"} }, func(o *intake.Options) { o.Map = nil }}},
			{"header", [2]func(*intake.Options){func(o *intake.Options) { o.HeaderRow = &none }, func(o *intake.Options) { o.HeaderRow = nil }}},
			{"delimiter", [2]func(*intake.Options){func(o *intake.Options) { o.Delimiter = "," }, func(o *intake.Options) { o.Delimiter = "" }}},
			{"encoding", [2]func(*intake.Options){func(o *intake.Options) { o.Encoding = "windows-1252" }, func(o *intake.Options) { o.Encoding = "" }}},
		} {
			b.Run(fmt.Sprintf("%s/%dMB", c.name, info.Size()>>20), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					before := m.body.Objects[0]
					m.shown().set(c.name, c.set[i%2])
					h.until("the preview", func() bool { return m.body.Objects[0] != before })
				}
			})
		}
		h.w.topSheet().cancel()
	}
}
