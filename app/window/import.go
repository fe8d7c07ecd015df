//go:build cgo || ci

package window

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"probity/app/job"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/intake"
	"probity/data/workspace"
	"probity/data/zones"
)

// importing takes one or more exports through the dialog, one after the other.
// What was answered for one is offered for the next.
type importing struct {
	w     *Window
	files []string // still to come; the first is in the dialog

	opts    intake.Options
	in      *intake.Inspection
	asks    latest
	sheet   *sheet
	body    *fyne.Container
	full    bool // everything is shown, also for a known format
	details *parts.Button
	origin  originForm
	look    func()        // instead of inspect, where a source is read again
	save    *widget.Check // whether to save it as an import format; nil where that is not offered
	kept    string        // what came of that
}

// importFiles begins with the first of the files.
func (w *Window) importFiles(files []string) {
	if len(files) == 0 {
		return
	}
	if w.work.busy() {
		w.tell(T("Something else is still running"), T("Wait until it has ended, or cancel it."))
		return
	}
	if w.session != nil && w.session.ReadOnly() {
		w.leave()
		w.showStart()
	}
	m := &importing{w: w, files: files}
	w.importing = m
	m.asks = latest{post: w.post, running: &w.running, failed: m.failed}
	m.origin.make()
	m.inspect()
}

// inspect looks at the file with what the person set, and shows what it found.
func (m *importing) inspect() {
	if m.look != nil {
		m.look()
		return
	}
	path, opts := m.files[0], m.opts
	opts.FormatDirs = []string{session.FormatsFolder()}
	if m.sheet != nil {
		m.sheet.main.Disable()
	}
	m.asks.ask(m.w.ctx, func(ctx context.Context) (func(), error) {
		in, err := intake.Inspect(ctx, path, opts)
		return func() { m.show(in) }, err
	})
}

// failed says why a file cannot be read, and goes on with the next.
func (m *importing) failed(err error) {
	if m.sheet != nil {
		m.sheet.close()
		m.sheet = nil
	}
	m.w.fail(T("{{.Name}} cannot be imported", vals{"Name": filepath.Base(m.files[0])}), err)
	m.next()
}

// next goes on with the file after this one.
func (m *importing) next() {
	m.files = m.files[1:]
	m.in, m.sheet, m.full, m.kept = nil, nil, false, ""
	if len(m.files) > 0 {
		// the zone and the origin are likely the same; what belongs to the
		// file's own form is looked at anew
		m.opts = intake.Options{Zone: m.opts.Zone}
		m.inspect()
	}
}

// known reports whether the file has a format that needs no questions about
// its form.
func (m *importing) known() bool { return m.in.ImportFormat != "" && !m.full }

func (m *importing) show(in *intake.Inspection) {
	m.in = in
	known := m.known()
	if m.sheet == nil {
		m.open(known)
	} else if _, writing := m.w.win.Canvas().Focused().(*widget.Entry); !writing {
		m.w.win.Canvas().Unfocus() // what had the focus is made anew; Return imports
	}
	m.fill()
}

// open makes the dialog; fill puts into it what was found.
func (m *importing) open(known bool) {
	m.body = container.NewStack()
	m.details = parts.NewButton(T("Details"), func() {
		m.full = true
		m.reopen()
	})
	o := sheetOptions{title: T("Import {{.Name}}", vals{"Name": m.in.Name}), quiet: m.about(), body: m.body,
		size: fyne.NewSize(1060, 360+min(m.previewHeight(), 340)), main: T("Import"), do: m.run, onCancel: func() { m.asks.drop() }}
	if known {
		o.size = fyne.NewSize(860, 210+m.previewHeight())
		if n := len(m.asked().Objects) / 3; n > 0 {
			o.size.Height += 8 + float32(n)*formRow
		}
		o.foot = []fyne.CanvasObject{m.details}
	}
	if m.save = nil; !known {
		m.offerSaving(&o)
	}
	m.sheet = m.w.openSheet(o)
}

func (m *importing) reopen() {
	m.sheet.close()
	m.open(m.known())
	m.fill()
}

