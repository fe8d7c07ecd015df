package command

import (
	"context"
	"encoding/json"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"probity/app/job"
	"probity/data/fault"
	"probity/export/atomic"
)

// printJSON prints one value as one line of JSON.
func (p *program) printJSON(v any) error { return writeJSON(p.Out, v) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// run does long work with a progress bar on standard error when that is a
// terminal.
func (p *program) run(ctx context.Context, what string, work func(context.Context, job.Progress) error) error {
	f, ok := p.Err.(*os.File)
	if !ok || p.json || !term.IsTerminal(int(f.Fd())) {
		return job.Start(ctx, what, work, nil).Wait()
	}
	var bar *progressbar.ProgressBar
	return job.Start(ctx, what, work, func(r job.Report) {
		switch {
		case r.Ended && bar != nil:
			_ = bar.Clear()
		case !r.Ended && bar == nil:
			bar = progressbar.NewOptions64(max(r.Total, -1), progressbar.OptionSetWriter(p.Err),
				progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
			fallthrough
		case !r.Ended:
			bar.ChangeMax64(r.Total)
			_ = bar.Set64(r.Done)
		}
	}).Wait()
}

// spare refuses to write over one of the files that are read.
func spare(path string, inputs ...string) error {
	target, err := os.Stat(path)
	if err != nil {
		return nil
	}
	for _, input := range inputs {
		if info, err := os.Stat(input); err == nil && os.SameFile(info, target) {
			return fault.New(fault.Unusable, "%s is the file that is read: give another name to write to", path)
		}
	}
	return nil
}

// output calls write with a file that appears only when it is whole, or with
// standard output when path is empty. It never replaces one of the inputs.
func (p *program) output(path string, write func(io.Writer) error, inputs ...string) error {
	if path == "" {
		return write(p.Out)
	}
	if err := spare(path, inputs...); err != nil {
		return err
	}
	f, err := atomic.Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := write(f); err != nil {
		return atomic.Explain(path, err)
	}
	return f.Commit()
}
