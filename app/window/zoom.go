//go:build cgo || ci

package window

import (
	"time"

	"probity/data/entry"
)

// zoomed is the part of the log that the histogram shows, when it is not all.
type zoomed struct {
	from, to time.Time // to is excluded
	unit     string
}

func (z zoomed) on() bool { return !z.to.IsZero() }

// mostHours is the longest stretch that is offered by the hour.
const mostHours = 31 * 24 * time.Hour

// fewDays is the longest stretch that is shown by the hour at first: by the day
// it would have but a few bars.
const fewDays = 14 * 24 * time.Hour

// zoomBins shows only the bars of the period that the filter asks for, or all
// again.
func (r *reviewPage) zoomBins(in bool) {
	r.zoom = zoomed{}
	if in {
		if from, to, ok := r.filterPeriod(); ok {
			r.zoom = zoomed{from, to, unitFor(from.UnixMicro(), to.UnixMicro())}
			if to.Sub(from) <= fewDays {
				r.zoom.unit = "hour"
			}
		}
	}
	r.askBins()
	r.w.changed()
}

// keepZoom shows all bars again when the filter asks for a period that they
// would not show, so that each face of the filter shows what the others set.
func (r *reviewPage) keepZoom() {
	if !r.zoom.on() {
		return
	}
	if from, to, ok := r.filterPeriod(); !ok || from.Before(r.zoom.from) || to.After(r.zoom.to) {
		r.zoom = zoomed{}
	}
}

// filterPeriod is the period that the filter asks for, its open ends closed by
// those of the log.
func (r *reviewPage) filterPeriod() (from, to time.Time, ok bool) {
	zone := r.s.Zone()
	from, to, ok = datesOf(r.filter, zone)
	if !ok || r.first == entry.NoTime {
		return from, to, false
	}
	if from.IsZero() {
		from = time.UnixMicro(r.first).In(zone)
	}
	if to.IsZero() {
		to = time.UnixMicro(r.last + 1).In(zone)
	}
	return from, to, from.Before(to)
}

// binUnit is the unit of the bars that are shown.
func (r *reviewPage) binUnit() string {
	if r.zoom.on() {
		return r.zoom.unit
	}
	return r.unit
}
