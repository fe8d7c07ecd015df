package bundle

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/fault"
	"probity/export"
)

// Verify checks a bundle, a ZIP or an unpacked folder, and reports every
// problem it finds: bag, file, row, field. Any other BagIt bag is judged as
// such. An error means that there was nothing to judge (no such file, no
// archive) or that ctx ended; a bundle that is damaged or hostile gives a
// Report.
func Verify(ctx context.Context, path string, p export.Progress) (*Report, error) {
	v := &verifier{}
	return v.judge(ctx, path, p)
}

func (v *verifier) judge(ctx context.Context, path string, p export.Progress) (*Report, error) {
	b, problems, err := openBag(path)
	if err != nil {
		return nil, err
	}
	r := &Report{Problems: problems}
	if b == nil {
		r.finish()
		return r, nil
	}
	defer b.close()
	if !holdsBag(b) {
		what := "ZIP"
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			what = "folder"
		}
		return nil, fault.New(fault.Unusable, "%s: this %s holds no bundle", path, what)
	}
	v.bagCheck = bagCheck{b: b, r: r}
	if err := v.run(ctx, p); err != nil {
		return nil, err
	}
	r.finish()
	return r, nil
}

// holdsBag reports whether anything here belongs to a bag or a bundle, however
// damaged it may be.
func holdsBag(b *bag) bool {
	return slices.ContainsFunc(b.names, func(name string) bool {
		return name == fileBagit || name == fileBagInfo || manifestName.MatchString(name) || slices.Contains(payloadFiles, name)
	})
}

// verifier checks the content of a bundle beyond its manifests.
type verifier struct {
	bagCheck
	seal        *Seal
	states      map[entry.Identity]export.State
	journalBad  bool
	forgedFor   map[entry.Identity]bool // entries that an event names which is not as it was sealed
	sourceNames map[[32]byte]string
	records     map[[32]byte]int64 // of each source, as the seal counts them
	tally       *export.Tally
	sheets      []ends  // of entries.xlsx, as far as they were read
	events      []event // of journal.jsonl, as far as they can be read
	yield       func(n int64, e *entry.Entry)
}

func (v *verifier) run(ctx context.Context, p export.Progress) error {
	v.r.Files = len(v.b.names)
	if err := v.bagCheck.run(ctx); err != nil {
		return err
	}
	if tags, err := v.b.read(fileTagManifest, maxTagFile); err == nil {
		v.r.Fingerprint = evidence.Fingerprint(tags)
	}
	v.r.Probity = slices.ContainsFunc([]string{fileSeal, fileRows, fileCheckpoint}, v.b.has)
	if v.r.Probity && v.sums != nil {
		v.readSeal()
		if v.r.newer != "" {
			return nil
		}
		v.completeness()
		v.sealSums()
		if err := v.journal(ctx); err != nil {
			return err
		}
		v.sources()
		if err := v.rows(ctx, p); err != nil {
			return err
		}
		if err := v.people(); err != nil {
			return err
		}
	}
	v.files()
	return nil
}

// suspect reports whether the manifests say that a file is not as it was.
func (v *verifier) suspect(file string) bool {
	_, broken := v.damaged[file]
	return broken || len(v.differs[file]) > 0
}

// located reports whether some problem already names a file.
func (v *verifier) located(file string) bool {
	return slices.ContainsFunc(v.r.Problems, func(p Problem) bool { return p.File == file })
}

// files reports the files that differ and of which nothing closer is known.
func (v *verifier) files() {
	for _, file := range slices.Sorted(maps.Keys(v.damaged)) {
		if !v.located(file) {
			v.problem("file", file, "the file is damaged: %s", v.damaged[file])
		}
	}
	for _, file := range slices.Sorted(maps.Keys(v.differs)) {
		if v.located(file) {
			continue
		}
		said := strings.Join(v.differs[file], " and ")
		switch {
		case manifestName.MatchString(file):
			v.problem("file", file, "the manifest was changed, or its line in %s was", said)
		case v.suspect(fileManifest) && slices.Contains(v.differs[file], fileManifest):
			v.r.add(Problem{What: "file", File: fileManifest, Row: int64(v.lineIn[fileManifest+"\x00"+file]), Detail: fmt.Sprintf(
				"the line for %s does not fit the file; by tagmanifest-sha256.txt it is the manifest that was changed", file)})
		default:
			v.problem("file", file, "the file was changed: it does not match %s", said)
		}
	}
}

// later are the places that docs/format.md keeps for later versions.
var later = map[string]bool{
	fileTagManifest + ".sig": true, evidenceFolder + "redactions.jsonl": true, fileSealSums + ".sig": true, fileSealSums + ".tsr": true,
}

// completeness demands the files of the format, all and no others.
func (v *verifier) completeness() {
	expected := slices.Concat([]string{fileTagManifest}, tagFiles, payloadFiles)
	for _, file := range expected {
		if !v.b.has(file) && !v.located(file) {
			v.problem("missing", file, "the file is missing")
		}
	}
	for _, file := range v.b.names {
		switch {
		case slices.Contains(expected, file) || strings.HasPrefix(file, "data/source/") || v.located(file):
		case later[file]:
			v.warn("%s is not checked by this version", file)
		default:
			v.problem("extra", file, "the file does not belong into a bundle")
		}
	}
}

