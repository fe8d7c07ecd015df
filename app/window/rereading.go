//go:build cgo || ci

package window

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"probity/app/job"
	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/intake"
	"probity/data/workspace"
)

// rereading is the dialog in which an import is read again from its kept bytes:
// how it is read can be set otherwise, and what would change is shown before
// anything does.
type rereading struct {
	w     *Window
	s     *session.Session
	again *session.Rereading
	form  *reader
	sheet *sheet
	top   *fyne.Container
	below *fyne.Container
	ready *intake.Reading // of which the preview is shown; nil while there is none

	looks, previews latest
	looking         sync.WaitGroup // who reads the bytes that were laid out
	ended           bool
	full            bool
	details         *parts.Button
}

// readAgain lays the kept bytes of an import out and opens the dialog.
func (w *Window) readAgain(src workspace.Source) {
	s := w.session
	w.named(func() {
		var again *session.Rereading
		var in *intake.Inspection
		w.work.run(T("Fetching {{.Name}}", vals{"Name": src.Name}), func(ctx context.Context, _ job.Progress) (err error) {
			if again, err = s.Reread(ctx, src); err != nil {
				return err
			}
			if in, err = again.Inspect(ctx, again.Options()); err != nil {
				again.Close()
			}
			return err
		}, func() {
			if w.session != s {
				again.Close()
				return
			}
			w.openRereading(s, again, in)
		})
	})
}

func (w *Window) openRereading(s *session.Session, again *session.Rereading, in *intake.Inspection) {
	d := &rereading{w: w, s: s, again: again, top: container.NewStack(), below: container.NewStack()}
	d.form = &reader{w: w, opts: again.Options(), changed: d.look}
	d.looks = latest{post: w.post, running: &w.running}
	d.previews = latest{post: w.post, running: &w.running, failed: d.refused}
	d.details = parts.NewButton(T("Details"), func() {
		d.all()
	})
	d.sheet = w.openSheet(sheetOptions{title: T("Read {{.Name}} again", vals{"Name": again.Source.Name}),
		quiet: T("From the bytes that were kept. Notes and decisions stay with their entries. Nothing changes before you apply it."),
		body:  container.NewBorder(d.top, nil, nil, nil, container.New(inset(14, 0, 0, 0), d.below)),
		size:  fyne.NewSize(960, 700), main: T("Apply"), do: d.apply, onCancel: d.cancel, foot: []fyne.CanvasObject{d.details}})
	w.dialogs.rereading = d
	d.show(in)
}

// all shows every setting.
func (d *rereading) all() {
	d.full = true
	d.details.Hide()
	d.fillTop()
}

// look looks at the kept bytes with what the person set.
func (d *rereading) look() {
	d.ready = nil
	d.sheet.main.Disable()
	d.previews.drop()
	d.say(T("Looking at the file…"))
	d.looking.Add(1)
	d.form.look(&d.looks, func(ctx context.Context, opts intake.Options) (*intake.Inspection, error) {
		defer d.looking.Done()
		return d.again.Inspect(ctx, opts)
	}, func(err error) {
		if err != nil {
			d.form.refused(err)
		}
		d.show(d.form.in)
	})
}

// refused says why all of it cannot be read so; what the whole of it contradicts
// is asked.
func (d *rereading) refused(err error) {
	d.ready = nil
	d.sheet.main.Disable()
	if x := contradictionIn(err); x != nil {
		d.form.against = x
		d.all()
		d.say(T("Answer what is marked; then what would change is shown here."))
		return
	}
	d.below.Objects = []fyne.CanvasObject{container.New(layout.NewCustomPaddedVBoxLayout(0), warning(err.Error()))}
	d.below.Refresh()
}

func (d *rereading) say(text string) {
	d.below.Objects = []fyne.CanvasObject{container.New(layout.NewCustomPaddedVBoxLayout(0), quietly(text))}
	d.below.Refresh()
}

