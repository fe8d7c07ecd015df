//go:build cgo || ci

package window

import (
	"slices"
	"strings"

	"probity/app/parts"
	"probity/data/query"
)

// entityField is the field of the filter that takes either entity of an entry.
const entityField = "entity"

// entityRows is how many entities are listed at first; a tree that is larger is
// folded below its second level.
const entityRows = 14

// entityValues are the nodes of the entity tree that are not folded away, with
// what is chosen of them; open gives whether a node is unfolded.
func entityValues(tree query.EntityTree, open func(query.EntityNode) bool, chosen func(entity string) (yes, no bool)) []parts.FacetValue {
	var out []parts.FacetValue
	hidden := -1 // depth below which nodes are folded away
	for _, n := range tree.Nodes {
		if hidden >= 0 && n.Depth > hidden {
			continue
		}
		hidden = -1
		v := parts.FacetValue{Value: n.Entity, Count: n.Total, Indent: n.Depth}
		v.Chosen, v.Excluded = chosen(n.Entity)
		switch {
		case n.Leaf:
		case open(n):
			v.Fold = parts.FoldOpen
		default:
			v.Fold, hidden = parts.FoldClosed, n.Depth
		}
		out = append(out, v)
	}
	return out
}

// entityOpen reports whether a node of the tree is unfolded.
func (r *reviewPage) entityOpen(all int) func(query.EntityNode) bool {
	return func(n query.EntityNode) bool {
		if open, said := r.unfolded[n.Entity]; said {
			return open
		}
		return all <= entityRows || n.Depth == 0
	}
}

// foldEntity folds what lies below an entity away, or shows it.
func (r *reviewPage) foldEntity(entity string, open bool) {
	if r.unfolded == nil {
		r.unfolded = map[string]bool{}
	}
	r.unfolded[entity] = open
	r.askPanel()
}

// entityTerm finds the condition that asks for an entity with all below it; -1
// for none.
func entityTerm(f query.Filter, entity string, not bool) int {
	return slices.IndexFunc(f.Terms(), func(t query.Term) bool {
		return t.Field == entityField && t.Not == not && len(t.Values) == 1 && strings.EqualFold(t.Values[0], entity) && (t.Forms[0] == query.FormSubtree || entity == "")
	})
}

// chooseEntity shows what an entity and those below it have to do with; once
// more shows everything again. With not, it leaves them out.
func (r *reviewPage) chooseEntity(entity string, not bool) {
	f := r.filter
	if i := entityTerm(f, entity, not); i >= 0 {
		r.apply(f.Without(i))
		return
	}
	if i := entityTerm(f, entity, !not); i >= 0 {
		f = f.Without(i)
	}
	if !not {
		f = f.With(entityField)
	}
	term := entityField + `:"` + strings.ReplaceAll(entity, `"`, `""`) + `"`
	if entity != "" {
		term += "/*"
	}
	if not {
		term = "-" + term
	}
	if f, err := r.s.Parse(strings.TrimSpace(f.String() + " " + term)); err == nil {
		r.apply(f)
	}
}

// entitySection is the part of the filter panel with the tree of entities; ok
// is false where nothing is known of who lies below whom.
func (v *views) entitySection(tree query.EntityTree, f query.Filter) (s parts.FacetSection, ok bool) {
	if !hasTree(tree) {
		return s, false
	}
	values := entityValues(tree, v.r.entityOpen(len(tree.Nodes)), func(entity string) (yes, no bool) {
		return entityTerm(f, entity, false) >= 0, entityTerm(f, entity, true) >= 0
	})
	if tree.Unknown > 0 {
		values = append(values, parts.FacetValue{Label: T("cannot be told"), Count: tree.Unknown,
			Chosen: entityTerm(f, "", false) >= 0, Excluded: entityTerm(f, "", true) >= 0})
	}
	all := len(values)
	values = values[:min(all, max(v.r.limits[entityField], entityRows))]
	return parts.FacetSection{Field: entityField, Title: T("Entities"), Values: values, Distinct: all, NoSearch: true}, true
}

// hasTree reports that some entity lies below another.
func hasTree(tree query.EntityTree) bool {
	return slices.ContainsFunc(tree.Nodes, func(n query.EntityNode) bool { return n.Depth > 0 })
}
