package bundle

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"text/template"
	"time"
)

// honest is the whole claim; it stands wherever integrity is shown.
const honest = "The entries are unchanged since they were sealed, and each source is unchanged since it was imported, " +
	"from a file with the SHA-256 given. It cannot show that the log was true before it was imported. " +
	"A bundle without a signature could have been made by anyone: confirm its fingerprint with the sender another way."

//go:embed verify.txt
var verifyTemplate string

var verifyPage = template.Must(template.New("VERIFY.txt").Parse(verifyTemplate))

// verifyText writes VERIFY.txt.
func verifyText(s *Seal) []byte {
	var b bytes.Buffer
	err := verifyPage.Execute(&b, struct {
		*Seal
		Honest string
	}{s, wrap(honest, 78)})
	if err != nil {
		return []byte(verifyTemplate)
	}
	return b.Bytes()
}

func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		switch {
		case column == 0:
		case column+1+len(word) > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

// bagInfo writes bag-info.txt (RFC 8493, 2.2.2).
func bagInfo(s *Seal, octets int64, files int) []byte {
	var b bytes.Buffer
	add := func(label, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, value)
		}
	}
	add("Bag-Software-Agent", s.Program)
	add("Bagging-Date", s.Created.Format(time.DateOnly))
	add("Contact-Name", s.Author)
	add("External-Description", s.Title)
	add("External-Identifier", "probity/"+s.Work)
	add("Payload-Oxum", fmt.Sprintf("%d.%d", octets, files))
	return b.Bytes()
}
