package when

import "testing"

// BenchmarkInstant measures one time of each layout.
func BenchmarkInstant(b *testing.B) {
	berlin := zone(b, "Europe/Berlin")
	for _, c := range []struct{ name, order, text string }{
		{"iso", "", "2026-03-14 09:26:53"},
		{"isoZ", "", "2026-03-14T09:26:53Z"},
		{"offset", "", "2026-03-14T09:26:53+01:00"},
		{"slashes", "dmy", "14/03/2026 09:26:53"},
		{"points", "dmy", "14.03.2026 09:26"},
		{"ampm", "mdy", "2/1/2021, 5:20:06.681 PM"},
		{"month", "", "30 Sep 2026 17:36:40"},
		{"french", "", "mercredi 30 septembre 2026 à 17:36"},
		{"compact", "", "20260930T173640Z"},
	} {
		b.Run(c.name, func(b *testing.B) {
			clock := NewClock("", OrderOf(c.order), berlin)
			text := []byte(c.text)
			b.ReportAllocs()
			for range b.N {
				clock.Instant(text)
			}
		})
	}
	b.Run("epoch", func(b *testing.B) {
		clock := NewClock(EpochMillis, Untold, nil)
		text := []byte("1773480413123")
		for range b.N {
			clock.Instant(text)
		}
	})
}