// show shows how the bytes are read now, and asks what that would change.
func (d *rereading) show(in *intake.Inspection) {
	d.form.seen(in, d.form.opts)
	d.ready = nil
	d.sheet.main.Disable()
	d.fillTop()
	if len(in.Questions) > 0 || d.form.against != nil {
		d.say(T("Answer what is marked; then what would change is shown here."))
		return
	}
	reading, err := in.Reading()
	if err != nil {
		d.refused(err)
		return
	}
	d.say(T("Reading all of it to see what would change…"))
	d.previews.ask(d.w.ctx, func(ctx context.Context) (func(), error) {
		var told atomic.Int64
		progress := func(done, total int64) {
			if total <= 0 {
				return
			}
			percent := done * 100 / total
			if told.Swap(percent) == percent {
				return
			}
			d.w.post(func() {
				if ctx.Err() == nil {
					d.say(T("Reading all of it to see what would change… {{.Percent}} %", vals{"Percent": percent}))
				}
			})
		}
		c, err := d.again.Preview(ctx, reading, progress)
		if err != nil {
			return nil, err
		}
		touched, lost := notedEntries(ctx, d.s, c.Touched), notedEntries(ctx, d.s, c.Lost)
		return func() { d.changes(&c, reading, touched, lost) }, nil
	})
}

// fillTop lays out the settings: those of times, or all of them with the first
// rows as they will be read.
func (d *rereading) fillTop() {
	rows := fyne.CanvasObject(nil)
	if d.full {
		head := container.New(layout.NewCustomPaddedVBoxLayout(10), d.form.findings())
		preview := container.New(&fixedHeight{152}, d.form.preview())
		rows = container.New(layout.NewCustomPaddedVBoxLayout(10), head, preview)
	} else {
		short := container.New(&formRows{label: 110, field: 190})
		d.form.addZone(short)
		d.form.addOrder(short)
		rows = short
	}
	if notice := d.form.notice(); notice != nil {
		rows = container.New(layout.NewCustomPaddedVBoxLayout(10), notice, rows)
	}
	d.top.Objects = []fyne.CanvasObject{rows}
	d.top.Refresh()
	d.sheet.pop.Content.Refresh()
}

// fixedHeight gives what is in it a height.
type fixedHeight struct{ height float32 }

func (f *fixedHeight) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[0].MinSize().Width, f.height)
}

func (f *fixedHeight) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
}

// changes lists what would change, field by field, with examples.
func (d *rereading) changes(c *workspace.Change, reading *intake.Reading, touched, lost []string) {
	box := container.New(layout.NewCustomPaddedVBoxLayout(8))
	if c.Nothing() {
		box.Add(wrapped(T("Read so, nothing changes.")))
	} else {
		d.ready = reading
		d.sheet.main.Enable()
		box.Add(strong(changeWords(c)))
		if c.RejectedBefore != c.RejectedAfter {
			box.Add(plain(T("Rejected records: {{.Before}} before, {{.After}} after.",
				vals{"Before": number(c.RejectedBefore), "After": number(c.RejectedAfter)})))
		}
	}
	addNoted(box, len(c.Lost), lost, T("Entries with notes or decisions that would be gone:"))
	for _, f := range c.Fields {
		box.Add(d.field(f))
	}
	if len(c.Touched) > 0 {
		list := container.New(layout.NewCustomPaddedVBoxLayout(3), plain(plural(int64(len(c.Touched)),
			"{{.Count}} entry with notes or decisions changes; they stay with it:", "{{.Count}} entries with notes or decisions change; they stay with them:")))
		for _, t := range touched {
			list.Add(newPreviewCell("• "+t, look.SizeText, theme.ColorNamePlaceHolder, false))
		}
		box.Add(list)
	}
	d.below.Objects = []fyne.CanvasObject{container.NewBorder(container.New(inset(0, 8, 0, 0), strong(T("What would change"))), nil, nil, nil,
		container.NewStack(newPlate(look.Ground, look.Line, 8), container.New(inset(1, 1, 1, 1),
			container.NewVScroll(container.New(inset(11, 11, 13, 13), box)))))}
	d.below.Refresh()
}

