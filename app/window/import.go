//go:build cgo || ci

package window

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"probity/app/job"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/intake"
)

// importing is the dialog in which one or several exports are looked at and
// imported in one go: files, or what a ZIP holds.
type importing struct {
	w       *Window
	exports []*export
	at      int // the one that is shown
	sheet   *sheet
	body    *fyne.Container
	list    *exportList // nil for a single export
	details *parts.Button
	save    *widget.Check // whether to save what is shown as an import format
	origin  originForm
}

// export is one of the files, or one member of a ZIP.
type export struct {
	reader
	path   string
	member string // of a ZIP with several
	chosen bool
	err    error // why it cannot be imported
	keep   bool  // save it as an import format
	panel  string
	asks   latest
	kept   *intake.Kept // what was read of it, while it is shown
}

// name is what the export is called beside others.
func (e *export) name() string {
	if e.member != "" {
		return e.member
	}
	return filepath.Base(e.path)
}

// importFiles looks at files and asks how they are to be imported.
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
	m := &importing{w: w}
	m.origin.make()
	w.importing = m
	what := T("Looking at {{.Name}}", vals{"Name": filepath.Base(files[0])})
	if len(files) > 1 {
		what = plural(int64(len(files)), "Looking at {{.Count}} file", "Looking at {{.Count}} files")
	}
	w.work.run(what, func(ctx context.Context, p job.Progress) error {
		var err error
		m.exports, err = lookAt(ctx, files, p)
		return err
	}, m.begin)
}

// lookAt looks at every file and at every export in a ZIP. One that cannot be
// read is kept with the reason.
func lookAt(ctx context.Context, files []string, p job.Progress) ([]*export, error) {
	var all []*export
	for i, path := range files {
		p(int64(i), int64(len(files)))
		members, err := intake.Members(path)
		if err != nil {
			all = append(all, &export{path: path, err: err})
			continue
		}
		if len(members) < 2 {
			members = []string{""}
		}
		for _, member := range members {
			e := &export{path: path, member: member, kept: &intake.Kept{}}
			if len(files)*len(members) > 1 {
				e.kept = nil
			}
			e.opts.Member = member
			if e.in, e.err = e.inspect(ctx, e.opts); ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if e.good = e.opts; e.err == nil {
				e.chosen = len(files)*len(members) == 1 || !e.none() && e.in.Findings["time"].Value != "none"
			}
			all = append(all, e)
		}
	}
	return all, nil
}

func (e *export) inspect(ctx context.Context, opts intake.Options) (*intake.Inspection, error) {
	opts.FormatDirs, opts.Kept = []string{session.FormatsFolder()}, e.kept
	return intake.Inspect(ctx, e.path, opts)
}

// begin shows the dialog, or why there is nothing to import.
func (m *importing) begin() {
	var wrong []string
	for _, e := range m.exports {
		if e.err != nil {
			wrong = append(wrong, e.err.Error())
			_ = logError(m.w.folder, "looking at "+e.path, e.err)
		}
	}
	if len(wrong) == len(m.exports) {
		what := T("{{.Name}} cannot be imported", vals{"Name": filepath.Base(m.exports[0].path)})
		if len(wrong) > 1 {
			what = T("None of these files can be imported")
		}
		m.w.showFailure(what, strings.Join(wrong[:min(len(wrong), 4)], "\n"), "")
		return
	}
	m.ask()
}

// ask opens the dialog on the first export that needs an answer.
func (m *importing) ask() {
	m.at = -1
	for i, e := range m.exports {
		e.w, e.changed = m.w, func() { m.changed(e) }
		e.asks = latest{post: m.w.post, running: &m.w.running}
		if m.at < 0 && e.chosen && !e.ready() {
			m.at = i
		}
	}
	for i, e := range m.exports {
		if m.at < 0 && e.in != nil {
			m.at = i
		}
	}
	m.open()
}

func (m *importing) shown() *export { return m.exports[m.at] }

// several reports whether there is more than one export to choose from.
func (m *importing) several() bool { return len(m.exports) > 1 }

// open makes the dialog; fill puts into it what was found.
func (m *importing) open() {
	e := m.shown()
	if e.kept == nil {
		e.kept = &intake.Kept{}
	}
	m.body = container.NewStack()
	m.details = parts.NewButton(T("Details"), func() {
		m.shown().full = true
		m.reopen()
	})
	m.save = widget.NewCheck(T("Save as an import format for next time"), func(yes bool) { m.shown().keep = yes })
	o := sheetOptions{title: T("Import {{.Name}}", vals{"Name": filepath.Base(e.path)}), quiet: e.about(), body: m.body,
		size: fyne.NewSize(1060, 700), main: T("Import"), do: m.run, onCancel: m.drop, foot: []fyne.CanvasObject{m.details, m.save}}
	switch {
	case m.several():
		m.list = newExportList(m)
		o.size.Width, o.quiet = 1160, m.origins()
		if e.member == "" || m.exports[0].path != m.exports[len(m.exports)-1].path {
			o.title = plural(int64(len(m.exports)), "Import {{.Count}} file", "Import {{.Count}} files")
		}
	case e.known():
		o.size = fyne.NewSize(860, 210+e.previewHeight())
		if n := len(e.asked().Objects) / 3; n > 0 {
			o.size.Height += 8 + float32(n)*formRow
		}
	default:
		o.size.Height = min(o.size.Height, 424+e.previewHeight())
	}
	m.sheet = m.w.openSheet(o)
	m.fill()
}

