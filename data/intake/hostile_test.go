//go:build linux

package intake_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What no file may cost, whatever is in it.
const (
	mostTime   = 10 * time.Second
	mostMemory = 512 << 20 // bytes of peak resident memory
)

// hostile is a file made to break a reader.
type hostile struct {
	name  string
	file  string // its name on disk
	write func(w io.Writer) error
	size  int64  // sparse bytes behind what is written
	read  bool   // it is imported; else it is refused
	say   string // what the answer of inspect or import has to hold
}

func times(w io.Writer, n int, chunk string) error {
	if chunk == "" {
		return nil
	}
	per := max(1, (1<<20)/len(chunk))
	many := []byte(strings.Repeat(chunk, per))
	for n > 0 {
		k := min(n, per)
		if _, err := w.Write(many[:k*len(chunk)]); err != nil {
			return err
		}
		n -= k
	}
	return nil
}

func parts(list ...any) func(io.Writer) error {
	return func(w io.Writer) error {
		for i := 0; i < len(list); i++ {
			n := 1
			if k, ok := list[i].(int); ok {
				n, i = k, i+1
			}
			if err := times(w, n, list[i].(string)); err != nil {
				return err
			}
		}
		return nil
	}
}

// packedZeros gives n zeros as deflate packs them, and their CRC-32.
func packedZeros(n int64) (packed []byte, sum uint32) {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	chunk := make([]byte, 1<<20)
	for done := int64(0); done < n; done += int64(len(chunk)) {
		if _, err := z.Write(chunk); err != nil {
			panic(err)
		}
		sum = crc32.Update(sum, crc32.IEEETable, chunk)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes(), sum
}

type member struct {
	name   string
	data   []byte
	length uint64
	sum    uint32
}

func zipOf(w io.Writer, members ...member) error {
	z := zip.NewWriter(w)
	for _, m := range members {
		f, err := z.CreateRaw(&zip.FileHeader{Name: m.name, Method: zip.Deflate, CompressedSize64: uint64(len(m.data)), UncompressedSize64: m.length, CRC32: m.sum})
		if err != nil {
			return err
		}
		if _, err := f.Write(m.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// overlapping is a ZIP whose members all are the same packed bytes, after
// David Fifield, "A better zip bomb" (WOOT 2019).
func overlapping(w io.Writer, members int, m member) error {
	var b bytes.Buffer
	if err := zipOf(&b, m); err != nil {
		return err
	}
	at := bytes.Index(b.Bytes(), []byte("PK\x01\x02"))
	end := bytes.Index(b.Bytes(), []byte("PK\x05\x06"))
	entry := b.Bytes()[at:end]
	out := bytes.Clone(b.Bytes()[:at])
	for range members {
		out = append(out, entry...)
	}
	tail := bytes.Clone(b.Bytes()[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(members))
	binary.LittleEndian.PutUint16(tail[10:], uint16(members))
	binary.LittleEndian.PutUint32(tail[12:], uint32(members*len(entry)))
	_, err := w.Write(append(out, tail...))
	return err
}

const (
	csvHead = "Time,User,Action\n2026-03-14T09:26:53Z,anna,Login\n"
	csvTail = "\n2026-03-15T09:26:53Z,karl,Logout\n"
	good    = `{"time":"2026-03-14T09:26:53Z","user":"anna","action":"Login"}`
)

func hostiles() []hostile {
	zeros, sum := packedZeros(10 << 30)
	bomb := member{"log.csv", zeros, 10 << 30, sum}
	rows := []byte(strings.Repeat(csvHead, 1))
	var packedRows bytes.Buffer
	z, _ := flate.NewWriter(&packedRows, 9)
	_, _ = z.Write(rows)
	_ = z.Close()
	small := member{"log.csv", packedRows.Bytes(), uint64(len(rows)), crc32.ChecksumIEEE(rows)}
	return []hostile{
		{name: "zip bomb: 10 GB of zeros", file: "a.zip", write: func(w io.Writer) error { return zipOf(w, bomb) }, say: "packing"},
		{name: "zip bomb that lies about its length", file: "a.zip", write: func(w io.Writer) error { m := bomb; m.length = 1 << 20; return zipOf(w, m) }, say: "is not a text export"},
		{name: "zip of 10 nested zip bombs", file: "a.zip", write: func(w io.Writer) error {
			var inner bytes.Buffer
			if err := zipOf(&inner, bomb); err != nil {
				return err
			}
			z := zip.NewWriter(w)
			for i := range 10 {
				f, err := z.Create(fmt.Sprintf("%d.zip", i))
				if err != nil {
					return err
				}
				if _, err := f.Write(inner.Bytes()); err != nil {
					return err
				}
			}
			return z.Close()
		}, say: "not a text export"},
		{name: "zip of 60,000 members", file: "a.zip", write: func(w io.Writer) error {
			var all []member
			for i := range 60_000 {
				m := small
				m.name = fmt.Sprintf("%05d.csv", i)
				all = append(all, m)
			}
			return zipOf(w, all...)
		}, say: "60,000 files"},
		{name: "zip of 9,000 members", file: "a.zip", write: func(w io.Writer) error {
			var all []member
			for i := range 9_000 {
				m := small
				m.name = fmt.Sprintf("%05d.csv", i)
				all = append(all, m)
			}
			return zipOf(w, all...)
		}, say: "--member"},
		{name: "zip of 9,000 overlapping bombs", file: "a.zip", write: func(w io.Writer) error { return overlapping(w, 9_000, bomb) }, say: "packing"},
		{name: "gzip bomb: 10 GB of zeros", file: "a.csv.gz", write: func(w io.Writer) error {
			_, err := w.Write(append([]byte{0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255}, zeros...))
			return err
		}, say: "not text"},
		{name: "gzip bomb: one CSV row 5 million times", file: "a.csv.gz", write: func(w io.Writer) error {
			z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
			if err != nil {
				return err
			}
			if err := parts("Time,User,Action\n", 5<<20, "2026-03-14T09:26:53Z,anna,Login\n")(z); err != nil {
				return err
			}
			return z.Close()
		}},
		{name: "a line of 1 GB without a delimiter", file: "a.csv", write: parts(csvHead, 1<<30, "x", csvTail)},
		{name: "a line of 1 GB inside quotes", file: "a.csv", write: parts(csvHead, `2026-03-14T09:26:53Z,anna,"`, 1<<30, "x", `"`+csvTail)},
		{name: "1 GB behind a quote that is not closed", file: "a.csv", write: parts(csvHead, `2026-03-14T09:26:53Z,anna,"`, 1<<20, "x,y,"+strings.Repeat("a long line of text ", 51)+"\n", csvTail)},
		{name: "a first line of 1 GB", file: "a.csv", write: parts(1<<30, "x", csvTail)},
		{name: "1 GB of quotes", file: "a.csv", write: parts(csvHead, 1<<30, `"`, csvTail)},
		{name: "1 GB of delimiters", file: "a.csv", write: parts(csvHead, 1<<30, `,`, csvTail)},
		{name: "100,000 columns", file: "a.csv", write: func(w io.Writer) error {
			for i := range 100_000 {
				fmt.Fprintf(w, "column %d,", i)
			}
			fmt.Fprint(w, "end\n")
			for range 20 {
				if err := times(w, 100_000, "value,"); err != nil {
					return err
				}
				fmt.Fprint(w, "end\n")
			}
			return nil
		}, say: "16,384 columns"},
		{name: "16,384 columns", file: "a.csv", write: func(w io.Writer) error {
			for i := range 16_383 {
				fmt.Fprintf(w, "column %d,", i)
			}
			fmt.Fprint(w, "end\n")
			for range 200 {
				if err := times(w, 16_383, "value,"); err != nil {
					return err
				}
				fmt.Fprint(w, "end\n")
			}
			return nil
		}, read: true},
		{name: "100,000 columns in one row", file: "a.csv", write: parts(csvHead, 100_000, "value,", csvTail), read: true},
		{name: "a million empty lines", file: "a.csv", write: parts(1_000_000, "\n"), say: "nothing but blanks"},
		{name: "100 million empty lines, then a log", file: "a.csv", write: parts(100_000_000, "\n", csvHead)},
		{name: "a million empty lines inside a log", file: "a.csv", write: parts(csvHead, 1_000_000, "\n", csvTail), read: true},
		{name: "a million lines of one quote", file: "a.csv", write: parts(csvHead, 1_000_000, "\"\n", csvTail), read: true},
		{name: "NULs between the letters", file: "a.csv", write: parts(csvHead, 100_000, "2026-03-14T09:26:53Z,an\x00na,Log\x00in\n"), read: true},
		{name: "sparse file of 5 GB", file: "a.csv", write: parts(""), size: 5 << 30, say: "not text"},
		{name: "a log, then 5 GB of zeros", file: "a.csv", write: parts(csvHead), size: 5 << 30},
		{name: "lone surrogates in JSON", file: "a.json", write: parts("[", 100_000, `{"time":"2026-03-14T09:26:53Z","user":"\ud800","action":"\udc00 Login"},`, good+"]"), read: true},
		{name: "JSON nested 1,000,000 deep", file: "a.json", write: parts(1_000_000, `{"a":`, "1", 1_000_000, "}"), say: "deep"},
		{name: "lists nested 1,000,000 deep", file: "a.json", write: parts(1_000_000, `[`, 1_000_000, "]"), say: "deep"},
		{name: "a record nested 1,000,000 deep", file: "a.json", write: parts("["+good+",", 1_000_000, `{"a":`, "1", 1_000_000, "}", ","+good+"]"), read: true},
		{name: "a JSON string of 1 GB", file: "a.json", write: parts("["+good+`,{"user":"`, 1<<30, "x", `"},`+good+"]"), read: true},
		{name: "a JSON string of 1 GB that is not closed", file: "a.json", write: parts("["+good+`,{"user":"`, 1<<30, "x"), read: true},
		{name: "a JSON object of 10 million keys", file: "a.json", write: func(w io.Writer) error {
			fmt.Fprint(w, "["+good+",{")
			for i := range 10_000_000 {
				fmt.Fprintf(w, `"k%d":%d,`, i, i)
			}
			fmt.Fprint(w, `"end":1}]`)
			return nil
		}, read: true},
		{name: "100,000 JSON records, each with another key", file: "a.jsonl", write: func(w io.Writer) error {
			for i := range 100_000 {
				fmt.Fprintf(w, `{"time":"2026-03-14T09:26:53Z","user":"anna","key%d":%d}`+"\n", i, i)
			}
			return nil
		}, read: true},
		{name: "a million broken JSON records in a list", file: "a.json", write: parts("["+good+",", 1_000_000, `{"time":"2026-03-14T09:26:53Z","user":anna},`, good+"]")},
		{name: "200 MB of opening braces", file: "a.json", write: parts("["+good+",", 200<<20, "{")},
		{name: "200 MB of opened objects", file: "a.json", write: parts("["+good+",", 50<<20, "{\"a\"")},
		{name: "200 MB of commas in a list", file: "a.json", write: parts("["+good+",", 200<<20, ",", good+"]")},
		{name: "200 MB of quotes in a list", file: "a.json", write: parts("["+good+",", 200<<20, `"`, good+"]")},
		{name: "UTF-16 with an odd byte", file: "a.csv", write: func(w io.Writer) error {
			b := []byte{0xFF, 0xFE}
			for _, r := range csvHead + csvTail[1:] {
				b = append(b, byte(r), byte(r>>8))
			}
			_, err := w.Write(append(b, 'x'))
			return err
		}, read: true},
		{name: "200 MB of UTF-16 with an odd byte inside", file: "a.csv", write: func(w io.Writer) error {
			wide := func(s string) string {
				var b []byte
				for _, r := range s {
					b = append(b, byte(r), byte(r>>8))
				}
				return string(b)
			}
			row := wide("2026-03-14T09:26:53Z,anna,Login\n")
			return parts("\xFF\xFE"+wide(csvHead), 1<<21, row, "x", 1<<21, row)(w)
		}, read: true},
	}
}

// TestHostileFilesCostLittle runs the program itself on files that are made to
// break it: each must be read or refused with a reason, within mostTime and
// mostMemory. PROBITY_HOSTILE names the one to run; PROBITY is a program that
// is already built.
func TestHostileFilesCostLittle(t *testing.T) {
	if os.Getenv("PROBITY_SOAK") == "" {
		t.Skip("writes files of some gigabytes; PROBITY_SOAK=1 runs it")
	}
	program := os.Getenv("PROBITY")
	if program == "" {
		program = filepath.Join(t.TempDir(), "probity")
		build := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", program, "probity")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, h := range hostiles() {
		if only := os.Getenv("PROBITY_HOSTILE"); only != "" && !strings.Contains(h.name, only) {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, h.file)
			h.make(t, path)
			for _, verb := range [][]string{
				{"inspect", path}, {"import", path, "-w", filepath.Join(dir, "w.probity")}, {"convert", "--raw", path, "-o", filepath.Join(dir, "out.csv")},
			} {
				if verb[0] != "inspect" {
					verb = append(verb, "--zone", "UTC")
				}
				h.run(t, program, dir, verb)
			}
		})
	}
}

func (h *hostile) make(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	b := bufio.NewWriterSize(f, 1<<20)
	err = errors.Join(h.write(b), b.Flush())
	if err == nil && h.size > 0 {
		err = f.Truncate(h.size)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func (h *hostile) run(t *testing.T, program, dir string, args []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 6*mostTime)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	began := time.Now()
	err := c.Run()
	took := time.Since(began)
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	memory := usage.Maxrss << 10
	lines := strings.Split(strings.TrimSpace(problems.String()), "\n")
	last := lines[len(lines)-1]
	if len(last) > 300 {
		last = last[:300] + "…"
	}
	t.Logf("%-8s %5.1f s (%.1f s of work) %4d MB exit %d  %s", args[0], took.Seconds(), time.Duration(usage.Utime.Nano()+usage.Stime.Nano()).Seconds(), memory>>20, c.ProcessState.ExitCode(), last)
	if busy := time.Duration(usage.Utime.Nano() + usage.Stime.Nano()); min(took, busy) > mostTime { // a computer may have other work
		t.Errorf("%s takes %.1f s", args[0], min(took, busy).Seconds())
	}
	if memory > mostMemory {
		t.Errorf("%s takes %d MB", args[0], memory>>20)
	}
	code := c.ProcessState.ExitCode()
	switch {
	case code != 0 && code != 2:
		t.Errorf("%s ends with %d: %v\n%s", args[0], code, err, problems.String())
	case code == 2 && last == "":
		t.Errorf("%s is refused without a reason", args[0])
	case h.read && code != 0:
		t.Errorf("%s is refused: %s", args[0], last)
	}
	if h.say != "" && args[0] != "convert" && !strings.Contains(out.String()+problems.String(), h.say) {
		t.Errorf("%s does not say %q: %s", args[0], h.say, last)
	}
	if strings.Contains(problems.String(), "goroutine ") {
		t.Errorf("%s crashes:\n%s", args[0], problems.String())
	}
}
