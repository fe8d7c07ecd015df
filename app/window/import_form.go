//go:build cgo || ci

package window

import (
	"slices"
	"strconv"
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

// form lays out what was found: how the file is read and why, where it comes
// from, and the first rows as they will be read.
func (m *importing) form() fyne.CanvasObject {
	var top fyne.CanvasObject
	if m.known() {
		top = m.short()
	} else {
		top = container.New(layout.NewBorderLayout(nil, nil, nil, nil), container.New(&beside{right: 300, gap: 20}, m.findings(), m.origin.box()))
	}
	title := strong(T("First rows as they will be read"))
	return container.NewBorder(container.New(layout.NewCustomPaddedVBoxLayout(0), top, space(14),
		container.NewBorder(nil, nil, title, m.rejects()), space(6)), nil, nil, nil, m.preview())
}

// short says in one line as what a known format is read, with the questions
// that only the person can answer.
func (m *importing) short() fyne.CanvasObject {
	why := m.knownWhy()
	box := container.New(layout.NewCustomPaddedVBoxLayout(8),
		container.New(layout.NewCustomPaddedHBoxLayout(8), strong(m.knownAs()), quietly2(why)))
	if rows := m.asked(); len(rows.Objects) > 0 {
		box.Add(rows)
	}
	return box
}

// asked are the questions that only the person can answer, also those that were
// answered.
func (m *importing) asked() *fyne.Container {
	rows := container.New(&formRows{label: 110, field: 210})
	m.addMember(rows)
	if m.question("zone") != nil || m.opts.Zone != "" {
		m.addZone(rows)
	}
	if m.question("date-order") != nil || m.opts.DateOrder != "" {
		m.addOrder(rows)
	}
	return rows
}

// quietly2 is a quiet line that is not cut.
func quietly2(text string) *line {
	l := quietly(text)
	l.cut = false
	return l
}

var separators = []struct{ value, word string }{
	{",", M("comma")}, {";", M("semicolon")}, {"\t", M("tab")}, {"|", M("bar")},
}

var orders = []struct{ value, word string }{
	{"dmy", M("day first")}, {"mdy", M("month first")}, {"ymd", M("year first")},
}

// findings lists what was detected, each with its reason, and lets the person
// set it otherwise.
func (m *importing) findings() fyne.CanvasObject {
	rows := container.New(&formRows{label: 110, field: 190})
	var charsets []string
	charset := m.in.Encoding
	encodings := intake.Encodings()
	for _, e := range encodings {
		charsets = append(charsets, e.Title)
		if e.Name == m.in.Encoding {
			charset = e.Title
		}
	}
	m.add(rows, T("Encoding"), "encoding", charsets, charset, func(i int) { m.opts.Encoding = encodings[i].Name })
	if m.in.Format == "csv" {
		var words []string
		at := m.in.Delimiter
		for _, s := range separators {
			words = append(words, T(s.word))
			if s.value == m.in.Delimiter {
				at = T(s.word)
			}
		}
		m.add(rows, T("Separator"), "delimiter", words, at, func(i int) { m.opts.Delimiter = separators[i].value })
		lines := []string{T("none")}
		for n := 1; n <= max(5, m.in.HeaderRow); n++ {
			lines = append(lines, T("line {{.N}}", vals{"N": n}))
		}
		m.add(rows, T("Header"), "header", lines, lines[min(m.in.HeaderRow, len(lines)-1)], func(i int) { m.opts.HeaderRow = &i })
	}
	m.addOrder(rows)
	m.addZone(rows)
	m.addMember(rows)
	return rows
}

// addMember lets one of several exports in a ZIP be chosen.
func (m *importing) addMember(rows *fyne.Container) {
	if len(m.in.Members) < 2 {
		return
	}
	now, key := m.in.Member, "container"
	if m.question("member") != nil {
		now, key = "", "member"
	}
	m.add(rows, T("File in the ZIP"), key, m.in.Members, now, func(i int) { m.opts.Member = m.in.Members[i] })
}

// add adds a row with a select.
func (m *importing) add(rows *fyne.Container, label, key string, words []string, now string, set func(i int)) {
	s := widget.NewSelect(words, nil)
	s.PlaceHolder = T("choose")
	s.Selected = now
	s.OnChanged = func(word string) {
		if i := slices.Index(words, word); i >= 0 && word != now {
			set(i)
			m.inspect()
		}
	}
	m.row(rows, label, key, bordered(s))
}

// row adds a row with any field, and the reason or the open question beside it.
func (m *importing) row(rows *fyne.Container, label, key string, field fyne.CanvasObject) {
	name := newLine(label, look.SizeText, theme.ColorNamePlaceHolder, fyne.TextStyle{})
	why := quietly(m.in.Findings[key].Why)
	if q := m.question(key); q != nil {
		why = quietly(questionWords(q))
		why.colour = theme.ColorNameWarning
	}
	rows.Add(name)
	rows.Add(field)
	rows.Add(why)
}

// questionWords says in a line why a question is open.
func questionWords(q *intake.Question) string {
	switch q.Key {
	case "zone":
		return T("the file does not say; needed before importing")
	case "member":
		return T("it holds several exports; needed before importing")
	case "date-order":
		return T("both are possible; needed before importing")
	}
	return q.Text
}

func (m *importing) addOrder(rows *fyne.Container) {
	f, found := m.in.Findings["date-order"]
	if !found && m.question("date-order") == nil {
		return
	}
	var words []string
	now := ""
	for _, o := range orders {
		words = append(words, T(o.word))
		if o.value == f.Value || o.word == f.Value || o.value == m.opts.DateOrder {
			now = T(o.word)
		}
	}
	m.add(rows, T("Date order"), "date-order", words, now, func(i int) { m.opts.DateOrder = orders[i].value })
}

func (m *importing) addZone(rows *fyne.Container) {
	now := m.opts.Zone
	if now == "" {
		now = m.in.Findings["zone"].Value
	}
	if m.question("zone") != nil || now == "" {
		now = T("choose a zone")
	}
	b := parts.NewButton(now, func() {
		m.w.chooseZone(T("Times in {{.Name}} are in", vals{"Name": m.in.Name}), func(name string) {
			m.opts.Zone = name
			m.inspect()
		})
	})
	b.Chooses = true
	b.Attend = m.question("zone") != nil
	m.row(rows, T("Times are in"), "zone", b)
}

// rejects says which of the sampled records could not be read.
func (m *importing) rejects() fyne.CanvasObject {
	n := len(m.in.Rejects)
	if n == 0 {
		return layout.NewSpacer()
	}
	var lines []string
	for i, r := range m.in.Rejects {
		if i == 4 {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, number(r.Line))
	}
	text := plural(int64(n), "{{.Count}} record would be rejected: line {{.Lines}}", "{{.Count}} records would be rejected: lines {{.Lines}}",
		vals{"Lines": strings.Join(lines, ", ")})
	words := quietly2(text)
	words.colour = theme.ColorNameWarning
	why := parts.NewLink(T("Show"), parts.ToneAmber, func() { m.w.showRejects(m.in.Rejects) })
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
		body: list, size: fyne.NewSize(640, 380), main: T("OK"), cancel: "-"})
}

