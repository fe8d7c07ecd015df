//go:build cgo || ci

package window

import (
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
	"probity/app/parts"
	"probity/data/entry"
	"probity/data/intake"
)

// The preview shows at most previewRows rows; a dialog is made so high that
// usualRows are seen.
const previewRows, usualRows = 16, 12

// preview shows the first rows under the fields into which they will be read;
// each field can be chosen.
func (r *reader) preview() fyne.CanvasObject {
	in := r.in
	table := &previewTable{}
	var all []fyne.CanvasObject
	rows := in.Rows[:min(len(in.Rows), previewRows)]
	for c, col := range in.Columns {
		width := previewWidth(col, rows, c)
		table.widths = append(table.widths, width)
		head := container.New(layout.NewCustomPaddedVBoxLayout(0),
			newPreviewCell(col.Name, look.SizeSmall, theme.ColorNamePlaceHolder, false),
			r.fieldSelect(col), r.typeLine(col))
		all = append(all, container.NewStack(newPlate(look.Sunken, nil, 0), container.New(inset(5, 5, 8, 4), head)))
		for _, row := range rows {
			text := ""
			if c < len(row) {
				text = oneLine(row[c])
			}
			mono := col.Type == "time" || col.Type == "ip"
			size := look.SizeText
			if mono {
				size = look.SizeMono
			}
			all = append(all, container.New(inset(0, 0, 8, 6), newPreviewCell(text, size, theme.ColorNameForeground, mono)))
		}
	}
	table.rows = len(rows)
	for range table.rows + len(table.widths) - 1 {
		all = append(all, newStrip(look.Line))
	}
	if r.none() {
		all = append(all, quietly2(T("There are no records below the headings, so there is nothing to import.")))
		table.none = true
	}
	return container.NewStack(newPlate(look.Surface, look.Line, look.Radius),
		container.New(inset(1, 1, 1, 1), container.NewHScroll(container.New(table, all...))))
}

// previewHeight is the height at which all rows of the preview are seen, with
// room for a scroll bar below.
func (r *reader) previewHeight() float32 {
	height := previewHead + previewRow*float32(max(2, min(len(r.in.Rows), usualRows))) + 3
	width, rows := float32(0), r.in.Rows[:min(len(r.in.Rows), previewRows)]
	for c, col := range r.in.Columns {
		width += previewWidth(col, rows, c)
	}
	if width > 810 {
		height += 9
	}
	return height
}

func newPreviewCell(text string, size float32, colour fyne.ThemeColorName, mono bool) *line {
	l := newLine(text, size, colour, fyne.TextStyle{Monospace: mono})
	l.cut = true
	return l
}

func oneLine(s string) string {
	if len(s) > 400 {
		s = s[:400]
	}
	return strings.Join(strings.Fields(s), " ")
}

// typeWords says as what a column is read.
func typeWords(c intake.Column) string {
	var words []string
	switch {
	case c.Layout != "":
		words = append(words, layoutWord(c.Layout))
	case c.Type == "time":
		words = append(words, T("time"))
	case c.Type == "number":
		words = append(words, T("number"))
	case c.Type == "ip":
		words = append(words, T("IP address"))
	case c.Type == "boolean":
		words = append(words, T("yes or no"))
	case c.Type == "empty":
		words = append(words, T("empty"))
	}
	if c.Zone != "" && c.Zone != "offset" {
		words = append(words, c.Zone)
	}
	return strings.Join(words, ", ")
}

// counts are the units in which a column of numbers can count time.
var counts = []option{{"epoch s", M("seconds since 1970")}, {"epoch ms", M("milliseconds since 1970")}, {"epoch µs", M("microseconds since 1970")},
	{"epoch ns", M("nanoseconds since 1970")}, {"excel", M("days as in Excel")}, {"excel 1904", M("days as in Excel, from 1904")}}

// layoutWord says how a time is written, as people write it.
func layoutWord(layout string) string {
	for _, c := range counts {
		if c.value == layout {
			return T(c.word)
		}
	}
	return layoutWords.Replace(layout)
}

// layoutWords turns Go's reference layout into what people write.
var layoutWords = strings.NewReplacer("2006", "YYYY", "January", "month", "Jan", "month", "Monday", "weekday", "Mon", "weekday",
	"01", "MM", "02", "DD", "15", "hh", "03", "hh", "04", "mm", "05", "ss", "06", "YY", "Z07:00", "±hh:mm", "-07:00", "±hh:mm", "-0700", "±hhmm",
	"000000000", "fffffffff", "000000", "ffffff", "000", "fff", "_2", "D", "2", "D", "1", "M", "3", "h")

