package command

import (
	"context"
	"encoding/json"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"probity/app/job"
	"probity/export/atomic"
)

// printJSON prints one value as one line of JSON.
func (p *program) printJSON(v any) error {
	enc := json.NewEncoder(p.Out)
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

// output calls write with a file that appears only when it is whole, or with
// standard output when path is empty.
func (p *program) output(path string, write func(io.Writer) error) error {
	if path == "" {
		return write(p.Out)
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
