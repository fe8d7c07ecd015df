package bundle

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/zones"
	"probity/export"
	"probity/export/atomic"
	"probity/export/csvfile"
	"probity/export/pack"
	"probity/export/xlsx"
)

// Write makes a bundle at path, whole or not at all. Entries are read once and
// never held together, so a million of them need no more memory than a page.
// It fails when the states of the rows are not what the events say, because
// such a bundle would contradict itself.
func Write(ctx context.Context, path string, in Content, p export.Progress) (res Result, err error) {
	target, err := atomic.Create(path)
	if err != nil {
		return res, err
	}
	defer target.Discard()
	w, err := newWriter(path, in)
	if err != nil {
		return res, err
	}
	defer w.discard()
	if err := w.rows(ctx, p); err != nil {
		return res, atomic.Explain(path, err)
	}
	if err := w.evidence(); err != nil {
		return res, atomic.Explain(path, err)
	}
	if err := w.people(); err != nil {
		return res, atomic.Explain(path, err)
	}
	if err := w.bag(); err != nil {
		return res, atomic.Explain(path, err)
	}
	if err := ctx.Err(); err != nil {
		return res, err
	}
	if err := w.assemble(target); err != nil {
		return res, atomic.Explain(path, err)
	}
	size, err := target.Seek(0, io.SeekEnd)
	if err != nil {
		return res, atomic.Explain(path, err)
	}
	if err := target.Commit(); err != nil {
		return res, err
	}
	return Result{
		Path: path, Size: size, Fingerprint: evidence.Fingerprint(w.tagManifest),
		Rows: w.seal.Rows, RowRoot: w.seal.RowRoot, Events: w.decisions,
	}, nil
}

type writer struct {
	path    string
	in      Content
	table   *export.Table
	secrets map[[32]byte][]byte
	names   map[[32]byte]string

	events  []event
	states  map[entry.Identity]export.State
	heads   []SealJournal
	provers map[string]*evidence.Prover

	members     map[string]*pack.Stream
	workbook    *xlsx.Writer
	tree        evidence.Tree
	tally       *export.Tally
	delivered   map[entry.Identity]bool // of those that events name
	seal        Seal
	sealed      *Seal // as a reader of seal.json has it
	decisions   int
	tagManifest []byte
}

func newWriter(path string, in Content) (*writer, error) {
	if in.Zone == nil {
		in.Zone = time.UTC
	}
	zone, err := zoneName(in.Zone, in.Created)
	if err != nil {
		return nil, err
	}
	if in.Zone, err = zones.Load(zone); err != nil {
		return nil, err
	}
	w := &writer{
		path: path, in: in, table: export.NewTable(in.Columns, in.Zone), tally: export.NewTally(in.Zone),
		secrets: map[[32]byte][]byte{}, names: map[[32]byte]string{}, members: map[string]*pack.Stream{}, delivered: map[entry.Identity]bool{},
	}
	w.seal = Seal{
		Format: Format, Layout: Layout, Title: in.Title, Program: in.Program, Author: in.Author, Created: in.Created.UTC(), Work: in.WorkspaceID,
		Filter: in.Filter, Zone: zone, ZoneDB: in.ZoneDB, Columns: w.table.Names, Rows: int64(in.Rows.Len()),
		Sources: []SealSource{}, Journal: []SealJournal{},
	}
	for _, s := range in.Sources {
		if len(s.Secret) == 0 {
			return nil, fmt.Errorf("the source %s has no secret, so its rows cannot be sealed", s.Name)
		}
		w.secrets[s.SHA256], w.names[s.SHA256] = s.Secret, s.Name
		if len(s.Reading) == 0 {
			s.Reading = []byte("null")
		}
		w.seal.Sources = append(w.seal.Sources, SealSource{
			SHA256: evidence.Hex(s.SHA256), Name: s.Name, Size: s.Size, Records: s.Records, RecordRoot: evidence.Hex(s.RecordRoot),
			Imported: s.Imported.UTC(), Reading: s.Reading, Exported: s.Exported,
		})
	}
	for i, e := range in.Events {
		read, err := readEvent(e)
		if err != nil {
			return nil, fmt.Errorf("event %d of the journal: %w", i+1, err)
		}
		w.events = append(w.events, read)
	}
	slices.SortFunc(w.events, inOrder)
	w.asImported()
	w.states = fold(w.events)
	if w.heads, w.provers, err = chains(w.events); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *writer) discard() {
	for _, m := range w.members {
		m.Discard()
	}
	if w.workbook != nil {
		w.workbook.Discard()
	}
}

// stream begins a file of the bag.
func (w *writer) stream(name string) (*pack.Stream, error) {
	s, err := pack.New(w.path, name != fileXLSX)
	if err == nil {
		w.members[name] = s
	}
	return s, err
}