// typeLine says below a column as what it is read; what a column of numbers
// counts can be chosen where it is the time.
func (r *reader) typeLine(c intake.Column) fyne.CanvasObject {
	counted := slices.ContainsFunc(counts, func(o option) bool { return o.value == c.Layout })
	if !counted && (c.Field != intake.TimeField || c.Type != "number") {
		return newPreviewCell(typeWords(c), look.SizeSmall, theme.ColorNamePlaceHolder, false)
	}
	text := typeWords(c)
	if !counted {
		text = T("numbers: choose what they count")
	}
	return container.New(inset(-2, -2, -2, 0), container.NewHBox(parts.NewLink(text, parts.ToneAccent, func() {
		var all []choice
		for _, o := range counts {
			all = append(all, choice{text: T(o.word), search: T(o.word), pick: func() {
				r.set("layout", func(opts *intake.Options) {
					if opts.Layouts == nil {
						opts.Layouts = map[string]string{}
					}
					opts.Layouts[c.Name] = o.value
				})
			}})
		}
		r.w.choose(T("What does {{.Column}} count?", vals{"Column": c.Name}), T("seconds, days, …"), all)
	})))
}

func previewWidth(c intake.Column, rows [][]string, at int) float32 {
	width := fyne.MeasureText(c.Name, look.SizeSmall, fyne.TextStyle{}).Width
	width = max(width, fyne.MeasureText(typeWords(c), look.SizeSmall, fyne.TextStyle{}).Width)
	size, style := float32(look.SizeText), fyne.TextStyle{}
	if c.Type == "time" || c.Type == "ip" {
		size, style.Monospace = look.SizeMono, true
	}
	for _, row := range rows {
		if at < len(row) {
			width = max(width, fyne.MeasureText(oneLine(row[at]), size, style).Width)
		}
	}
	return bounded(width+24, 130, 280)
}

// fields a column can be read into, in the order in which they are offered.
var targets = append([]string{"", "time"}, slices.DeleteFunc(slices.Clone(entry.Fields), func(f string) bool { return f == entry.TimeText })...)

// fieldSelect lets the person choose into which field a column is read.
func (r *reader) fieldSelect(c intake.Column) fyne.CanvasObject {
	fields, words := r.fieldChoices()
	now := max(0, slices.Index(fields, c.Field))
	s := widget.NewSelect(words, nil)
	s.Selected = words[now]
	s.OnChanged = func(word string) {
		i := slices.Index(words, word)
		if i < 0 || i == now {
			return
		}
		r.set("map", func(o *intake.Options) {
			if o.Map == nil {
				o.Map = map[string]string{}
			}
			o.Map[c.Name] = fields[i]
		})
	}
	return s
}

// previewTable lays a head and rows per column, then the lines between rows and
// those between columns. It shows as many rows as have room, so that it need not
// be scrolled. Columns begin at whole pixels, so that no ground shines through
// between them.
type previewTable struct {
	widths []float32
	rows   int
	none   bool // there are no rows, only a sentence that says so
}

const previewHead, previewRow = 72, 26

// leastRows are shown however little room there is.
const leastRows = 2

func (t *previewTable) MinSize([]fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, w := range t.widths {
		width += w
	}
	return fyne.NewSize(width, previewHead+previewRow*float32(min(leastRows, t.rows)))
}

func (t *previewTable) Layout(o []fyne.CanvasObject, size fyne.Size) {
	total := t.MinSize(nil).Width
	stretch := max(1, size.Width/max(1, total))
	room := min(t.rows, int((size.Height-previewHead)/previewRow+0.04))
	x, i := float32(0), 0
	var edges []float32
	for _, w := range t.widths {
		w = float32(math.Round(float64(w * stretch)))
		place(o[i], x, 0, w, previewHead)
		i++
		for r := range t.rows {
			show(o[i], r < room)
			place(o[i], x, previewHead+float32(r)*previewRow, w, previewRow)
			i++
		}
		x += w
		edges = append(edges, x)
	}
	for r := range t.rows {
		show(o[i], r < room)
		place(o[i], 0, previewHead+float32(r)*previewRow, max(x, size.Width), 1)
		i++
	}
	for _, edge := range edges[:max(0, len(edges)-1)] {
		place(o[i], edge-1, 0, 1, previewHead+float32(room)*previewRow)
		i++
	}
	if t.none {
		place(o[i], 8, previewHead, size.Width, previewRow)
	}
}
