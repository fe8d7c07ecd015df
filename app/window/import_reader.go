//go:build cgo || ci

package window

import (
	"context"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"probity/data/intake"
)

// reader shows how one export is read, and lets the person set it otherwise. It
// serves the import dialog and the one that reads a source again.
type reader struct {
	w       *Window
	opts    intake.Options // what the person set
	in      *intake.Inspection
	good    intake.Options        // with which in was seen
	refusal error                 // why the last setting was taken back
	against *intake.Contradiction // what the whole file says against in, until it is answered
	full    bool                  // everything is shown, also for a known format
	changed func()                // the person set something: look again
}

// set changes what a person can set; key is that of the finding.
func (r *reader) set(key string, do func(o *intake.Options)) {
	r.opts.Map, r.opts.Layouts = maps.Clone(r.opts.Map), maps.Clone(r.opts.Layouts)
	do(&r.opts)
	r.refusal = nil
	if r.against != nil && (key == r.against.Key || key == "quote" && r.against.Key == "delimiter") {
		r.against = nil
	}
	r.changed()
}

// seen takes what was seen with the settings.
func (r *reader) seen(in *intake.Inspection, opts intake.Options) {
	r.in, r.good = in, opts
	if _, writing := r.w.win.Canvas().Focused().(*widget.Entry); !writing {
		r.w.win.Canvas().Unfocus() // what had the focus is made anew; Return goes on
	}
}

// refused takes the last setting back: the file cannot be read so.
func (r *reader) refused(err error) {
	r.opts, r.refusal = r.good, err
}

// look asks in the background what is seen with the settings; show gets it, or
// why the file cannot be read so, when nothing else was set meanwhile.
func (r *reader) look(asks *latest, inspect func(context.Context, intake.Options) (*intake.Inspection, error), show func(error)) {
	opts := r.opts
	asks.failed = func(err error) { show(err) }
	asks.ask(r.w.ctx, func(ctx context.Context) (func(), error) {
		in, err := inspect(ctx, opts)
		return func() {
			r.seen(in, opts)
			show(nil)
		}, err
	})
}

// known reports whether the file has a format that needs no questions about
// its form.
func (r *reader) known() bool { return r.in.ImportFormat != "" && !r.full && r.against == nil }

// ready reports whether nothing is open any more.
func (r *reader) ready() bool {
	return r.in != nil && len(r.in.Questions) == 0 && r.against == nil && !r.none()
}

// none reports whether the file holds no record at all.
func (r *reader) none() bool { return r.in.Exact && r.in.Estimate == 0 && len(r.in.Rows) == 0 }

// question returns the open question of a key, or nil.
func (r *reader) question(key string) *intake.Question {
	if r.against != nil && r.against.Key == key {
		return &intake.Question{Key: key}
	}
	for i := range r.in.Questions {
		if r.in.Questions[i].Key == key {
			return &r.in.Questions[i]
		}
	}
	return nil
}

// records counts the records; exact or an estimate of two digits.
func (r *reader) records() int64 {
	if r.in.Exact {
		return r.in.Estimate
	}
	return rounded(r.in.Estimate)
}

// entries is how many of the records would be entries, as far as it is known.
func (r *reader) entries() int64 {
	if r.in.Exact {
		return max(0, r.in.Estimate-int64(len(r.in.Rejects)))
	}
	return rounded(r.in.Estimate)
}

// about says how large the file is.
func (r *reader) about() string {
	text := fileSize(r.in.Size)
	switch {
	case r.in.Estimate > 0 && r.in.Exact:
		text += " · " + plural(r.in.Estimate, "{{.Count}} record", "{{.Count}} records")
	case r.in.Estimate > 0:
		text += " · " + plural(r.records(), "about {{.Count}} record", "about {{.Count}} records")
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

// notice is what stands above the settings: that the whole file contradicts
// what was seen of it, or why a setting was taken back; nil for nothing.
func (r *reader) notice() fyne.CanvasObject {
	switch {
	case r.refusal != nil:
		return warning(T("It cannot be read so, and the setting was taken back. {{.Why}}", vals{"Why": r.refusal.Error()}))
	case r.against != nil:
		return warning(T("{{.Why}} Nothing was stored. Answer what is marked, then import again.", vals{"Why": r.against.Why}))
	}
	return nil
}