// file writes a whole small file of the bag.
func (w *writer) file(name string, content []byte) error {
	s, err := w.stream(name)
	if err != nil {
		return err
	}
	s.Write(content)
	return s.Close()
}

// rows writes everything that grows with the number of entries, in one pass.
func (w *writer) rows(ctx context.Context, p export.Progress) error {
	var err error
	if w.workbook, err = xlsx.NewWriter(w.path, w.table, w.in.Rows.Len()); err != nil {
		return err
	}
	outs := map[string]*pack.Stream{}
	for _, name := range []string{fileCSV, fileRows, fileLeaves, fileValues} {
		if outs[name], err = w.stream(name); err != nil {
			return err
		}
	}
	outs[fileCSV].Write(csvfile.AppendRow([]byte(csvfile.Mark), w.table.Titles()))
	err = w.render(ctx, p, func(c *chunk) error {
		outs[fileCSV].Write(c.csv)
		outs[fileRows].Write(c.rows)
		outs[fileLeaves].Write(c.hexLeaves)
		outs[fileValues].Write(c.values)
		for _, leaf := range c.leaves {
			w.tree.Add(leaf)
		}
		return w.workbook.Add(c.first, c.xlsx)
	})
	if err != nil {
		return err
	}
	for _, s := range outs {
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

// evidence writes what does not grow: checkpoint, journal, seal.
func (w *writer) evidence() error {
	sources := map[string]bool{}
	for _, s := range w.seal.Sources {
		sources[s.SHA256] = true
	}
	picked := concerns(w.events, func(id entry.Identity) bool { return w.delivered[id] }, sources)
	journal, err := w.stream(fileJournal)
	if err != nil {
		return err
	}
	for _, e := range picked {
		line, err := encodeProved(e, w.provers[e.line.Replica])
		if err != nil {
			return err
		}
		journal.Write(line)
		if decides(e) {
			w.decisions++
		}
	}
	s := &w.seal
	s.RowRoot, s.First, s.Last = evidence.Hex(w.tree.Root()), instant(w.tally.First), instant(w.tally.Last)
	s.Journal, s.Events = append(s.Journal, w.heads...), len(picked)
	seal, err := s.encode()
	if err != nil {
		return err
	}
	if w.sealed, err = parseSeal(seal); err != nil {
		return err
	}
	err = errors.Join(
		journal.Close(),
		w.file(fileCheckpoint, evidence.Checkpoint("probity/"+w.in.WorkspaceID, w.tree.Size(), w.tree.Root())),
		w.file(fileSeal, seal),
	)
	if err != nil {
		return err
	}
	var sums []byte
	for _, name := range sealedFiles {
		sums = fmt.Appendf(sums, "%x  %s\n", w.members[name].SHA256(), name[len(evidenceFolder):])
	}
	return w.file(fileSealSums, sums)
}

// people writes the workbook and the first page.
func (w *writer) people() error {
	book, err := w.stream(fileXLSX)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(book, 1<<18)
	if err := w.workbook.Finish(buffered, facts(w.sealed, evidence.Hex(w.members[fileSeal].SHA256())), w.tally); err != nil {
		return err
	}
	if err := errors.Join(buffered.Flush(), book.Close()); err != nil {
		return err
	}
	page, err := readme(w.sealed, w.tally)
	if err != nil {
		return fmt.Errorf("writing READ-ME-FIRST.html: %w", err)
	}
	return w.file(fileReadme, page)
}

// bag writes the tag files.
func (w *writer) bag() error {
	var manifest []byte
	var octets int64
	for _, name := range payloadFiles {
		m := w.members[name]
		octets += m.Size()
		manifest = fmt.Appendf(manifest, "%x  %s\n", m.SHA256(), name)
	}
	err := errors.Join(
		w.file(fileBagit, []byte("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")),
		w.file(fileBagInfo, bagInfo(w.sealed, octets, len(payloadFiles))),
		w.file(fileManifest, manifest),
		w.file(fileVerify, verifyText(w.sealed)),
	)
	if err != nil {
		return err
	}
	for _, name := range tagFiles {
		w.tagManifest = fmt.Appendf(w.tagManifest, "%x  %s\n", w.members[name].SHA256(), name)
	}
	return w.file(fileTagManifest, w.tagManifest)
}

func (w *writer) assemble(out io.Writer) error {
	buffered := bufio.NewWriterSize(out, 1<<20)
	z := zip.NewWriter(buffered)
	order := slices.Concat([]string{fileBagit, fileBagInfo, fileManifest, fileTagManifest, fileVerify}, payloadFiles)
	for _, name := range order {
		if err := w.members[name].AddTo(z, name); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}
