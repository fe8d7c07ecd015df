package workspace

import "strings"

// severalStatements reports whether something other than blanks, comments and
// semicolons follows a semicolon that stands outside of texts, names and
// comments (https://sqlite.org/lang_comment.html). The database would run all
// and answer the last.
func severalStatements(statement string) bool {
	ended := false
	for rest := statement; rest != ""; {
		end := ""
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "--"):
			end = "\n"
		case strings.HasPrefix(rest, "/*"):
			end = "*/"
		case c == ';':
			ended = true
		case strings.IndexByte(" \t\r\n\f", c) >= 0:
		case ended:
			return true
		case c == '[':
			end = "]"
		case c == '\'' || c == '"' || c == '`': // doubled inside: one text after the other
			end = string(c)
		}
		if end == "" {
			rest = rest[1:]
			continue
		}
		from := min(len(rest), 1)
		if end == "*/" {
			from = 2
		}
		_, rest, _ = strings.Cut(rest[from:], end)
	}
	return false
}
