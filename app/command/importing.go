package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"probity/app/job"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake"
	"probity/data/intake/when"
	"probity/data/workspace"
)

type rejected struct {
	Line   int64  `json:"line"`
	Reason string `json:"reason"`
}

type imported struct {
	File       string     `json:"file"`
	Read       int64      `json:"read"`
	Stored     int64      `json:"stored"`
	Duplicates int64      `json:"duplicates"`
	Rejected   int64      `json:"rejected"`
	Altered    int64      `json:"altered"`
	Vanished   int64      `json:"vanished"`
	Rejects    []rejected `json:"rejects"`
	Undated    int64      `json:"undated"`
	Ambiguous  int64      `json:"ambiguous"`
	Skipped    int64      `json:"skipped"`
	First      string     `json:"first"`
	Last       string     `json:"last"`
	List       string     `json:"list"`
	SHA256     string     `json:"sha256"`
	Root       string     `json:"root"`
}

func (p *program) importing() *cobra.Command {
	var r reading
	var path string
	var dry bool
	origin := workspace.Origin{PanelRows: -1}
	cmd := &cobra.Command{
		Use:   "import FILE… -w WORKSPACE",
		Short: "Read exports into a workspace and seal them",
		Long: `Import reads exports into a workspace, which is made when there is none.
All files are looked at before the first one is imported, so that an unusable
one leaves nothing half-done. The receipt says: read = stored + duplicates +
rejected.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if path == "" && !dry {
				return fault.New(fault.Unusable, "say into which workspace: -w WORKSPACE%s", session.Extension)
			}
			if cmd.Flags().Changed("panel-rows") && origin.PanelRows < 0 {
				return fault.New(fault.Unusable, "--panel-rows %d is below 0; leave it out where the panel shows no number", origin.PanelRows)
			}
			if origin.At = strings.TrimSpace(origin.At); !isMoment(origin.At) {
				return fault.New(fault.Unusable, "--exported-at %s is no day or time; 2026-04-01, 2026-04-01 09:30 and 2026-04-01T09:30:00+02:00 are examples", origin.At)
			}
			files, readings, err := r.settleAll(cmd.Context(), files)
			if err != nil {
				return err
			}
			if dry {
				return p.dryRun(cmd.Context(), files, readings)
			}
			return p.importInto(cmd.Context(), path, files, readings, origin)
		},
	}
	r.flags(cmd)
	f := cmd.Flags()
	f.StringVarP(&path, "workspace", "w", "", "the workspace; made when there is none")
	f.BoolVar(&dry, "dry-run", false, "read everything, store nothing")
	f.StringVar(&origin.By, "exported-by", "", "who exported it from the panel")
	f.StringVar(&origin.At, "exported-at", "", "when it was exported: 2026-04-01, 2026-04-01 09:30, 2026-04-01T09:30:00+02:00")
	f.StringVar(&origin.Filter, "exported-filter", "", "with which filter")
	f.Int64Var(&origin.PanelRows, "panel-rows", -1, "how many rows the panel showed")
	return cmd
}

// isMoment reports whether text is empty, or a day with or without a time, in any
// spelling that is read in exports. It is kept as it was written.
func isMoment(text string) bool {
	_, ok := when.Either([]byte(text))
	return ok || text == ""
}

// settleAll looks at every file, and at every export in a ZIP where that is
// asked for; a file stands in the list as often as it is to be read.
func (r *reading) settleAll(ctx context.Context, paths []string) (files []string, readings []*intake.Reading, err error) {
	var looks []look
	for _, path := range paths {
		members := []string{r.Member}
		if r.Member == everyMember {
			if members, err = intake.Members(path); err != nil {
				return nil, nil, err
			}
			if len(members) == 0 {
				members = []string{""}
			}
		}
		for _, member := range members {
			files, looks = append(files, path), append(looks, look{path: path, member: member, several: len(members) > 1})
		}
	}
	// Next to nothing of it waits for the disk, so as many as there are processors.
	var wait sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range looks {
		l := &looks[i]
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			one := *r
			one.Member = l.member
			_, l.reading, l.err = one.settle(ctx, l.path)
		})
	}
	wait.Wait()
	for _, l := range looks {
		if l.err != nil && l.several {
			l.err = fault.New(fault.Unusable, "%s: %w", l.member, l.err)
		}
		if l.err != nil {
			return nil, nil, l.err
		}
		readings = append(readings, l.reading)
	}
	return files, readings, nil
}

// look is a file, or an export in it, that is looked at before the import.
type look struct {
	path, member string
	several      bool // exports in the file
	reading      *intake.Reading
	err          error
}

// importGarbage is how much garbage there may be, in percent of what is held,
// while the command line imports fewer bytes than importSmall: little is held
// then, and collecting half as often saves a twentieth of the processor time.
const (
	importGarbage = 200
	importSmall   = 1 << 30
)

func sizesOf(files []string) (sizes []int64, total int64) {
	sizes = make([]int64, len(files))
	for i, file := range files {
		if info, err := os.Stat(file); err == nil {
			sizes[i] = info.Size()
			total += sizes[i]
		}
	}
	return sizes, total
}

func (p *program) importInto(ctx context.Context, path string, files []string, readings []*intake.Reading, origin workspace.Origin) error {
	_, err := os.Stat(path)
	made := errors.Is(err, fs.ErrNotExist)
	s, err := session.OpenOrCreate(ctx, path)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetAuthor(session.Somebody(session.StateFolder()).Name())
	sizes, total := sizesOf(files)
	if total < importSmall {
		defer debug.SetGCPercent(debug.SetGCPercent(importGarbage))
	}
	exports := make([]workspace.Export, len(files))
	for i, file := range files {
		exports[i] = workspace.Export{Path: file, Reading: readings[i], Origin: origin}
	}
	what := "Importing " + files[0]
	if len(files) > 1 {
		what = fmt.Sprintf("Importing %d exports", len(files))
	}
	var receipts []workspace.Receipt
	err = p.run(ctx, what, func(ctx context.Context, progress job.Progress) error {
		return s.ImportAll(ctx, exports, together(sizes, total, progress), func(_ int, r workspace.Receipt) error {
			receipts = append(receipts, r)
			return nil
		})
	})
	lists := false
	for _, receipt := range receipts {
		if unsaid := p.printReceipt(receipt); unsaid != nil {
			return errors.Join(err, unsaid)
		}
		lists = lists || receipt.Reference != ""
	}
	if err != nil {
		if made && len(receipts) == 0 && s.Unused() {
			s.Discard()
		}
		return err
	}
	if lists && !p.json {
		p.printFindings(s.ListFindings())
	}
	return s.Close()
}

// together makes one progress of those of several files.
func together(sizes []int64, total int64, progress job.Progress) func(file int) job.Progress {
	var mutex sync.Mutex
	done := make([]int64, len(sizes))
	return func(file int) job.Progress {
		return func(n, _ int64) {
			mutex.Lock()
			defer mutex.Unlock()
			done[file] = max(done[file], min(n, sizes[file]))
			var sum int64
			for _, n := range done {
				sum += n
			}
			progress(sum, total)
		}
	}
}

// dryRun reads everything and prints what an import would count.
func (p *program) dryRun(ctx context.Context, files []string, readings []*intake.Reading) error {
	for i, file := range files {
		name := file
		if member := readings[i].Member; member != "" {
			name += "/" + member
		}
		receipt := workspace.Receipt{Source: name, First: entry.NoTime, Last: entry.NoTime, PanelRows: -1}
		err := p.run(ctx, "Reading "+file, func(ctx context.Context, _ job.Progress) error {
			return session.DryRun(ctx, file, readings[i], &receipt)
		})
		if err != nil {
			return err
		}
		if err := p.printReceipt(receipt); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) printReceipt(r workspace.Receipt) error {
	if p.json {
		out := imported{r.Source, r.Read, r.Stored, r.Duplicates, r.Rejected, r.Altered, r.Vanished, []rejected{},
			r.Times.Undated, r.Times.Ambiguous, r.Times.Skipped, instantJSON(r.First), instantJSON(r.Last), r.Reference, r.SHA256, r.Root}
		for _, rj := range r.Rejects {
			out.Rejects = append(out.Rejects, rejected{rj.Line, rj.Reason})
		}
		return p.printJSON(out)
	}
	fmt.Fprintf(p.Out, "%s\n  read %d = stored %d + duplicates %d + rejected %d\n", r.Source, r.Read, r.Stored, r.Duplicates, r.Rejected)
	if r.Reference != "" {
		fmt.Fprintf(p.Out, "  reference list: %s; its rows are no entries of the log\n", r.Reference)
	}
	if !r.AlreadyImported.IsZero() {
		fmt.Fprintf(p.Out, "  This file was imported on %s; nothing was added.\n", r.AlreadyImported.Format("2006-01-02 15:04 MST"))
	}
	if r.Altered > 0 {
		fmt.Fprintf(p.Out, "  %d %s another version of one imported before, which is no longer shown.\n", r.Altered, plural(int(r.Altered), "entry is", "entries are each"))
	}
	if r.Vanished > 0 {
		fmt.Fprintf(p.Out, "  %d %s imported before should be in this file and %s not.\n", r.Vanished, plural(int(r.Vanished), "entry", "entries"), plural(int(r.Vanished), "is", "are"))
	}
	if r.Read == 0 {
		fmt.Fprintln(p.Out, "  The file holds no records, only a header or nothing that can be read as an entry.")
	}
	if r.First != entry.NoTime {
		fmt.Fprintf(p.Out, "  from %s to %s\n", instant(r.First, time.UTC), instant(r.Last, time.UTC))
	}
	for _, s := range r.Times.Sentences() {
		fmt.Fprintf(p.Out, "  %s\n", s)
	}
	if r.PanelRows >= 0 && r.PanelRows != r.Read {
		fmt.Fprintf(p.Out, "  The panel showed %d rows, the file holds %d.\n", r.PanelRows, r.Read)
	}
	for i, rj := range r.Rejects {
		if i == 20 {
			fmt.Fprintf(p.Out, "  … and %d more\n", len(r.Rejects)-i)
			break
		}
		fmt.Fprintf(p.Out, "  rejected: line %d: %s\n", rj.Line, rj.Reason)
	}
	if r.Root != "" {
		fmt.Fprintf(p.Out, "  SHA-256 %s\n  record root %s\n", r.SHA256, r.Root)
	}
	return nil
}
