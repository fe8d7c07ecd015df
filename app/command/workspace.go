package command

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"probity/app/session"
	"probity/data/fault"
	"probity/data/query"
)

// opening holds the flags of verbs that work on a workspace or a bundle.
type opening struct{ path, zone string }

func (o *opening) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.path, "workspace", "w", "", "the workspace (or a bundle, for reading)")
	cmd.Flags().StringVar(&o.zone, "zone", "", "zone in which times are read and shown (default: the computer's)")
}

func (o *opening) open(ctx context.Context) (*session.Session, error) {
	if o.path == "" {
		return nil, fault.New(fault.Unusable, "say which workspace: -w WORKSPACE%s", session.Extension)
	}
	if _, err := os.Stat(o.path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unusable, "There is no workspace %s; check the name and the folder.", o.path)
	} else if err != nil {
		return nil, fault.New(fault.Unusable, "%s cannot be opened: %w", o.path, err)
	}
	s, err := session.Open(ctx, o.path)
	if err != nil {
		return nil, err
	}
	if o.zone != "" {
		err = s.SetZone(o.zone)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// parse reads a filter given as the words of a command line. A mistake is shown
// with its place.
func parse(s *session.Session, words []string) (query.Filter, error) {
	text := strings.TrimSpace(strings.Join(words, " ")) // guardTerms put a space before a "-"
	f, err := s.Parse(text)
	if err != nil {
		return f, fault.New(fault.Unusable, "%s", session.ExplainSyntax(text, err))
	}
	return f, nil
}