// origins says where several exports lie, or how much a ZIP holds.
func (m *importing) origins() string {
	if e := m.exports[0]; e.member != "" && e.in != nil {
		return joined(fileSize(e.in.Size), plural(int64(len(m.exports)), "{{.Count}} file", "{{.Count}} files"))
	}
	return filepath.Dir(m.exports[0].path)
}

func (m *importing) reopen() {
	m.sheet.close()
	m.open()
}

// drop gives up what is being looked at.
func (m *importing) drop() {
	for _, e := range m.exports {
		e.asks.drop()
	}
}

// changed looks again at an export for which something was set. A zone also
// holds for the others that do not say theirs: exports of one panel.
func (m *importing) changed(e *export) {
	if zone := e.opts.Zone; zone != e.good.Zone {
		for _, x := range m.exports {
			if x != e && x.in != nil && x.question("zone") != nil {
				x.opts.Zone = zone
				m.again(x)
			}
		}
	}
	m.again(e)
}

func (m *importing) again(e *export) {
	m.sheet.main.Disable()
	e.look(&e.asks, e.inspect, func(err error) {
		if err != nil {
			e.refused(err)
		}
		m.fill()
	})
}

// choose shows another of several exports.
func (m *importing) choose(i int) {
	if i == m.at || m.exports[i].in == nil {
		return
	}
	m.shown().kept = nil
	m.at = i
	if e := m.shown(); e.kept == nil {
		e.kept = &intake.Kept{}
	}
	m.fill()
}

// fill puts what was found into the dialog.
func (m *importing) fill() {
	e := m.shown()
	m.origin.of(e)
	pane := m.pane(e)
	if m.several() {
		side := container.NewBorder(nil, container.New(inset(12, 0, 0, 0), m.origin.box(true)), nil, nil, m.list.box)
		pane = container.New(&beside{right: 290, gap: 20, first: true}, side, pane)
		m.list.refresh()
	}
	m.body.Objects = []fyne.CanvasObject{pane}
	m.body.Refresh()
	show(m.details, e.known())
	show(m.save, !e.known())
	m.save.SetChecked(e.keep)
	m.sheet.foot.Refresh()
	m.allow()
}

// allow says on the button what would be imported, and lets it be pressed when
// nothing is open.
func (m *importing) allow() {
	files, entries, ready, counted, exact, lists := 0, int64(0), true, true, true, true
	for _, e := range m.exports {
		if !e.chosen {
			continue
		}
		files++
		ready = ready && e.ready()
		entries += e.entries()
		lists = lists && e.in.Reference != ""
		exact, counted = exact && e.in.Exact, counted && e.in.Estimate > 0
	}
	label := T("Import")
	if lists && files > 0 {
		label = plural(int64(files), "Import the list", "Import {{.Count}} lists")
	} else if counted && exact && files > 0 {
		label = plural(entries, "Import {{.Count}} entry", "Import {{.Count}} entries")
	} else if counted && files > 0 {
		label = plural(rounded(entries), "Import about {{.Count}} entry", "Import about {{.Count}} entries")
	}
	m.sheet.setMain(label)
	if ready && files > 0 {
		m.sheet.main.Enable()
	} else {
		m.sheet.main.Disable()
	}
}

// pane lays out what was found in one export: how it is read and why, and the
// first rows as they will be read.
func (m *importing) pane(e *export) fyne.CanvasObject {
	top := container.New(layout.NewCustomPaddedVBoxLayout(0))
	if notice := e.notice(); notice != nil {
		top.Add(notice)
		top.Add(space(12))
	}
	switch {
	case e.known():
		top.Add(e.short())
	case m.several():
		top.Add(e.findings())
	default:
		top.Add(container.New(&beside{right: 300, gap: 20}, e.findings(), m.origin.box(false)))
	}
	top.Add(space(12))
	top.Add(container.NewBorder(nil, nil, strong(T("First rows as they will be read")), e.rejects()))
	top.Add(space(6))
	return container.NewBorder(top, nil, nil, nil, e.preview())
}

// contradictionIn is the contradiction that an import ended with, or nil.
func contradictionIn(err error) *intake.Contradiction {
	var x *intake.Contradiction
	if errors.As(err, &x) {
		return x
	}
	return nil
}