// spaced makes the words of a zone's name searchable one by one.
func spaced(zone string) string { return strings.NewReplacer("/", " ", "_", " ").Replace(zone) }

// formRows lays label, field and reason in rows.
type formRows struct{ label, field float32 }

const formRow = 32

func (f *formRows) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(f.label+f.field+140, float32(len(o)/3)*formRow)
}

func (f *formRows) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for i := 0; i+2 < len(o); i += 3 {
		y := float32(i/3) * formRow
		place(o[i], 0, y, f.label, formRow-4)
		place(o[i+1], f.label, y, f.field, formRow-4)
		x := f.label + f.field + 16
		place(o[i+2], x, y, max(0, size.Width-x), formRow-4)
	}
}

// beside gives the second object a width and the first one the rest.
type beside struct{ right, gap float32 }

func (b *beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	l, r := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(l.Width+b.gap+b.right, max(l.Height, r.Height))
}

func (b *beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, max(0, size.Width-b.right-b.gap), size.Height)
	place(o[1], size.Width-b.right, 0, b.right, size.Height)
}

// atoi reads a number that a person wrote with separators; -1 if it is none.
func atoi(text string) int64 {
	digits := strings.Map(func(r rune) rune {
		switch r {
		case ',', '.', ' ', '\'', '\u00a0', '\u202f':
			return -1
		}
		return r
	}, strings.TrimSpace(text))
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
