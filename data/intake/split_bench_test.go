package intake

import "testing"

// BenchmarkSplit measures cutting into pieces and splitting into cells alone.
func BenchmarkSplit(b *testing.B) {
	for _, format := range []string{"commerce-activity-log", "isp-activity-log"} {
		b.Run(format, func(b *testing.B) {
			data, _, rd := generated(b, format, 100_000)
			p, err := newPlan(rd)
			if err != nil {
				b.Fatal(err)
			}
			d := p.dialect
			data = data[p.charset.afterBOM(data):]
			b.SetBytes(int64(len(data)))
			var cells []span
			for b.Loop() {
				d.lastEnd(data, true)
				for pos := 0; pos < len(data); {
					cells, _, pos, _ = d.record(data, pos, cells[:0])
				}
			}
		})
	}
}
