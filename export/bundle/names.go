package bundle

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// badName says why a name inside a bundle is refused; empty when it is good. A
// name must mean the same file below the bundle's folder on every system.
func badName(name string) string {
	switch {
	case name == "":
		return "the name is empty"
	case len(name) > 4096:
		return "the name is longer than 4,096 bytes"
	case !utf8.ValidString(name):
		return "the name is not UTF-8"
	case name[0] == '/':
		return "the name is an absolute path"
	case strings.Contains(name, `\`):
		return "the name holds a backslash, which Windows takes for a folder"
	case name[0] == '~':
		return "the name points into somebody's home folder"
	case strings.Contains(name, ":"):
		return "the name holds a colon, as a drive letter does"
	}
	for _, r := range name {
		switch {
		case r < 0x20 || r == 0x7f:
			return "the name holds a control character"
		case r == 0x061c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return "the name holds a character that changes the direction of writing and can hide the file's kind"
		}
	}
	for _, part := range strings.Split(strings.TrimSuffix(name, "/"), "/") {
		switch {
		case part == "" || part == ".":
			return "the name has an empty part"
		case part == "..":
			return "the name leads out of the folder"
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return "a part of the name ends with a dot or space, which Windows drops"
		case reserved(part):
			return "Windows keeps the name " + part + " for a device"
		}
	}
	return ""
}

// reserved knows the device names of Windows, with or without an extension.
func reserved(part string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(part), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if digit, ok := strings.CutPrefix(base, "COM"); ok {
		return deviceDigit(digit)
	}
	if digit, ok := strings.CutPrefix(base, "LPT"); ok {
		return deviceDigit(digit)
	}
	return false
}

func deviceDigit(s string) bool {
	return len(s) == 1 && s[0] >= '0' && s[0] <= '9' || s == "¹" || s == "²" || s == "³"
}

// sameFile maps names to one text when some file system takes them for one
// file: they differ only in case or in Unicode normalisation.
func sameFile(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(name)))
}

// collisions finds names that would fall on one file.
func collisions(names []string) []Problem {
	var out []Problem
	seen := map[string]string{}
	exact := map[string]bool{}
	for _, name := range names {
		key := sameFile(name)
		other, taken := seen[key]
		switch {
		case exact[name]:
			out = append(out, Problem{What: "archive", File: name, Detail: "the name occurs twice"})
		case taken:
			out = append(out, Problem{What: "archive", File: name, Detail: "the name differs from " + other + " only in case or in the form of its accents"})
		}
		seen[key], exact[name] = name, true
	}
	for _, name := range names {
		for i := range len(name) {
			if name[i] != '/' {
				continue
			}
			if other, taken := seen[sameFile(name[:i])]; taken {
				out = append(out, Problem{What: "archive", File: other, Detail: "the name is that of a file and of a folder"})
			}
		}
	}
	return out
}
