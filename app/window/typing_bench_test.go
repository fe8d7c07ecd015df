//go:build ci

package window

import (
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// From a key in the search field to the rows, the counts of the panel with the
// tree of entities, the histogram, the entry and the completions that belong to
// it, without painting, which is the driver's; the test's driver paints in
// software, so it is not asked to. The median of all keys is told in wall time
// and in processor time. PROBITY_LOG names another export than a generated one.
func BenchmarkKeystroke(b *testing.B) {
	h := newHarness(b, 1280, 800)
	path := os.Getenv("PROBITY_LOG")
	if path == "" {
		path = h.export("commerce-activity-log", 1_000_000)
	}
	h.importFile(path)
	r := h.w.review
	for _, c := range []struct {
		name  string
		typed []string // one after another; the engine remembers what it has searched
	}{
		{"field", []string{"category:payment operator:system", "operator:lukas category:ticket", "type:invoice ip:198.51", "action:failed category:login"}},
		{"text", []string{"domain transferred", "voucher", "mobile money", "overdue", "suspended", "registrar", "bank", "klarna"}},
		{"date", []string{"date:last-year result:failure", "date:2026-01 result:success", "date:2025-08-12 status:open"}},
	} {
		b.Run(fmt.Sprintf("%s/%d", c.name, r.s.Engine().Len()), func(b *testing.B) {
			var wall, cpu []time.Duration
			text, i := 0, 0
			for ; b.Loop(); i++ {
				if i == len(c.typed[text]) {
					text, i = (text+1)%len(c.typed), 0
				}
				if i == 0 {
					b.StopTimer()
					r.views.search.SetText("")
					h.idle()
					r.views.search.Focus()
					b.StartTimer()
				}
				at, spent := time.Now(), processorTime()
				h.w.win.Canvas().Focused().(fyne.Focusable).TypedRune(rune(c.typed[text][i]))
				h.idle()
				wall, cpu = append(wall, time.Since(at)), append(cpu, processorTime()-spent)
			}
			for name, all := range map[string][]time.Duration{"ms/key": wall, "cpu-ms/key": cpu} {
				slices.Sort(all)
				b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, name)
			}
			slices.Sort(wall)
			b.ReportMetric(float64(wall[len(wall)*9/10].Microseconds())/1000, "ms/key-of-9-in-10")
		})
	}
}

// idle runs what was posted until nothing is under way and no key waits.
func (h *harness) idle() {
	for {
		if f := h.q.take(); f != nil {
			f()
			continue
		}
		h.w.running.mu.Lock()
		n := h.w.running.n
		h.w.running.mu.Unlock()
		if n == 0 && !h.w.review.typing.waiting {
			if f := h.q.take(); f == nil {
				return
			} else {
				f()
			}
			continue
		}
		time.Sleep(50 * time.Microsecond)
	}
}

// processorTime is what this process has used of the processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
