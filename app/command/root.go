// Package command holds the verbs of the command line. It reads flags, calls
// package session or a package below it, and prints; it decides nothing.
//
// Results go to standard output, progress and errors to standard error. The
// exit status is 0 when the work is done and nothing has changed, 1 when a
// check found a difference or damage, and 2 for wrong usage or unusable input.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/fault"
)

// Version is the program's version; the Makefile sets it when building.
var Version = "0.1.0"

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs one command line and returns its exit status. window opens the
// window on some paths and returns when it is closed.
func Main(ctx context.Context, args []string, io Streams, window func(ctx context.Context, paths []string) error) int {
	session.Program = "probity " + Version
	root := newRoot(io, window)
	root.SetArgs(guardTerms(args))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var silent reported
	switch {
	case errors.As(err, &silent):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(io.Err, "probity: stopped; nothing half-done was left behind")
	default:
		fmt.Fprintln(io.Err, "probity: "+err.Error())
	}
	return fault.Exit(err)
}

// negated is a term of a query such as -customer:acme, which must not be taken
// for a flag: no flag has a colon in its name.
var negated = regexp.MustCompile(`^-[\pL\d_.-]+:`)

// guardTerms puts a space before negated terms. The query language does not
// mind it, and the flag parser leaves them alone.
func guardTerms(args []string) []string {
	guarded := slices.Clone(args)
	for i, arg := range guarded {
		if negated.MatchString(arg) {
			guarded[i] = " " + arg
		}
	}
	return guarded
}

// reported wraps an error whose story was already told on standard output.
type reported struct{ error }

func (r reported) Unwrap() error { return r.error }

type program struct {
	Streams
	json bool
	zone string
}

func newRoot(streams Streams, window func(context.Context, []string) error) *cobra.Command {
	p := &program{Streams: streams}
	root := &cobra.Command{
		Use:   "probity [PATH…]",
		Short: "Review operator and reseller audit logs, and prove that nothing was changed",
		Long: `Probity reads exports of operator and reseller audit logs, finds and reviews
entries, and hands over bundles that an auditor can check.

Without a verb it opens its window, on the given workspace, bundle or export.`,
		Version:       Version,
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, paths []string) error {
			for _, path := range paths {
				if _, err := os.Stat(path); err != nil {
					return unknownPath(cmd, path)
				}
			}
			return window(cmd.Context(), paths)
		},
	}
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	root.SetIn(streams.In)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var unknown interface{ GetSpecifiedShortnames() string } // a pflag.NotExistError
		if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "" {
			return fault.New(fault.Unusable, "%w; a file of that name is written ./-name, a word that a query leaves out stands after --; see: %s --help", err, cmd.CommandPath())
		}
		return fault.New(fault.Unusable, "%w; see: %s --help", err, cmd.CommandPath())
	})
	root.PersistentFlags().BoolVar(&p.json, "json", false, "print JSON for machines")
	root.AddCommand(p.inspect(), p.importing(), p.convert(), p.generate(), p.query(), p.sql(), p.note(), p.decide(),
		p.verify(), p.compare(), p.bundle(), p.sources(), p.reread(), p.withdraw(), p.rejects())
	usageErrors(root)
	return root
}

// usageErrors makes a wrong number of arguments a usage error that points to
// the verb's help.
func usageErrors(root *cobra.Command) {
	for _, c := range root.Commands() {
		if check := c.Args; check != nil {
			c.Args = func(cmd *cobra.Command, args []string) error {
				if err := check(cmd, args); err != nil {
					return fault.New(fault.Unusable, "%w; usage: %s", err, cmd.UseLine())
				}
				return nil
			}
		}
	}
}

func unknownPath(cmd *cobra.Command, path string) error {
	hint := ""
	if names := cmd.SuggestionsFor(path); len(names) > 0 {
		hint = fmt.Sprintf("; did you mean: probity %s", strings.Join(names, ", "))
	}
	return fault.New(fault.Unusable, "%s is neither a verb nor a file that exists%s", path, hint)
}
