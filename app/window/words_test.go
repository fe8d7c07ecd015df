//go:build ci

package window

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write assets/translations/en.json anew from the code")

// sentences collects what the code translates: T and M and lang.L with one
// form, plural with two (the second is the key).
func sentences(t *testing.T) map[string]any {
	t.Helper()
	found := map[string]any{}
	text := func(e ast.Expr) (string, bool) {
		l, ok := e.(*ast.BasicLit)
		if !ok || l.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(l.Value)
		return s, err == nil
	}
	var files []string
	for _, folder := range []string{".", "../parts", "../grid"} {
		list, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, list...)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			called := ""
			switch f := call.Fun.(type) {
			case *ast.Ident:
				called = f.Name
			case *ast.SelectorExpr:
				if x, ok := f.X.(*ast.Ident); ok {
					called = x.Name + "." + f.Sel.Name
				}
			}
			switch called {
			case "T", "M", "lang.L":
				if s, ok := text(call.Args[0]); ok && s != "" {
					if _, two := found[s]; !two {
						found[s] = s
					}
				}
			case "plural":
				one, ok1 := text(call.Args[1])
				other, ok2 := text(call.Args[2])
				if ok1 && ok2 {
					found[other] = map[string]any{"one": one, "other": other}
				}
			}
			return true
		})
	}
	return found
}

func TestEverySentenceStandsInTheEnglishTranslation(t *testing.T) {
	const name = "../../assets/translations/en.json"
	found := sentences(t)
	if *update {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "\t")
		if err := e.Encode(found); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]any{}
	if err := json.Unmarshal(data, &written); err != nil {
		t.Fatal(err)
	}
	for _, s := range slices.Sorted(maps.Keys(found)) {
		if _, ok := written[s]; !ok {
			t.Errorf("%q is not in %s; go test -run Translation -update writes it", s, name)
		}
	}
	for s := range written {
		if _, ok := found[s]; !ok {
			t.Errorf("%q is in %s but nothing says it", s, name)
		}
	}
	for _, reserved := range []string{"id", "description", "hash", "leftdelim", "rightdelim", "zero", "one", "two", "few", "many", "other", "translation"} {
		for s := range written {
			if strings.EqualFold(s, reserved) {
				t.Errorf("%q is a word that the translations reserve", s)
			}
		}
	}
}

func TestNumbersAreGroupedAsTheLanguageDoes(t *testing.T) {
	for _, c := range []struct {
		n    int64
		lang string
		want string
	}{{0, "en", "0"}, {999, "en", "999"}, {1000, "en-GB", "1,000"}, {1234567, "de-DE", "1.234.567"}, {-12345, "en", "-12,345"}, {12345, "fr", "12\u00a0345"}} {
		if got := group(c.n, separator(c.lang)); got != c.want {
			t.Errorf("%d in %s is %q, want %q", c.n, c.lang, got, c.want)
		}
	}
}

// Only toWidgets may call fyne.Do: everything else goes through the poster, so
// that tests can hold the queue.
func TestOnlyThePosterCallsDo(t *testing.T) {
	var files []string
	for _, folder := range []string{".", "../parts", "../grid", "../look", "../job", "../session"} {
		list, _ := filepath.Glob(folder + "/*.go")
		files = append(files, list...)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "fyne" && (s.Sel.Name == "Do" || s.Sel.Name == "DoAndWait") {
					if filepath.Base(name) != "poster.go" || s.Sel.Name == "DoAndWait" {
						t.Errorf("%s calls fyne.%s; use the poster", name, s.Sel.Name)
					}
				}
			}
			return true
		})
	}
}
