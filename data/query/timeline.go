package query

import (
	"context"

	"probity/data/entry"
)

var oldestFirst = Sort{Field: "time", Ascending: true}

// only is the condition that a field has this value.
func only(f field, text string) *node {
	v := value{kind: exact, text: text}
	if f.name == entry.IP {
		if net, ok, err := parseNetwork(text); ok && err == nil && net.IsSingleIP() {
			v.kind, v.net = network, net
		}
	}
	return leaf(f, []value{v})
}

// TimelineOf gives everything about what an entry has in a field, oldest first;
// ok is false where it has nothing there. A customer is followed by name and by
// kind and id, because names change.
func (e *Engine) TimelineOf(ctx context.Context, row Row, name string, at Moment) (_ Filter, ok bool) {
	f, ok := lookupField(name)
	if !ok || len(f.columns) == 0 {
		return Filter{}, false
	}
	get := func(name string) string { return e.Text(ctx, row, name) }
	var n *node
	if f.name == entry.TargetName {
		var either []*node
		if text := get(entry.TargetName); text != "" {
			named, _ := lookupField(entry.TargetName)
			either = append(either, only(named, text))
		}
		if id := get(entry.TargetID); id != "" {
			kind, _ := lookupField(entry.TargetType)
			ids, _ := lookupField(entry.TargetID)
			either = append(either, group(andNode, []*node{only(kind, get(entry.TargetType)), only(ids, id)}))
		}
		if either == nil {
			return Filter{}, false
		}
		n = group(orNode, either)
	} else if text := get(name); text != "" {
		n = only(f, text)
	} else {
		return Filter{}, false
	}
	at.Now, at.Zone = at.now(), at.zone()
	out := Filter{at: at, terms: []*node{n}}
	if n.kind == andNode {
		out.terms = n.kids
	}
	return out.WithSort(oldestFirst), true
}
