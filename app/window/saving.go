//go:build cgo || ci

package window

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"probity/app/session"
	"probity/data/intake"
	"probity/data/workspace"
)

// knownAs says as what a file of a known format is read. A format of the
// person's own is what they settled the last time.
func (m *importing) knownAs() string {
	if m.own() {
		return T("Read as last time")
	}
	return T("Read as {{.Format}}", vals{"Format": m.in.ImportFormat})
}

// knownWhy says how the format was recognised.
func (m *importing) knownWhy() string {
	f := m.in.Findings["import-format"]
	if m.own() {
		return T("with your import format “{{.Name}}”", vals{"Name": f.Value})
	}
	return f.Why
}

// own reports whether the format was saved by the person.
func (m *importing) own() bool {
	if reading, err := m.in.Reading(); err == nil {
		return reading.Definition != ""
	}
	_, err := os.Stat(filepath.Join(session.FormatsFolder(), m.in.ImportFormat+".yaml"))
	return err == nil
}

// offerSaving puts into the foot of the dialog whether to read the next file of
// this kind the same way.
func (m *importing) offerSaving(o *sheetOptions) {
	m.save = widget.NewCheck(T("Save as an import format for next time"), nil)
	o.foot = []fyne.CanvasObject{m.save}
}

// numbersInName are dates and counters, which a format is not named by.
var numbersInName = regexp.MustCompile(`[0-9]+([-_. ]+[0-9]+)*`)

// formatName is what an import format is called that was saved from a file: its
// name without what differs from export to export.
func formatName(file string) string {
	name := strings.Join(strings.FieldsFunc(numbersInName.ReplaceAllString(baseName(file), " "), func(r rune) bool {
		return strings.ContainsRune(" _-.()", r)
	}), " ")
	if name == "" {
		return baseName(file)
	}
	return name
}

// saving gives what saves the reading as an import format, where the person
// wants that, and says what came of it. It is called on another goroutine.
func (m *importing) saving() func() string {
	if m.save == nil || !m.save.Checked {
		return func() string { return "" }
	}
	in, folder, log := m.in, session.FormatsFolder(), m.w.folder
	return func() string {
		name, err := saveFormat(in, folder)
		if err != nil {
			_ = logError(log, "saving an import format", err)
			return T("It could not be saved as an import format: {{.Why}}", vals{"Why": err.Error()})
		}
		return T("Saved as the import format “{{.Name}}”. The next file of this kind is read as this one was.", vals{"Name": name})
	}
}

// saveFormat saves it under a name that no other format of the person has.
func saveFormat(in *intake.Inspection, folder string) (name string, err error) {
	base := formatName(in.Name)
	name = base
	for n := int64(2); ; n++ {
		path := filepath.Join(folder, intake.Slug(name)+".yaml")
		if _, err := os.Lstat(path); err != nil || in.ImportFormat == intake.Slug(name) {
			return name, intake.SaveFormat(path, in, name)
		}
		name = base + " " + number(n)
	}
}

// remarks are what a reader must know about what was imported.
func (m *importing) remarks(r workspace.Receipt) []string {
	out := r.Times.Sentences()
	if r.Times.Undated > 0 {
		out[0] += " " + T("Search for -has:time to see them.")
	}
	if r.Altered > 0 {
		out = append(out, plural(r.Altered, "{{.Count}} entry replaces another version of itself from an earlier import.",
			"{{.Count}} entries replace other versions of themselves from earlier imports."))
	}
	if r.Vanished > 0 {
		out = append(out, plural(r.Vanished, "{{.Count}} entry of an earlier import should be in this file and is not. It stays in view.",
			"{{.Count}} entries of earlier imports should be in this file and are not. They stay in view."))
	}
	if reading, err := m.in.Reading(); err == nil {
		if text := capWords(reading, r.Read, r.PanelRows); text != "" {
			out = append(out, text)
		}
	}
	return out
}