func (v *verifier) readSeal() {
	v.sourceNames, v.records = map[[32]byte]string{}, map[[32]byte]int64{}
	if !v.b.has(fileSeal) {
		return
	}
	data, err := v.b.read(fileSeal, maxTagFile)
	if err == nil {
		v.seal, err = parseSeal(data)
	}
	var newer *newerFormat
	if errors.As(err, &newer) {
		v.r.newer = newer.format
	}
	if err != nil {
		v.problem("seal", fileSeal, "%v", err)
		return
	}
	v.r.Seal, v.r.Rows, v.r.SealedAt = v.seal, v.seal.Rows, v.seal.Created.Format(time.RFC3339)
	for _, s := range v.seal.Sources {
		sum, err := evidence.ParseHash(s.SHA256)
		if err != nil {
			v.problem("seal", fileSeal, "the SHA-256 of the source %s: %v", s.Name, err)
			continue
		}
		v.sourceNames[sum], v.records[sum] = s.Name, s.Records
	}
}

// sealSums checks seal.sha256, so that the seal holds without its bag, too.
func (v *verifier) sealSums() {
	if !v.b.has(fileSealSums) {
		return
	}
	data, err := v.b.read(fileSealSums, maxTagFile)
	if err != nil {
		return // files says it
	}
	seen := map[string]bool{}
	for i, line := range lines(string(data)) {
		digest, name, ok := strings.Cut(line, "  ")
		file := evidenceFolder + name
		if !ok || !slices.Contains(sealedFiles, file) || seen[file] {
			v.r.add(Problem{What: "seal", File: fileSealSums, Row: int64(i + 1), Detail: fmt.Sprintf("the line %q does not belong there", shorten(line))})
			continue
		}
		seen[file] = true
		if v.b.has(file) && v.sums["sha256"][file] != digest && !v.suspect(file) {
			v.r.add(Problem{What: "seal", File: fileSealSums, Row: int64(i + 1), Detail: name + " is not what this line says"})
		}
	}
	for _, file := range sealedFiles {
		if !seen[file] {
			v.problem("seal", fileSealSums, "the line for %s is missing", strings.TrimPrefix(file, evidenceFolder))
		}
	}
}

// journal checks the notes and decisions and folds them into states.
func (v *verifier) journal(ctx context.Context) error {
	v.states, v.forgedFor = map[entry.Identity]export.State{}, map[entry.Identity]bool{}
	if v.seal == nil || !v.b.has(fileJournal) {
		v.journalBad = true
		return nil
	}
	in, err := v.b.open(fileJournal)
	if err != nil {
		v.journalBad = true
		return nil
	}
	s := newStream(ctx, in)
	defer s.Close()
	heads := map[string]SealJournal{}
	for _, h := range v.seal.Journal {
		heads[h.Replica] = h
	}
	var events []event
	bad := func(row int64, field, format string, args ...any) {
		v.journalBad = true
		v.r.add(Problem{What: "event", File: fileJournal, Row: row, Field: field, Detail: fmt.Sprintf(format, args...)})
	}
	row := int64(0)
	blamed := false
	for {
		line, whole, ok := s.line()
		if !ok {
			break
		}
		row++
		if !whole {
			bad(row, "", "the line is cut off")
		}
		e, member, problem := checkProved(line, heads)
		if problem != "" && v.suspect(fileSeal) && !v.suspect(fileJournal) {
			if !blamed {
				v.r.add(Problem{What: "seal", File: fileSeal, Field: "journal", Detail: "it does not fit journal.jsonl: " + problem})
			}
			blamed, v.journalBad = true, true
		} else if problem != "" {
			bad(row, member, "%s", problem)
			for _, id := range e.entries {
				v.forgedFor[id] = true
			}
		}
		if e.hash == "" {
			continue
		}
		if decides(e) {
			v.r.Events++
		}
		if n := len(events); n > 0 && problem == "" {
			before := events[n-1]
			if inOrder(before, e) >= 0 {
				bad(row, "", "it does not stand in order")
			}
			if before.line.Replica == e.line.Replica && before.line.Seq+1 == e.line.Seq && before.hash != e.line.Prev {
				bad(row, "line", "it does not follow the event before it")
			}
		}
		events = append(events, e)
	}
	if s.err != nil {
		v.journalBad = true
		if ctx.Err() != nil {
			return ctx.Err()
		}
		bad(row+1, "", "%v", s.err)
	}
	if row != int64(v.seal.Events) {
		bad(0, "", "the seal speaks of %d events; here are %d", v.seal.Events, row)
	}
	v.states, v.events = fold(events), events
	return nil
}

// shorten keeps a text fit for a sentence.
func shorten(s string) string {
	const limit = 60
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit]) + "…"
}

// versus says what was sealed and what is here, and shows the place where the
// two part.
func versus(sealed, here string) string {
	a, b := []rune(sealed), []rune(here)
	const context, limit = 12, 60
	if len(a) > limit || len(b) > limit {
		at := 0
		for at < len(a) && at < len(b) && a[at] == b[at] {
			at++
		}
		if from := at - context; from > 0 {
			a, b = append([]rune("…"), a[from:]...), append([]rune("…"), b[from:]...)
		}
	}
	return fmt.Sprintf("sealed “%s”, here “%s”", shorten(string(a)), shorten(string(b)))
}
