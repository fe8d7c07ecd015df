package workspace

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestWhatFollowsFromTheJournalIsWhatTheTablesSay brings, reads again and
// withdraws overlapping exports with altered records in any order.
func TestWhatFollowsFromTheJournalIsWhatTheTablesSay(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 3))
		w := fresh(t)
		var exports [][]byte
		for range 4 {
			from := r.IntN(30)
			var records []string
			for i := from; i < from+25; i++ {
				action := "Login"
				if r.IntN(8) == 0 {
					action = "Logout"
				}
				records = append(records, fmt.Sprintf("2026-03-14 09:%02d:00;budi;acme;%s;;%d", i, action, 1000+i))
			}
			exports = append(exports, lines(records...))
		}
		sums := map[string]bool{}
		for step := range 14 {
			var done string
			switch pick := r.IntN(5); {
			case pick < 3 || len(sums) == 0:
				receipt, err := w.Import(context.Background(), file(t, exports[r.IntN(len(exports))]), keyed(), nobody, nil)
				if err != nil {
					t.Fatal(err)
				}
				done, sums[receipt.SHA256] = "import", true
			default:
				for sum := range sums {
					var err error
					if pick == 3 {
						done = "withdraw"
						delete(sums, sum)
						_, err = w.Withdraw(context.Background(), hash(sum), "Ann", "wrong")
					} else {
						done = "read"
						rd := keyed()
						zone := []string{"UTC", "Asia/Tokyo"}[r.IntN(2)]
						rd.Columns[0].Zone, rd.Zone = zone, zone
						_, err = w.ReadAgain(context.Background(), hash(sum), rd, "Ann", nil)
					}
					if err != nil {
						t.Fatal(err)
					}
					break
				}
			}
			if clean(t, w); t.Failed() {
				t.Fatalf("seed %d, step %d (%s)", seed, step, done)
			}
		}
		if seed == 0 && count(t, w, `SELECT max(revision) FROM reading`) == 0 {
			t.Error("nothing was ever hidden")
		}
	}
}
