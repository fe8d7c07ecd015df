//go:build cgo || ci

package window

import (
	"context"
	"time"

	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// inferPause is how long an entry waits for what is known of it from elsewhere
// before it is shown without.
var inferPause = 60 * time.Millisecond

type inferred struct {
	session.Inferred
	err error
}

// infer finds out in the background what is known of an entry from elsewhere.
func (r *reviewPage) infer(ctx context.Context, row query.Row) <-chan inferred {
	found := make(chan inferred, 1)
	r.w.running.Add(1)
	go func() {
		defer r.w.running.Done()
		x, err := r.inferring(ctx, row)
		found <- inferred{x, err}
	}()
	return found
}

// showInferred adds to the entry that is shown what is known of it from
// elsewhere, as soon as that is found. It is asked anew, because what was begun
// with the entry ends with it.
func (r *reviewPage) showInferred(d *session.Detail, row query.Row) {
	r.asks.beyond.ask(r.ctx, func(ctx context.Context) (func(), error) {
		found, err := r.inferring(ctx, row)
		return func() {
			if r.detail.shown == d {
				d.Inferred = found
				r.detail.fill()
			}
		}, err
	})
}

// fill writes what was found elsewhere into its place. The rest of the pane
// stays as it is, and so does what the reader sees of it: should the place have
// been too small or too large, what is below it does not move away from a reader
// who has scrolled past it.
func (d *detailPane) fill() {
	before, end := d.table.MinSize().Height, d.endOfBeyond()
	d.pending = false
	d.table.SetRows(d.rows(d.shown))
	d.all.Refresh()
	if grown := d.table.MinSize().Height - before; grown != 0 && d.above.Offset.Y > end {
		d.above.ScrollToOffset(d.above.Offset.AddXY(0, grown))
	}
}

// endOfBeyond is how far down in the pane the last lines end that are known from
// elsewhere.
func (d *detailPane) endOfBeyond() float32 {
	y := d.table.Position().Y
	if len(d.box.Objects) > placeOfFields {
		y += d.box.Objects[placeOfFields].Position().Y
	}
	return y + d.table.HeightOf(d.rows(d.shown)[:d.last])
}

// beyond are the lines about a field that are known from elsewhere: what
// reference lists say, and who was likely acting. While that is sought, their
// place is kept, as large as the entry before needed it.
func (d *detailPane) beyond(x *session.Detail, name string) []parts.KeyValue {
	if name != entry.Actor && name != entry.TargetName && name != entry.TargetID {
		return nil
	}
	if d.pending {
		if d.kept[name] == 0 {
			return nil
		}
		return []parts.KeyValue{{Value: T("looking further…"), Tone: parts.ToneQuiet, Least: d.kept[name]}}
	}
	rows := d.belongs(x, name)
	if name == entry.Actor {
		rows = append(rows, d.acting(x)...)
	}
	d.kept[name] = d.table.HeightOf(rows)
	return rows
}
