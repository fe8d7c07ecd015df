//go:build cgo || ci

package window

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"probity/assets/translations"
)

// vals fills the places of a sentence: T("{{.N}} of {{.Of}}", vals{…}).
type vals = map[string]any

// loadWords makes the embedded translations known. The English sentence is its
// own key, so that code can be read; assets/translations/en.json lists them all.
func loadWords() error {
	files, err := translations.Files.ReadDir(".")
	for i := 0; err == nil && i < len(files); i++ {
		var data []byte
		if data, err = translations.Files.ReadFile(files[i].Name()); err == nil {
			err = lang.AddTranslations(fyne.NewStaticResource(files[i].Name(), data))
		}
	}
	return err
}

// T gives a sentence in the person's language.
func T(sentence string, v ...vals) string {
	if len(v) == 0 {
		return lang.L(sentence)
	}
	return lang.L(sentence, v[0])
}

// M marks a sentence that T translates later.
func M(sentence string) string { return sentence }

// plural gives the form for n. Both forms use {{.Count}} for the number with
// separators; the second one is the key.
func plural(n int64, one, other string, v ...vals) string {
	all := vals{"Count": number(n)}
	for _, m := range v {
		for k, x := range m {
			all[k] = x
		}
	}
	count := int(min(n, 1<<30))
	if key := lang.XN(other, other, count, all); key != "" {
		return key
	}
	if n == 1 {
		return lang.L(one, all)
	}
	return lang.L(other, all)
}

// number writes n with the separators of the person's language.
func number(n int64) string {
	return group(n, separator(lang.SystemLocale().LanguageString()))
}

// separator is the thousands separator of a language (CLDR, numbers/symbols
// "group" of the default numbering system).
func separator(locale string) string {
	base, _, _ := strings.Cut(strings.ToLower(locale), "-")
	switch base {
	case "de", "es", "it", "nl", "pt", "da", "id", "tr", "el", "sl", "hr", "ro", "vi":
		return "."
	case "fr", "nb", "nn", "no", "sv", "fi", "pl", "cs", "sk", "uk", "ru", "hu", "bg", "lt", "lv", "et":
		return "\u00a0"
	}
	return ","
}

func group(n int64, sep string) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return sign + s
}

// tenth writes v with one digit after the point.
func tenth(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