// changeWords counts in a line what another reading changes.
func changeWords(c *workspace.Change) string {
	var all string
	if c.Changed > 0 {
		all = plural(c.Changed, "{{.Count}} entry changes", "{{.Count}} entries change")
	}
	if c.Gone > 0 {
		all = joined(all, plural(c.Gone, "{{.Count}} entry goes", "{{.Count}} entries go"))
	}
	if c.Added > 0 {
		all = joined(all, plural(c.Added, "{{.Count}} entry comes", "{{.Count}} entries come"))
	}
	return joined(all, plural(c.EntriesAfter, "{{.Count}} entry afterwards", "{{.Count}} entries afterwards"))
}

// field shows how many entries have another value in a field, and the first.
func (d *rereading) field(f workspace.FieldChange) fyne.CanvasObject {
	head := container.New(layout.NewCustomPaddedHBoxLayout(8), strong(fieldWord(f.Field)),
		quietly2(plural(f.Count, "{{.Count}} entry", "{{.Count}} entries")))
	box := container.New(layout.NewCustomPaddedVBoxLayout(2), head)
	for _, e := range f.Examples {
		before, after := e.Before, e.After
		if f.Field == "time" {
			before, after = instantWords(before, d.s.Zone()), instantWords(after, d.s.Zone())
		}
		box.Add(container.New(&exampleRow{}, newPreviewCell(T("Record {{.N}}", vals{"N": number(e.Record)}), look.SizeSmall, theme.ColorNamePlaceHolder, false),
			newPreviewCell(valueWords(before), look.SizeMono, theme.ColorNamePlaceHolder, true),
			plain("→"),
			newPreviewCell(valueWords(after), look.SizeMono, theme.ColorNameForeground, true)))
	}
	return box
}

func valueWords(text string) string {
	if text == "" {
		return "—"
	}
	return oneLine(text)
}

// exampleRow lays record, value before, arrow and value after.
type exampleRow struct{}

func (exampleRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := float32(20)
	for _, x := range o {
		height = max(height, x.MinSize().Height)
	}
	return fyne.NewSize(360, height)
}

func (exampleRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const record, arrow = 96, 26
	half := max(0, (size.Width-record-arrow)/2)
	place(o[0], 0, 0, record, size.Height)
	place(o[1], record, 0, half-8, size.Height)
	place(o[2], record+half, 0, arrow, size.Height)
	place(o[3], record+half+arrow, 0, half, size.Height)
}

// cancel ends it without a change.
func (d *rereading) cancel() {
	d.end()
	d.w.showSources()
}

// end lets go of the kept bytes that were laid out.
func (d *rereading) end() {
	if d.ended {
		return
	}
	d.ended = true
	d.looks.drop()
	d.previews.drop()
	d.looking.Wait() // a look is cancelled and takes less than a second
	if err := d.again.Close(); err != nil {
		_ = logError(d.w.folder, "removing "+filepath.Dir(d.again.Path()), err)
	}
}

// apply reads the import again and shows the outcome in the place of what was.
func (d *rereading) apply() {
	d.looks.drop()
	d.previews.drop()
	reading, name := d.ready, d.again.Source.Name
	var change workspace.Change
	d.w.work.runElse(T("Reading {{.Name}} again", vals{"Name": name}), func(ctx context.Context, p job.Progress) (err error) {
		change, err = d.again.Apply(ctx, reading, p)
		return err
	}, func() {
		d.end()
		if d.w.session == d.s {
			d.w.review.renewed()
			d.w.review.views.say(T("{{.Name}} was read again: {{.What}}", vals{"Name": name, "What": changeWords(&change)}))
		}
	}, func() {
		d.end()
		d.w.renewIfStale()
	})
}
