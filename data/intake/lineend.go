package intake

import (
	"bytes"
	"strings"
)

// lineEnds tells the line end of CSV from the text at hand.
func (h *hunt) lineEnds() (lf, crlf, cr int) {
	for _, p := range append([][]byte{h.text}, h.parts...) {
		n := bytes.Count(p, []byte("\r\n"))
		crlf += n
		lf += bytes.Count(p, []byte{'\n'}) - n
		cr += bytes.Count(p, []byte{'\r'}) - n
	}
	return lf, crlf, cr
}

// settle finds line end and dialect together.
func (h *hunt) settle(seps []delimiter, quotes string) (s scored, end string, f Finding) {
	lf, crlf, cr := h.lineEnds()
	h.eol = '\n'
	if lf+crlf > 0 || cr == 0 {
		s = h.find(seps, quotes)
	}
	if cr > 0 {
		g := *h
		g.eol = '\r'
		x := g.find(seps, quotes)
		if s.records == 0 || x.columns > 1 && x.records >= s.records && x.score > s.score {
			why := "records end with carriage returns; line feeds stand only inside fields"
			if lf+crlf == 0 {
				why = "only carriage returns occur"
			}
			s, end, f = x, "cr", Finding{Value: "CR", Why: why, Sure: true}
			h.eol = '\r'
		}
		if lf+crlf > 0 && cr*20 > lf+crlf {
			g := *h
			g.eol, g.anyEnd = '\n', true
			if x := g.find(seps, quotes); x.score > 1.02*s.score && x.columns > 1 && x.records > s.records {
				return x, "mixed", Finding{Value: "mixed", Why: "records end with " + anyOf([]string{"LF", "CR LF", "CR"}, []int{lf, crlf, cr}), Sure: true}
			}
		}
		if end == "cr" {
			return s, end, f
		}
	}
	ends := [2]int{}
	for _, r := range h.regions() {
		rows, at, _ := s.d.records(r, 4*sampleRecords, true, nil)
		for i := range rows {
			to := len(r)
			if i+1 < len(at) {
				to = at[i+1]
			}
			if to = bytes.LastIndexByte(r[:to], '\n'); to > 0 && r[to-1] == '\r' {
				ends[1]++
			} else if to >= 0 && to >= at[i] {
				ends[0]++
			}
		}
	}
	why := count(ends[0]+ends[1], "record", "records")
	switch {
	case lf+crlf == 0:
		return s, "lf", Finding{Value: "LF", Why: "there is only one line"}
	case min(ends[0], ends[1])*8 > ends[0]+ends[1]:
		return s, "mixed", Finding{Value: "mixed", Why: "records end with " + anyOf([]string{"LF", "CR LF"}, ends[:]), Sure: true}
	case ends[1] > ends[0] || ends[0] == 0 && crlf > lf:
		return s, "crlf", Finding{Value: "CR LF", Why: thousands(int64(ends[1])) + " of " + why + " end so", Sure: true}
	}
	return s, "lf", Finding{Value: "LF", Why: thousands(int64(ends[0])) + " of " + why + " end so", Sure: true}
}

func anyOf(names []string, n []int) string {
	var parts []string
	for i, name := range names {
		if n[i] > 0 {
			parts = append(parts, name+" ("+thousands(int64(n[i]))+")")
		}
	}
	return strings.Join(parts, " and ")
}

// detectDialect is for texts that may be none.
func detectDialect(text []byte, eol byte, whole bool) scored {
	h := &hunt{text: text, whole: whole, eol: eol}
	return h.find(nil, "")
}

// lineEndOf is the line end of text that is not CSV.
func lineEndOf(text []byte) (string, Finding) {
	h := &hunt{text: text}
	lf, crlf, cr := h.lineEnds()
	n := lf + crlf + cr
	switch {
	case lf+crlf == 0 && cr > 0:
		return "cr", Finding{Value: "CR", Why: "only carriage returns occur", Sure: true}
	case crlf > lf:
		return "crlf", Finding{Value: "CR LF", Why: thousands(int64(crlf)) + " of " + count(n, "line end", "line ends"), Sure: true}
	case lf == 0:
		return "lf", Finding{Value: "LF", Why: "there is only one line"}
	}
	return "lf", Finding{Value: "LF", Why: thousands(int64(lf)) + " of " + count(n, "line end", "line ends"), Sure: true}
}
