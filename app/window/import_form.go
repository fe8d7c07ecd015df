//go:build cgo || ci

package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
	"probity/app/parts"
	"probity/data/intake"
)

// short says in one line as what a known format is read, with the questions
// that only the person can answer.
func (r *reader) short() fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(8), container.New(&leading{gap: 8}, strong(r.knownAs()), quietly(r.knownWhy())))
	if rows := r.asked(); len(rows.Objects) > 0 {
		box.Add(rows)
	}
	return box
}

// asked are the questions that only the person can answer, also those that were
// answered.
func (r *reader) asked() *fyne.Container {
	rows := container.New(&formRows{label: 110, field: 210})
	if r.question("zone") != nil || r.opts.Zone != "" {
		r.addZone(rows)
	}
	if r.question("date-order") != nil || r.opts.DateOrder != "" {
		r.addOrder(rows)
	}
	return rows
}

// quietly2 is a quiet line that is not cut.
func quietly2(text string) *line {
	l := quietly(text)
	l.cut = false
	return l
}

// option is one value of a setting, and how people call it.
type option struct{ value, word string }

var separators = []option{{",", M("comma")}, {";", M("semicolon")}, {"\t", M("tab")}, {"|", M("bar")}, {":", M("colon")}, {" ", M("space")}, {"~", M("tilde")}, {"^", M("caret")}}

// A quote inside a field is doubled, or has a backslash before it.
var (
	quotes    = []option{{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"none", M("none")}}
	escapings = []option{{"doubled", M("doubled")}, {"backslash", M("backslash")}, {"none", M("none")}}
)

var comments = []option{{"none", M("none")}, {"#", "#"}, {";", ";"}, {"%", "%"}}

var orders = []option{{"dmy", M("day first")}, {"mdy", M("month first")}, {"ymd", M("year first")}}

// findings lists what was detected, each with its reason and how sure it is,
// and lets the person set it otherwise.
func (r *reader) findings() fyne.CanvasObject {
	rows := container.New(&formRows{label: 110, field: 190})
	var charsets []option
	for _, e := range intake.Encodings() {
		charsets = append(charsets, option{e.Name, e.Title})
	}
	r.add(rows, T("Encoding"), "encoding", charsets, r.in.Encoding, func(o *intake.Options, v string) { o.Encoding = v })
	if r.in.Format == "csv" {
		r.addSeparator(rows)
		r.addQuotes(rows)
		r.addHeader(rows)
	} else if f, ok := r.in.Findings["list"]; ok {
		lists := []option{{f.Value, f.Value}}
		if f.Value != "none" {
			lists = append(lists, option{"none", M("none")})
		}
		r.add(rows, T("Records are in"), "list", lists, f.Value, func(o *intake.Options, v string) { o.List = v })
	}
	r.addTime(rows)
	r.addOrder(rows)
	r.addZone(rows)
	return rows
}

// addTime says which column gives the time; another is chosen above the rows.
func (r *reader) addTime(rows *fyne.Container) {
	f, ok := r.in.Findings["time"]
	if !ok {
		return
	}
	name := newPreviewCell(f.Value, look.SizeText, theme.ColorNameForeground, false)
	if f.Value == "none" {
		name.set(T("no column"), theme.ColorNameWarning)
	}
	r.row(rows, T("Time"), "time", container.New(inset(0, 0, 6, 0), name))
}

func (r *reader) addSeparator(rows *fyne.Container) {
	all := separators
	if !slices.ContainsFunc(all, func(o option) bool { return o.value == r.in.Delimiter }) {
		all = append(slices.Clone(all), option{r.in.Delimiter, r.in.Findings["delimiter"].Value})
	}
	other := option{"", M("something else…")}
	r.add(rows, T("Separator"), "delimiter", append(slices.Clone(all), other), r.in.Delimiter, func(o *intake.Options, v string) { o.Delimiter = v })
}

// askSeparator lets the person write the separator.
func (r *reader) askSeparator() {
	field := widget.NewEntry()
	field.PlaceHolder = T("one or several characters")
	s := r.w.openSheet(sheetOptions{title: T("What separates the columns?"), body: container.NewVBox(field), size: fyne.NewSize(420, 0), main: T("Use"), do: func() {
		if field.Text != "" {
			r.set("delimiter", func(o *intake.Options) { o.Delimiter = field.Text })
		}
	}})
	field.OnSubmitted = func(string) { s.accept() }
	s.focus(field)
}

