package parts

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"probity/app/look"
)

func (f *Facets) paint(p *pen, size fyne.Size) {
	f.scrollTo(f.y)
	p.fill(0, 0, size.Width, size.Height, p.Ground, 0)
	searching := false
	for i, it := range f.items {
		y := it.y - f.y
		if y+it.h < 0 || y > size.Height {
			continue
		}
		switch it.kind {
		case facetTitle:
			f.title(p, i, y, size.Width)
		case facetSearch:
			searching = true
			place(f.search, facetSide, y, size.Width-2*facetSide, 30)
			p.add(f.search)
		case facetValue:
			f.value(p, i, y, size.Width)
		case facetNone:
			p.text(facetSide+6, y, size.Width-2*facetSide, it.h, lang.L("nothing found"), font{size: look.SizeSmall, color: p.Quiet})
		case facetMore:
			c := font{size: look.SizeSmall, color: p.Quiet}
			if i == f.hover {
				c.color = p.Accent
			}
			f.ring(p, i, y, size.Width)
			p.text(facetSide+6, y, size.Width-2*facetSide, it.h, lang.L("more…"), c)
		case facetRoom:
			if f.sections[it.section].Waiting {
				waiting(p, y, size.Width, it.h)
			}
		}
	}
	f.search.Hidden = !searching
	if f.total > size.Height {
		tall := max(28, size.Height*size.Height/f.total)
		p.fill(size.Width-6, (size.Height-tall)*f.y/(f.total-size.Height), 4, tall, p.Scroll, 2)
	}
	p.add(f.tip)
}

func (f *Facets) title(p *pen, i int, y, width float32) {
	sec := &f.sections[f.items[i].section]
	name := font{size: look.SizeText, color: p.Text}.bold()
	small := font{size: look.SizeSmall, color: p.Quiet}
	right := width - facetSide
	if !sec.NoSearch {
		glass := small
		glass.size = look.SizeText
		if i == f.hover || f.inside == sec.Field {
			glass.color = p.Accent
		}
		right -= 12
		p.text(right, y, 14, 22, "⌕", glass)
		right -= 4
	}
	if sec.Waiting {
		p.right(facetSide, y, right-facetSide, 22, lang.L("counting…"), small)
		right -= small.width(lang.L("counting…")) + 8
	} else if sec.Distinct > 0 && !sec.NoSearch {
		n := f.Number(sec.Distinct)
		p.right(facetSide, y, right-facetSide, 22, n, small)
		right -= small.width(n) + 8
	}
	f.ring(p, i, y, width)
	p.text(facetSide, y, max(0, right-facetSide), 22, sec.Title, name)
}

// waiting draws what stands for values that are still being counted.
func waiting(p *pen, y, width, height float32) {
	for row := range int(height / look.FacetHeight) {
		long := [...]float32{0.62, 0.48, 0.7, 0.4, 0.55}[row%5]
		at := y + float32(row)*look.FacetHeight + 7
		p.fill(facetSide+6, at, (width-2*facetSide-60)*long, 8, p.Sunken, look.SmallRadius)
		p.fill(width-facetSide-38, at, 32, 8, p.Sunken, look.SmallRadius)
	}
}

func (f *Facets) value(p *pen, i int, y, width float32) {
	it := f.items[i]
	sec := &f.sections[it.section]
	v := &sec.Values[it.row]
	x, w, h := float32(facetSide), width-2*facetSide, it.h-2
	if i == f.hover {
		p.fill(x, y+1, w, h, p.Hover, look.SmallRadius)
	}
	most := 1
	for k := range sec.Values {
		most = max(most, sec.Values[k].Count)
	}
	if v.Count > 0 {
		p.fill(x, y+1, max(3, w*float32(v.Count)/float32(most)), h, p.Selection, look.SmallRadius)
	}
	switch {
	case v.Chosen:
		p.frame(x, y, w, it.h, nil, p.Accent, 4)
	case v.Excluded:
		p.frame(x, y, w, it.h, nil, p.Danger, 4)
	}
	f.ring(p, i, y, width)
	count := font{size: look.SizeSmall, color: p.Quiet}.mono()
	n := f.Number(v.Count)
	room := w - 6
	if i == f.hover && f.OnExclude != nil {
		room -= outWidth
		out := font{size: look.SizeText, color: p.Quiet}
		if f.outHot {
			out.color = p.Danger
		}
		p.middle(x+room, y, outWidth, it.h, "⊘", out)
	}
	p.right(x, y, room, it.h, n, count)
	text := font{size: look.SizeText, color: p.Text, strike: v.Excluded}
	if v.Excluded {
		text.color = p.Danger
	}
	left := x + 6 + float32(v.Indent)*10
	if sec.folds() {
		if glyph := v.Fold.glyph(); glyph != "" {
			p.text(left-2, y, foldWidth, it.h, glyph, font{size: look.SizeSmall, color: p.Quiet})
		}
		left += foldWidth
	}
	if v.Mark != look.MarkNone {
		p.mark(left, y, 11, it.h, v.Mark)
		left += 15
	}
	p.text(left, y, max(0, x+room-6-count.width(n)-left), it.h, v.name(), text)
}

// outWidth is the room for the sign under the pointer that takes a value out.
const outWidth = 20

// outAt reports whether x is on that sign.
func (f *Facets) outAt(i int, x float32) bool {
	return i >= 0 && f.items[i].kind == facetValue && f.OnExclude != nil && x >= f.Size().Width-facetSide-6-outWidth
}

// foldWidth is the room for the sign of a fold.
const foldWidth = 13

func (f Fold) glyph() string {
	switch f {
	case FoldOpen:
		return "▾"
	case FoldClosed:
		return "▸"
	}
	return ""
}

// folds reports whether values lie below each other.
func (s *FacetSection) folds() bool {
	return slices.ContainsFunc(s.Values, func(v FacetValue) bool { return v.Fold != FoldNone })
}

// foldAt reports whether x is on the sign of a fold of an item.
func (f *Facets) foldAt(i int, x float32) bool {
	if i < 0 || f.items[i].kind != facetValue {
		return false
	}
	v := &f.sections[f.items[i].section].Values[f.items[i].row]
	return v.Fold != FoldNone && x < facetSide+6+float32(v.Indent)*10+foldWidth
}

// fold shows what lies below a value, or folds it away.
func (f *Facets) fold(i int, open bool) {
	if i < 0 || i >= len(f.items) || f.items[i].kind != facetValue || f.OnFold == nil {
		return
	}
	sec := &f.sections[f.items[i].section]
	if v := &sec.Values[f.items[i].row]; v.Fold == FoldClosed && open || v.Fold == FoldOpen && !open {
		f.OnFold(sec.Field, v.Value, open)
	}
}

func (v *FacetValue) name() string {
	if v.Label != "" {
		return v.Label
	}
	return v.Value
}

// ring shows where the keys are.
func (f *Facets) ring(p *pen, i int, y, width float32) {
	if f.focused && i == f.at {
		p.fill(facetSide-6, y+3, 3, f.items[i].h-6, p.Accent, 1)
	}
}