func (m *importing) about() string {
	text := fileSize(m.in.Size)
	switch {
	case m.in.Estimate > 0 && m.in.Exact:
		text += " · " + plural(m.in.Estimate, "{{.Count}} record", "{{.Count}} records")
	case m.in.Estimate > 0:
		text += " · " + plural(rounded(m.in.Estimate), "about {{.Count}} record", "about {{.Count}} records")
	}
	if n := len(m.files) - 1; n > 0 {
		text += " · " + plural(int64(n), "{{.Count}} more file after this", "{{.Count}} more files after this")
	}
	return text
}

// rounded keeps two digits of an estimate: more would pretend.
func rounded(n int64) int64 {
	unit := int64(1)
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit/2) / unit * unit
}

func (m *importing) fill() {
	m.body.Objects = []fyne.CanvasObject{m.form()}
	m.body.Refresh()
	label := T("Import")
	switch {
	case m.in.Estimate > 0 && m.in.Exact:
		entries := max(0, m.in.Estimate-int64(len(m.in.Rejects)))
		label = plural(entries, "Import {{.Count}} entry", "Import {{.Count}} entries")
	case m.in.Estimate > 0:
		label = plural(rounded(m.in.Estimate), "Import about {{.Count}} entry", "Import about {{.Count}} entries")
	}
	m.sheet.setMain(label)
	if len(m.in.Questions) == 0 && !m.none() {
		m.sheet.main.Enable()
	} else {
		m.sheet.main.Disable()
	}
}

// none reports whether the file holds no record at all.
func (m *importing) none() bool { return m.in.Exact && m.in.Estimate == 0 && len(m.in.Rows) == 0 }

// question returns the open question of a key, or nil.
func (m *importing) question(key string) *intake.Question {
	for i := range m.in.Questions {
		if m.in.Questions[i].Key == key {
			return &m.in.Questions[i]
		}
	}
	return nil
}

// run imports what is in the dialog, into the open workspace or into a new one
// that is named after the file.
func (m *importing) run() {
	w, path := m.w, m.files[0]
	m.asks.drop()
	reading, err := m.in.Reading()
	if err != nil {
		m.failed(err)
		return
	}
	origin := m.origin.read()
	keep := m.saving()
	s := w.session
	created := false
	var receipt workspace.Receipt
	w.work.runElse(T("Importing {{.Name}}", vals{"Name": filepath.Base(path)}), func(ctx context.Context, p job.Progress) error {
		if s == nil {
			place, err := session.WorkspaceFor(path)
			if err != nil {
				return err
			}
			if s, err = session.Create(ctx, place); err != nil {
				return err
			}
			created = true
		}
		var err error
		receipt, err = s.Import(ctx, path, reading, origin, p)
		if err != nil && created {
			discard(s)
		}
		if err == nil {
			m.kept = keep()
		}
		return err
	}, func() {
		w.used(path)
		if created {
			w.enter(s)
		} else {
			w.review.reload()
		}
		m.receipt(receipt)
	}, m.next)
}

// discard takes away a workspace that was made for an import that failed.
func discard(s *session.Session) {
	path := s.Path()
	s.Close()
	for _, tail := range []string{"", "-wal", "-shm"} {
		os.Remove(path + tail)
	}
}

// zoneName is the person's own zone.
func zoneName() string { return zones.Local().String() }

// chooseZone offers the zones, the person's own first.
func (w *Window) chooseZone(title string, pick func(name string)) {
	names := append([]string{zoneName(), "UTC"}, zones.Names()...)
	seen := map[string]bool{}
	var all []choice
	now := time.Now()
	for i, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		z, err := zones.Load(name)
		if err != nil {
			continue
		}
		text := name
		if i == 0 {
			text = T("{{.Zone}} (this computer's)", vals{"Zone": name})
		}
		all = append(all, choice{text: text, hint: now.In(z).Format("-07:00"), search: spaced(name), pick: func() { pick(name) }})
	}
	w.choose(title, T("Type a city, such as Berlin"), all)
}