// addQuotes adds what encloses fields and how a quote inside a field is marked,
// and what begins a comment.
func (r *reader) addQuotes(rows *fyne.Container) {
	quote, escape := r.in.Quote, "doubled"
	if quote == "" {
		quote = "none"
	}
	switch r.in.Escape {
	case "":
		escape = "none"
	case `\`:
		escape = "backslash"
	}
	field := r.choice("quote", quotes, quote, func(o *intake.Options, v string) { o.Quote = v })
	if quote != "none" {
		field = container.New(&beside{right: 78, gap: 6, first: true}, field,
			r.choice("escape", escapings, escape, func(o *intake.Options, v string) { o.Escape = v }))
	}
	r.row(rows, T("Quotes"), "quote", field)
	comment := r.in.Comment()
	if comment == "" {
		comment = "none"
	}
	r.add(rows, T("Comments"), "table", comments, comment, func(o *intake.Options, v string) { o.Comment = v })
}

func (r *reader) addHeader(rows *fyne.Container) {
	lines := []option{{"0", M("none")}}
	for n := 1; n <= max(5, r.in.HeaderRow); n++ {
		lines = append(lines, option{number(int64(n)), T("line {{.N}}", vals{"N": n})})
	}
	r.add(rows, T("Header"), "header", lines, number(int64(r.in.HeaderRow)), func(o *intake.Options, v string) {
		line := int(atoi(v))
		o.HeaderRow = &line
	})
}

func (r *reader) addOrder(rows *fyne.Container) {
	f, found := r.in.Findings["date-order"]
	if !found && r.question("date-order") == nil {
		return
	}
	now := ""
	for _, o := range orders {
		if o.value == f.Value || o.word == f.Value || o.value == r.opts.DateOrder {
			now = o.value
		}
	}
	r.add(rows, T("Date order"), "date-order", orders, now, func(o *intake.Options, v string) { o.DateOrder = v })
}

// add adds a row with a select.
func (r *reader) add(rows *fyne.Container, label, key string, all []option, now string, set func(o *intake.Options, value string)) {
	r.row(rows, label, key, r.choice(key, all, now, set))
}

// choice is a select that sets something; where it is asked for, nothing is
// chosen.
func (r *reader) choice(key string, all []option, now string, set func(o *intake.Options, value string)) fyne.CanvasObject {
	asked, edge, at := r.question(key) != nil, fieldEdge, ""
	if asked {
		now, edge = "", amber
	}
	var words []string
	for _, o := range all {
		words = append(words, T(o.word))
		if o.value == now && now != "" {
			at = T(o.word)
		}
	}
	s := widget.NewSelect(words, nil)
	s.PlaceHolder = T("choose")
	s.Selected = at
	s.OnChanged = func(word string) {
		i := slices.Index(words, word)
		switch {
		case i < 0 || word == at:
		case all[i].value == "":
			r.askSeparator()
		default:
			r.set(key, func(o *intake.Options) { set(o, all[i].value) })
		}
	}
	return edged(s, edge)
}

// row adds a row with any field, and the reason with how sure it is, or the open
// question, beside it.
func (r *reader) row(rows *fyne.Container, label, key string, field fyne.CanvasObject) {
	f, found := r.in.Findings[key]
	mark, why := look.MarkNone, newReason(r.w, label, f.Why)
	switch q := r.question(key); {
	case q != nil:
		mark, why = look.MarkWarning, newReason(r.w, label, r.questionWords(key))
		why.colour = theme.ColorNameWarning
	case key == "table":
	case found && f.Sure:
		mark = look.MarkFine
	case found && f.Why != "":
		mark, why = look.MarkQuestion, newReason(r.w, label, T("not certain: {{.Why}}", vals{"Why": f.Why}))
	}
	rows.Add(newLine(label, look.SizeText, theme.ColorNamePlaceHolder, fyne.TextStyle{}))
	rows.Add(field)
	rows.Add(container.New(&leading{gap: 6, least: 14}, newMark(mark), why))
}

// questionWords says in a line why a question is open.
func (r *reader) questionWords(key string) string {
	if x := r.against; x != nil && x.Key == key {
		return T("line {{.Line}} contradicts what was seen; which is right?", vals{"Line": number(x.Line)})
	}
	if why := r.in.Findings[key].Why; why != "" && key == "zone" {
		return why
	} else if why != "" {
		return T("{{.Why}}; needed before importing", vals{"Why": why})
	}
	return T("needed before importing")
}

func (r *reader) addZone(rows *fyne.Container) {
	now := r.opts.Zone
	if now == "" {
		now = r.in.Findings["zone"].Value
	}
	asked := r.question("zone") != nil
	if asked || now == "" {
		now = T("choose a zone")
	}
	b := parts.NewButton(now, func() {
		r.w.chooseZone(T("Times in {{.Name}} are in", vals{"Name": r.in.Name}), func(name string) {
			r.set("zone", func(o *intake.Options) { o.Zone = name })
		})
	})
	b.Chooses = true
	b.Attend = asked
	r.row(rows, T("Times are in"), "zone", b)
}

// rejects says which of the sampled records could not be read.
func (r *reader) rejects() fyne.CanvasObject {
	n := len(r.in.Rejects)
	if n == 0 {
		return layout.NewSpacer()
	}
	var lines []string
	for i, x := range r.in.Rejects {
		if i == 4 {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, number(x.Line))
	}
	text := plural(int64(n), "{{.Count}} record would be rejected: line {{.Lines}}", "{{.Count}} records would be rejected: lines {{.Lines}}",
		vals{"Lines": strings.Join(lines, ", ")})
	words := quietly2(text)
	words.colour = theme.ColorNameWarning
	why := parts.NewLink(T("Show"), parts.ToneAmber, func() { r.w.showRejects(r.in.Rejects) })
	return container.New(layout.NewCustomPaddedHBoxLayout(6), centred(words), why)
}

// showRejects lists records that cannot be read, each with its line and why.
func (w *Window) showRejects(rejects []intake.Reject) {
	list := widget.NewList(func() int { return len(rejects) }, func() fyne.CanvasObject {
		l := widget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		return l
	}, func(i widget.ListItemID, o fyne.CanvasObject) {
		o.(*widget.Label).SetText(T("Line {{.Line}}: {{.Why}}", vals{"Line": number(rejects[i].Line), "Why": rejects[i].Reason}))
	})
	w.openSheet(sheetOptions{title: T("Records that cannot be read"), quiet: T("They are kept with the file and sealed, but they are not entries."),
		body: list, size: fyne.NewSize(760, 420), main: T("OK"), cancel: "-"})
}

// atoi reads a number that a person wrote with separators; -1 if it is none.
func atoi(text string) int64 {
	n, err := parseGrouped(text)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
