//go:build cgo || ci

package window

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"probity/app/session"
	"probity/data/intake"
	"probity/data/workspace"
)

// knownAs says as what a file of a known format is read. A format of the
// person's own is what they settled the last time.
func (r *reader) knownAs() string {
	if r.own() {
		return T("Read as last time")
	}
	if r.in.Reference != "" {
		return listWord(r.in.Reference)
	}
	return T("Read as {{.Format}}", vals{"Format": r.formatTitle()})
}

// formatTitle is what people call the import format.
func (r *reader) formatTitle() string { return r.in.Findings["import-format"].Value }

// knownWhy says how the format was recognised.
func (r *reader) knownWhy() string {
	if r.own() {
		return T("with your import format “{{.Name}}”", vals{"Name": r.formatTitle()})
	}
	return r.in.Findings["import-format"].Why
}

// own reports whether the format was saved by the person.
func (r *reader) own() bool {
	if reading, err := r.in.Reading(); err == nil {
		return reading.Definition != ""
	}
	_, err := os.Stat(filepath.Join(session.FormatsFolder(), r.in.ImportFormat+".yaml"))
	return err == nil
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

// saved saves how an export is read as an import format, and says what came of
// it. It is called on another goroutine.
func saved(in *intake.Inspection, log string) string {
	name, err := saveFormat(in, session.FormatsFolder())
	if err != nil {
		_ = logError(log, "saving an import format", err)
		return T("It could not be saved as an import format: {{.Why}}", vals{"Why": err.Error()})
	}
	return T("Saved as the import format “{{.Name}}”. The next file of this kind is read as this one was.", vals{"Name": name})
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
func remarks(in *intake.Inspection, r workspace.Receipt) []string {
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
	if reading, err := in.Reading(); err == nil && r.Reference == "" {
		if text := capWords(reading, r.Read, r.PanelRows); text != "" {
			out = append(out, text)
		}
	}
	if r.PanelRows >= 0 && r.PanelRows != r.Read {
		out = append(out, T("The panel showed {{.Panel}} rows, the file holds {{.Read}}. Ask whoever exported it why.",
			vals{"Panel": number(r.PanelRows), "Read": number(r.Read)}))
	}
	return out
}
