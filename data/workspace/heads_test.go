package workspace

import (
	"context"
	"strings"
	"testing"
)

func heads(t *testing.T, w *Workspace) []Head {
	t.Helper()
	h, err := w.Heads()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHeadsThatWereKeptAreFoundAgain(t *testing.T) {
	w := notes(t)
	kept := heads(t, w)
	all := events(t, w)
	if len(kept) != 1 || kept[0].Seq != 5 || kept[0].Hash != all[4].Hash || kept[0].Replica != all[4].Replica || kept[0].At != all[4].Fields["at"] {
		t.Fatalf("%+v", kept)
	}
	if _, err := w.Append(context.Background(), "Ann", "note", nil); err != nil {
		t.Fatal(err)
	}
	if problems, err := w.CheckHeads(kept); err != nil || len(problems) != 0 {
		t.Errorf("%+v, %v", problems, err)
	}
}

func TestHeadsNameWhatTheJournalLost(t *testing.T) {
	for statement, says := range map[string]string{
		`DELETE FROM event WHERE seq > 3`:                    "ended at event 5, written on 2026-11-22 at 09:00 UTC; now it ends at event 3: the newest 2 are missing",
		`DELETE FROM event WHERE seq > 4`:                    "the newest is missing, or an older copy",
		`DELETE FROM event`:                                  "none of the events",
		`UPDATE event SET seq = 6 WHERE seq = 5`:             "was seen here before and is missing",
		`UPDATE event SET line = line || ' ' WHERE seq = 5`:  "was rewritten",
		`UPDATE event SET replica = 'other' WHERE seq < 100`: "none of the events",
	} {
		w := notes(t)
		kept := heads(t, w)
		tamper(t, w, statement)
		problems, err := w.CheckHeads(kept)
		if err != nil {
			t.Fatal(err)
		}
		if len(problems) != 1 || problems[0].What != ProblemEvent || problems[0].Source != "journal" || !strings.Contains(problems[0].Detail, says) {
			t.Errorf("%s: %+v", statement, problems)
		}
	}
}
