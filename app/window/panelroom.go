//go:build cgo || ci

package window

import (
	"context"
	"encoding/json"
	"slices"

	"probity/app/parts"
	"probity/data/entry"
	"probity/data/query"
)

// panelRoom is how many rows of the filter panel the sections take that are
// worked out from the whole log and from lists, and so come later than the
// others. They are kept free, so that nothing moves under the mouse when they
// come.
type panelRoom struct {
	Entities int
	Acting   int
}

// roomKey names what is remembered of the panel of this log.
func (r *reviewPage) roomKey() string { return "panel of " + r.s.Path() }

// findRoom gives what was remembered, or what such sections usually take.
func (r *reviewPage) findRoom(ctx context.Context) (*panelRoom, error) {
	room := &panelRoom{}
	if json.Unmarshal([]byte(r.w.person.Layout(r.roomKey())), room) == nil {
		return room, nil
	}
	lists, err := r.s.Lists()
	if err != nil {
		return nil, err
	}
	if len(lists) > 0 {
		room.Entities = entityRows + 1
	}
	categories, err := r.s.Engine().Facet(ctx, query.Filter{}, entry.Category, len(entry.Categories), "")
	if slices.ContainsFunc(categories.Values, func(v query.Value) bool { return v.Text == entry.CategoryImpersonation }) ||
		slices.Contains(r.s.Engine().Fields(), entry.Impersonator) {
		room.Acting = facetLimit(fieldActing) + 1
	}
	return room, err
}

// roomFor is how many rows are kept for a section, as long as it shows what it
// shows when a log is opened.
func (r *reviewPage) roomFor(field string) int {
	switch {
	case r.room == nil || !r.filter.Empty():
		return 0
	case field == entityField && r.unfolded == nil:
		return r.room.Entities
	case field == fieldActing && r.searches[fieldActing] == "":
		return r.room.Acting
	}
	return 0
}

// keepRoom remembers how many rows the sections take that come later, as they
// are when the log is opened. Imports change it.
func (r *reviewPage) keepRoom() {
	if r.room == nil || !r.filter.Empty() || r.unfolded != nil || r.searches[fieldActing] != "" || r.limits[entityField] > 0 || r.limits[fieldActing] > 0 {
		return
	}
	var now panelRoom
	for i := range r.shown {
		switch s := &r.shown[i]; s.Field {
		case entityField:
			now.Entities = s.Rows()
		case fieldActing:
			now.Acting = s.Rows()
		}
	}
	text, err := json.Marshal(now)
	if known := r.w.person.Layout(r.roomKey()); err == nil && known != string(text) {
		err = r.w.person.SetLayout(r.roomKey(), string(text))
	}
	if err != nil {
		_ = logError(r.w.folder, "remembering the filter panel", err)
	}
}

// actingOf gives who acted for others, or where that is not counted yet what
// stands for it.
func (r *reviewPage) actingOf(c panelCounts) []query.Facet {
	if !c.known && r.roomFor(fieldActing) > 0 {
		return []query.Facet{{Field: fieldActing}}
	}
	return c.acting
}

// waitingSection stands for one whose values are still being counted.
func waitingSection(field, title string, room int) parts.FacetSection {
	return parts.FacetSection{Field: field, Title: title, Room: room, Waiting: true, NoSearch: true}
}
