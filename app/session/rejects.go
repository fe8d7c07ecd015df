package session

import (
	"context"
	"encoding/base64"
	"encoding/csv"
	"io"
	"strconv"
	"unicode/utf8"

	"probity/data/fault"
	"probity/data/intake"
	"probity/data/workspace"
)

// Reject is a record that could not be read, with its original bytes.
type Reject struct {
	intake.Reject
	Bytes []byte
}

// Rejects calls yield with every record of an import that could not be read.
func (s *Session) Rejects(ctx context.Context, source workspace.Source, yield func(Reject) error) error {
	if s.ws == nil {
		return fault.New(fault.Unusable, "%s is a bundle; what could not be read is only in the workspace", s.Name())
	}
	all, err := s.ws.Rejects(ctx, source.SHA256)
	if err != nil {
		return err
	}
	for _, r := range all {
		raw, err := s.ws.Record(ctx, source.SHA256, r.Offset, r.Length)
		if err != nil {
			return err
		}
		if err := yield(Reject{r, raw}); err != nil {
			return err
		}
	}
	return nil
}

// WriteRejects writes the records of an import that could not be read as CSV:
// line, record (1-based), offset, reason, original, encoding. Originals that
// are not UTF-8 are in base64, and encoding says so.
func (s *Session) WriteRejects(ctx context.Context, source workspace.Source, w io.Writer) (int, error) {
	out, n := csv.NewWriter(w), 0
	if err := out.Write([]string{"line", "record", "offset", "reason", "original", "encoding"}); err != nil {
		return 0, err
	}
	err := s.Rejects(ctx, source, func(r Reject) error {
		n++
		original, encoding := string(r.Bytes), "utf-8"
		if !utf8.Valid(r.Bytes) {
			original, encoding = base64.StdEncoding.EncodeToString(r.Bytes), "base64"
		}
		return out.Write([]string{strconv.FormatInt(r.Line, 10), strconv.FormatInt(r.Record+1, 10), strconv.FormatInt(r.Offset, 10), r.Reason, original, encoding})
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return n, err
}

// WriteMendable writes the records of an import that could not be read in the
// form of the export itself: what stands above its records (the header), then
// their original bytes. Mended in an editor, it can be imported.
func (s *Session) WriteMendable(ctx context.Context, source workspace.Source, w io.Writer) (int, error) {
	if s.ws == nil {
		return 0, fault.New(fault.Unusable, "%s is a bundle; what could not be read is only in the workspace", s.Name())
	}
	rd := source.Reading
	begin, end := []byte(nil), lineEnd(rd)
	switch rd.Format {
	case "json":
		begin, end = widened(rd, "[\n"), widened(rd, ",\n")
	default:
		first, err := s.ws.Begins(ctx, source.SHA256)
		if err != nil {
			return 0, err
		}
		if begin, err = s.ws.Record(ctx, source.SHA256, 0, first); err != nil {
			return 0, err
		}
	}
	if _, err := w.Write(begin); err != nil {
		return 0, err
	}
	n := 0
	err := s.Rejects(ctx, source, func(r Reject) error {
		between := end
		if n++; n == 1 {
			between = nil
		}
		_, err := w.Write(append(append([]byte(nil), between...), r.Bytes...))
		return err
	})
	if err != nil {
		return n, err
	}
	switch {
	case rd.Format == "json" && n == 0:
		end = widened(rd, "]\n")
	case rd.Format == "json":
		end = widened(rd, "\n]\n")
	case n == 0:
		return 0, nil // the header has its own end
	}
	_, err = w.Write(end)
	return n, err
}

// lineEnd is how the lines of a source end, in its encoding.
func lineEnd(rd *intake.Reading) []byte {
	end := map[string]string{"crlf": "\r\n", "cr": "\r"}[rd.LineEnd]
	if end == "" {
		end = "\n"
	}
	return widened(rd, end)
}

// widened gives ASCII text in the code units of a source's encoding.
func widened(rd *intake.Reading, text string) []byte {
	width, little := 1, false
	switch rd.Encoding {
	case "utf-16le":
		width, little = 2, true
	case "utf-16be":
		width = 2
	case "utf-32le":
		width, little = 4, true
	case "utf-32be":
		width = 4
	}
	var out []byte
	for i := range len(text) {
		unit := make([]byte, width)
		if little {
			unit[0] = text[i]
		} else {
			unit[width-1] = text[i]
		}
		out = append(out, unit...)
	}
	return out
}
