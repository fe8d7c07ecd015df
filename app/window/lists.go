//go:build cgo || ci

package window

import (
	"encoding/hex"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/entities"
	"probity/data/entry"
	"probity/data/intake"
	"probity/data/query"
	"probity/data/workspace"
)

// listWord is what people call a kind of reference list.
func listWord(kind string) string {
	switch kind {
	case intake.Operators:
		return T("Reference list · operators")
	case intake.Customers:
		return T("Reference list · customers")
	}
	return T("Reference list · entities")
}

// listRoles are what the columns of a reference list can be, in the order in
// which they are offered.
var listRoles = []option{{"", M("keep as it is")}, {"operator", M("Operator")}, {"entity", M("Belongs to")}, {"parent", M("Entity above")},
	{"customer", M("Customer")}, {"id", M("Customer id")}, {"owner", M("Owned by")}, {"aliases", M("Other names")},
	{"working_hours", M("Working hours")}, {"valid_from", M("Valid from")}, {"valid_to", M("Valid to")}}

// fieldChoices are the fields into which a column can be read, and how people
// call them.
func (r *reader) fieldChoices() (fields, words []string) {
	if r.in.Reference != "" {
		for _, o := range listRoles {
			fields, words = append(fields, o.value), append(words, T(o.word))
		}
		return fields, words
	}
	for _, f := range targets {
		if f == "" {
			words = append(words, T("keep as it is"))
		} else {
			words = append(words, fieldWord(f))
		}
	}
	return targets, words
}

// listed says where a reference list puts the operator or the customer of an
// entry; above are the entities above one that the log records.
func (d *detailPane) listed(label string, b *query.Belonging, recorded string, above []string) []parts.KeyValue {
	var rows []parts.KeyValue
	if recorded != "" && len(above) > 0 {
		rows = append(rows, parts.KeyValue{Value: T("below {{.Above}}, by the reference lists", vals{"Above": strings.Join(above, " ‹ ")}), Tone: parts.ToneQuiet})
	}
	if b == nil || entities.Fold(b.Entity) == entities.Fold(recorded) {
		return rows
	}
	chain := strings.Join(append([]string{b.Entity}, b.Above...), " ‹ ")
	rows = append(rows, parts.KeyValue{Label: label, Value: chain, OnTapped: func() { d.r.chooseEntity(b.Entity, false) }},
		parts.KeyValue{Value: T("from the list {{.List}}", vals{"List": b.List}), Tone: parts.ToneQuiet})
	if b.Hours != "" {
		rows = append(rows, parts.KeyValue{Label: T("Works"), Value: b.Hours})
	}
	return rows
}

// belongs adds what reference lists say below a field of an entry.
func (d *detailPane) belongs(x *session.Detail, name string) []parts.KeyValue {
	l := x.Listed
	if l == nil {
		return nil
	}
	var rows []parts.KeyValue
	switch {
	case name == entry.Actor:
		rows = d.listed(T("Belongs to"), l.Actor, x.Entry.Get(entry.ActorEntity), l.ActorAbove)
	case name == entry.TargetName, name == entry.TargetID && x.Entry.Get(entry.TargetName) == "":
		rows = d.listed(T("Owned by"), l.Target, x.Entry.Get(entry.TargetEntity), l.TargetAbove)
		if l.Own == query.OwnNo {
			rows = append(rows, parts.KeyValue{Value: T("not a customer of the operator’s own entity"), Tone: parts.ToneAmber})
		}
	}
	return rows
}

// addLists adds the reference lists to the dialog of the sources.
func (l *sourceList) addLists(lists, gone []workspace.Source, findings []entities.Finding) {
	if len(lists)+len(gone) == 0 {
		return
	}
	l.box.Add(space(2))
	l.box.Add(heading(T("Reference lists")))
	for _, src := range lists {
		l.box.Add(l.listCard(src, findings))
	}
	for _, src := range gone {
		l.box.Add(boxed(look.Ground, quietStrong(src.Name), captionWrapped(T("Withdrawn. Import the same file again to have it count again."))))
	}
}

// findingsListed is how many contradictions of a list are written out.
const findingsListed = 4

func (l *sourceList) listCard(src workspace.Source, findings []entities.Finding) fyne.CanvasObject {
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(8))
	if src.Rejected > 0 {
		buttons.Add(parts.NewButton(T("Rejected records…"), func() { l.w.showRejected(l.s, src) }))
	}
	if !l.s.ReadOnly() {
		buttons.Add(parts.NewButton(T("Read again…"), func() { l.leaveFor(func() { l.w.readAgain(src) }) }))
		buttons.Add(parts.NewButton(T("Withdraw…"), func() { l.leaveFor(func() { l.w.askWithdraw(src) }) }))
	}
	name := heading(src.Name)
	name.size = look.SizeText + 1
	about := joined(listWord(src.Reading.Reference), plural(src.Rows, "{{.Count}} row", "{{.Count}} rows"))
	if src.Rejected > 0 {
		about = joined(about, plural(src.Rejected, "{{.Count}} rejected", "{{.Count}} rejected"))
	}
	about = joined(about, T("days in {{.Zone}}", vals{"Zone": src.Reading.Zone}))
	about = joined(about, T("imported {{.When}}", vals{"When": src.Imported.In(l.s.Zone()).Format("2 Jan 2006, 15:04")}))
	objects := []fyne.CanvasObject{container.NewBorder(nil, nil, nil, buttons, name), quietly(about)}
	own := slices.DeleteFunc(slices.Clone(findings), func(f entities.Finding) bool { return f.List != src.Name })
	for i, f := range own {
		if i == findingsListed {
			objects = append(objects, quietly(plural(int64(len(own)-i), "and {{.Count}} more", "and {{.Count}} more")))
			break
		}
		objects = append(objects, warning(T("Record {{.N}}: {{.Text}}", vals{"N": number(f.Record), "Text": f.Text})))
	}
	objects = append(objects, newPreviewCell("SHA-256 "+hex.EncodeToString(src.SHA256[:]), look.SizeSmall, theme.ColorNamePlaceHolder, true))
	return boxed(look.Surface, objects...)
}

// showUntold says what the filter asks for and cannot be told.
func (r *reviewPage) showUntold() {
	box := container.New(layout.NewCustomPaddedVBoxLayout(8))
	for _, text := range r.untold {
		box.Add(wrapped(text))
	}
	r.w.openSheet(sheetOptions{title: T("What cannot be told"), body: box, size: sheetSize(560), main: T("OK"), cancel: "-"})
}
