package parts

import (
	"fyne.io/fyne/v2"

	"probity/app/look"
)

// FacetValue is one value of a field and how many entries have it.
type FacetValue struct {
	Value    string // named in callbacks
	Label    string // shown; Value when empty
	Count    int
	Mark     look.Mark
	Chosen   bool
	Excluded bool
	Indent   int
	Fold     Fold // whether something lies below it
}

// Fold says whether what lies below a value is shown.
type Fold uint8

// A value has nothing below it, or it is shown, or it is folded away.
const (
	FoldNone Fold = iota
	FoldOpen
	FoldClosed
)

// FacetSection is a field with its most frequent values.
type FacetSection struct {
	Field, Title string
	Values       []FacetValue
	Distinct     int  // how many values there are in all; more than Values: "more…" is offered
	NoSearch     bool // no search inside: the values are few and always the same
	Room         int  // rows that are kept free where there are fewer, so that what stands below does not move
	Waiting      bool // the values are still being counted
}

// Facets shows fields with their values, how often each occurs as a bar behind
// its name, and lets a person choose among them. Up and Down move, Enter chooses,
// Delete excludes, the right button excludes as well.
type Facets struct {
	sketch
	// OnToggle is called when a value was clicked. With add it joins or leaves what
	// is chosen in its field, else it becomes the only one, or none.
	OnToggle func(field, value string, add bool)
	// OnExclude is called to filter a value out, or no longer.
	OnExclude func(field, value string)
	// OnFold is called to show what lies below a value, or to fold it away.
	OnFold func(field, value string, open bool)
	// OnMore is called when more values of a field are wanted.
	OnMore func(field string)
	// OnSearch is called with what was typed into a field's search; the owner
	// answers with SetSections. Empty text means that the search was closed.
	OnSearch func(field, text string)
	// Number writes a count.
	Number func(n int) string

	sections []FacetSection
	items    []facetItem
	total    float32
	y        float32 // how far it is scrolled
	hover    int     // index of items, or -1
	at       int     // where the keys are
	focused  bool
	mod      fyne.KeyModifier
	outHot   bool // the pointer is on the sign that takes a value out
	dragging bool
	search   *facetEntry
	inside   string // the field that is searched
	tip      *Tip
}

type facetKind uint8

const (
	facetTitle facetKind = iota
	facetSearch
	facetValue
	facetMore
	facetRoom // kept free
	facetNone // a search that found nothing
)

type facetItem struct {
	kind         facetKind
	section, row int
	y, h         float32
}

const facetSide = 10

// NewFacets makes an empty panel.
func NewFacets() *Facets {
	f := &Facets{hover: -1, at: -1, tip: NewTip(), Number: Thousands}
	f.search = newFacetEntry(f)
	f.search.OnChanged = func(text string) {
		if f.inside != "" && f.OnSearch != nil {
			f.OnSearch(f.inside, text)
		}
	}
	f.draw = f.paint
	f.least = func() fyne.Size { return fyne.NewSize(140, 80) }
	f.ExtendBaseWidget(f)
	return f
}

// SetSections shows other fields or values; what is scrolled and searched stays.
func (f *Facets) SetSections(sections []FacetSection) {
	f.sections = sections
	f.arrange()
	f.redraw()
}

// Rows is how many rows it takes, without what is kept free.
func (s *FacetSection) Rows() int {
	if s.Distinct > len(s.Values) {
		return len(s.Values) + 1
	}
	return len(s.Values)
}

// arrange works out where everything stands.
func (f *Facets) arrange() {
	f.items = f.items[:0]
	y := float32(12)
	add := func(kind facetKind, section, row int, h float32) {
		f.items = append(f.items, facetItem{kind, section, row, y, h})
		y += h
	}
	for s := range f.sections {
		sec := &f.sections[s]
		y += 6
		add(facetTitle, s, 0, 24)
		if sec.Field == f.inside && f.inside != "" {
			add(facetSearch, s, 0, 36)
		}
		for r := range sec.Values {
			add(facetValue, s, r, look.FacetHeight)
		}
		if sec.Field == f.inside && f.inside != "" && len(sec.Values) == 0 {
			add(facetNone, s, 0, look.FacetHeight)
		}
		if sec.Distinct > len(sec.Values) {
			add(facetMore, s, 0, look.FacetHeight)
		}
		if free := sec.Room - sec.Rows(); free > 0 {
			add(facetRoom, s, 0, float32(free)*look.FacetHeight)
		}
		y += 6
	}
	f.total = y + 8
	f.hover = -1
	f.at = min(f.at, len(f.items)-1)
	f.scrollTo(f.y)
}

func (f *Facets) scrollTo(y float32) { f.y = min(max(0, y), max(0, f.total-f.Size().Height)) }

// find is the item at a height, or -1.
func (f *Facets) find(y float32) int {
	y += f.y
	for i, it := range f.items {
		if y >= it.y && y < it.y+it.h {
			return i
		}
	}
	return -1
}

// cutAt is the whole name of a value that is cut.
func (f *Facets) cutAt(i int) string {
	if i < 0 || f.items[i].kind != facetValue {
		return ""
	}
	it := f.items[i]
	v := &f.sections[it.section].Values[it.row]
	count := font{size: look.SizeSmall}.mono().width(f.Number(v.Count))
	room := f.Size().Width - 2*facetSide - 18 - count - float32(v.Indent)*10
	if f.sections[it.section].folds() {
		room -= foldWidth
	}
	if (font{size: look.SizeText}).width(v.name()) <= room {
		return ""
	}
	return v.name()
}

// press does what a click on an item does.
func (f *Facets) press(i int, add bool) {
	if i < 0 || i >= len(f.items) {
		return
	}
	it := f.items[i]
	sec := &f.sections[it.section]
	switch it.kind {
	case facetTitle:
		if !sec.NoSearch {
			f.SearchIn(sec.Field)
		}
	case facetValue:
		if f.OnToggle != nil {
			f.OnToggle(sec.Field, sec.Values[it.row].Value, add)
		}
	case facetMore:
		if f.OnMore != nil {
			f.OnMore(sec.Field)
		}
	}
}

func (f *Facets) exclude(i int) {
	if i < 0 || i >= len(f.items) || f.items[i].kind != facetValue || f.OnExclude == nil {
		return
	}
	it := f.items[i]
	f.OnExclude(f.sections[it.section].Field, f.sections[it.section].Values[it.row].Value)
}

// SearchIn opens the search inside a field, or closes it when it is open there.
func (f *Facets) SearchIn(field string) {
	was := f.inside
	f.inside = ""
	if f.search.Text != "" {
		f.search.SetText("")
		if f.OnSearch != nil && was != "" {
			f.OnSearch(was, "")
		}
	}
	if was != field {
		f.inside = field
	}
	f.arrange()
	f.redraw()
	if f.inside != "" {
		focusIn(f, f.search)
	}
}
