package workspace

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"probity/data/fault"
	"probity/data/intake"
)

// Export is a file that is to be imported.
type Export struct {
	Path    string
	Reading *intake.Reading
	Origin  Origin
}

// rememberedRecords is how many records the sources of a series may have for
// what is known of them to be kept from one import to the next: some 50 bytes
// each. Beyond, it is read again.
const rememberedRecords = 4 << 20

// series are imports one after the other. While one is held against the
// sources before it and made visible, the next is read already.
type series struct {
	w       *Workspace
	got     func(export int, r Receipt) error
	known   *resolver // what is known of the visible sources; nil: it is to be read
	showing *showing  // nil: none
}

// showing is an import whose columns are stored and that becomes visible.
type showing struct {
	size   int64
	packed bool
	ended  chan struct{}
	err    error
}

// ImportAll imports exports in their order, each as Import does, and calls got
// with the receipt of each, one after the other. It ends with the first error;
// what was imported before stays. p gives the progress of an export; what it
// gives may be nil.
func (w *Workspace) ImportAll(ctx context.Context, exports []Export, p func(export int) func(done, total int64), got func(export int, r Receipt) error) error {
	if w.readOnly {
		return fault.New(fault.Unusable, "%s", w.whyReadOnly())
	}
	if len(exports) == 0 {
		return nil
	}
	lock, err := w.waitLock(ctx)
	if err != nil {
		return w.cancelled(filepath.Base(exports[0].Path), explain(w.path, err))
	}
	defer lock.release()
	if err := w.sweep(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &series{w: w, got: got}
	for i, x := range exports {
		if err = s.bring(ctx, stop, i, x, p(i)); err != nil {
			break
		}
	}
	if shown := s.wait(); shown != nil {
		err = shown // its failure stopped the one after it
	}
	if err != nil {
		// Without this the next opening sweeps.
		return errors.Join(err, w.sweep())
	}
	return nil
}

// wait waits until what is being shown is visible.
func (s *series) wait() error {
	at := s.showing
	if at == nil {
		return nil
	}
	<-at.ended
	s.showing = nil
	return at.err
}

// bring reads an export and begins to show it.
func (s *series) bring(ctx context.Context, stop func(), export int, x Export, p Progress) error {
	src, err := openSource(x.Path)
	if err != nil {
		return err
	}
	defer src.close()
	rd, err := src.within(x.Reading)
	if err != nil {
		return err
	}
	if at := s.showing; at != nil && (at.packed || src.packed != nil || at.size == src.info.Size()) {
		if err := s.wait(); err != nil { // it may be the same file
			return err
		}
	}
	r, there, err := s.w.known(ctx, src, x.Origin)
	if err == nil && there == isVisible {
		err = s.w.knownAs(ctx, &r, rd)
	}
	if err != nil {
		return s.w.cancelled(src.name(), err)
	}
	if there != isNew {
		if err := s.wait(); err != nil {
			return err
		}
		if there == isWithdrawn {
			if r, err = s.w.importAgain(ctx, r.SHA256, rd, x.Origin, p); err != nil {
				return s.w.cancelled(src.name(), err)
			}
			s.known = nil                       // others may show again what it hid
			if err := s.w.sweep(); err != nil { // the columns of the reading that was withdrawn
				return err
			}
		}
		return s.got(export, r)
	}
	b, err := s.stage(ctx, src, rd, x.Origin, p)
	if err != nil {
		return s.w.cancelled(src.name(), err)
	}
	if err := s.wait(); err != nil {
		return err
	}
	at := &showing{size: b.size, packed: src.packed != nil, ended: make(chan struct{})}
	s.showing = at
	size := src.info.Size()
	go func() {
		defer close(at.ended)
		if at.err = s.show(ctx, export, b); at.err != nil {
			stop()
		} else if p != nil {
			p(size, size)
		}
	}()
	return nil
}

// stage reads a new source and stores its columns, out of sight.
func (s *series) stage(ctx context.Context, src *sourceFile, rd *intake.Reading, o Origin, p Progress) (*bringing, error) {
	name := strings.ToValidUTF8(src.name(), "\uFFFD")
	b := &bringing{w: s.w, kind: "import", author: o.Importer, name: name, origin: o, rd: rd}
	if err := b.begin(ctx, 0); err != nil {
		return nil, err
	}
	defer b.stage.fail(nil)
	src.begin(b.stage.ctx, b.stage.chunk, throttle(p, src.info.Size()))
	if err := b.read(src, b.run.take, src.finish); err != nil {
		return nil, err
	}
	b.size, b.sum, b.more = src.size, src.sum, src.fields()
	return b, nil
}

func (s *series) show(ctx context.Context, export int, b *bringing) error {
	b.known, s.known = s.known, nil
	receipt, err := b.show(ctx)
	if err != nil {
		return s.w.cancelled(b.name, err)
	}
	if b.known.records() <= rememberedRecords {
		s.known = b.known
	}
	return s.got(export, receipt)
}
