package workspace

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"probity/data/entry"
	"probity/data/evidence"
)

// PreviewWithdraw tells what Withdraw would take out of view.
func (w *Workspace) PreviewWithdraw(ctx context.Context, source [32]byte) (Change, error) {
	at, err := w.visibleSource(ctx, source)
	if err != nil {
		return Change{}, err
	}
	noted, err := w.noted(ctx, source)
	if err != nil {
		return Change{}, err
	}
	c := at.change(nil)
	c.Gone = at.rows
	for id := range noted {
		c.Lost = append(c.Lost, id)
	}
	slices.SortFunc(c.Lost, func(a, b entry.Identity) int {
		if a.Offset != b.Offset {
			return cmp.Compare(a.Offset, b.Offset)
		}
		return strings.Compare(a.Path, b.Path)
	})
	c.DuplicatesBefore, _, _, err = w.countCommons(ctx, at.reading, at.id)
	return *c, err
}

// Withdraw takes a source that was imported by mistake out of view. Its bytes
// and columns stay, its notes come back with it when it is imported again.
// What its entries hid is shown again.
func (w *Workspace) Withdraw(ctx context.Context, source [32]byte, author, reason string) (Change, error) {
	var change Change
	err := w.exclusively(ctx, func() error {
		at, err := w.visibleSource(ctx, source)
		if err != nil {
			return err
		}
		if change, err = w.PreviewWithdraw(ctx, source); err != nil {
			return err
		}
		now := &reconsidered{lists: map[int64]commons{}, sums: map[int64][32]byte{}}
		if kindOf(at.rd) == kindLog {
			if now, err = w.reconsider(ctx, at.id, nil); err != nil {
				return err
			}
		}
		fields := map[string]string{
			"source": evidence.Hex(source), "name": at.name, "reason": reason,
			"rows": strconv.FormatInt(at.rows, 10),
		}
		now.lists[at.reading], now.sums[at.reading] = nil, source
		if fields["occurrences"], err = now.seal(); err != nil {
			return err
		}
		return w.write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.Exec(`UPDATE reading SET state = 'withdrawn' WHERE id = ?`, at.reading); err != nil {
				return err
			}
			if err := now.store(tx); err != nil {
				return err
			}
			_, err := w.appendEvent(tx, author, "withdraw", fields)
			return err
		})
	})
	if err != nil {
		return Change{}, w.stopped("Withdrawing", err)
	}
	return change, nil
}
