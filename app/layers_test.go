// Package app_test holds the rules of docs/architecture.md on who may import whom. It reads the import lines only,
// so a rule is checked in files of every system and build tag, also in those that this machine does not compile.
package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// height says how high a package of data stands: it may import only what stands lower.
var height = map[string]int{
	"data/fault":     0,
	"data/entry":     0,
	"data/zones":     1,
	"data/evidence":  1,
	"data/entities":  1,
	"data/columns":   2,
	"data/generate":  2,
	"data/intake":    3,
	"data/workspace": 4,
	"data/query":     5,
	"data/review":    6,
	"data/compare":   7,
}

// screens are the packages that draw.
var screens = []string{"app/window", "app/grid", "app/parts", "app/look"}

// pieces are the screens that would serve another program as well.
var pieces = []string{"app/grid", "app/parts"}

const (
	module  = "probity"
	toolkit = "fyne.io/fyne/v2"
)

// source is one Go file of the repository.
type source struct {
	path    string // from the root, with slashes
	folder  string
	test    bool
	imports []string
	tree    *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	set := token.NewFileSet()
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "dist") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		tree, err := parser.ParseFile(set, filepath.Join("..", filepath.FromSlash(name)), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := source{path: name, folder: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), tree: tree}
		for _, i := range tree.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no Go files found: the test no longer lies in app")
	}
	return all
}

// within says whether a package is one of roots or lies inside it.
func within(pkg string, roots ...string) bool {
	for _, r := range roots {
		if pkg == r || strings.HasPrefix(pkg, r+"/") {
			return true
		}
	}
	return false
}

// own returns the folder that an import of this module names.
func own(imported string) (string, bool) { return strings.CutPrefix(imported, module+"/") }

func TestDataKnowsNeitherExportNorAppAndExportKnowsNoApp(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.imports {
			folder, ok := own(i)
			if !ok {
				continue
			}
			if within(s.folder, "data") && within(folder, "export", "app") {
				t.Errorf("%s imports %s: data knows neither export nor app", s.path, i)
			}
			if within(s.folder, "export") && within(folder, "app") {
				t.Errorf("%s imports %s: export knows no app", s.path, i)
			}
			if within(s.folder, "assets") {
				t.Errorf("%s imports %s: assets only embed", s.path, i)
			}
		}
	}
}

func TestInsideDataImportsGoDownOnly(t *testing.T) {
	place := func(folder string) (int, bool) {
		for name, h := range height {
			if within(folder, name) {
				return h, true
			}
		}
		return 0, false
	}
	for _, s := range sources(t) {
		if s.test || !within(s.folder, "data") {
			continue
		}
		mine, ok := place(s.folder)
		if !ok {
			t.Errorf("%s has no place among the layers: give %s one here and in docs/architecture.md", s.path, s.folder)
			continue
		}
		for _, i := range s.imports {
			folder, ok := own(i)
			if !ok || !within(folder, "data") || topTwo(folder) == topTwo(s.folder) {
				continue
			}
			if theirs, ok := place(folder); ok && theirs >= mine {
				t.Errorf("%s imports %s, which does not stand below it", s.path, i)
			}
		}
	}
}

// topTwo is the package of data that a folder belongs to: data/intake for data/intake/csv.
func topTwo(folder string) string {
	parts := strings.SplitN(folder, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

func TestOnlyScreensImportTheToolkit(t *testing.T) {
	for _, s := range sources(t) {
		if within(s.folder, screens...) {
			continue
		}
		for _, i := range s.imports {
			if within(i, toolkit, "fyne.io/x/fyne") {
				t.Errorf("%s imports %s: only %s draw", s.path, i, strings.Join(screens, ", "))
			}
		}
	}
}

func TestPiecesOfTheWindowKnowNothingOfLogs(t *testing.T) {
	for _, s := range sources(t) {
		if !within(s.folder, pieces...) {
			continue
		}
		for _, i := range s.imports {
			if folder, ok := own(i); ok && within(folder, "data", "export", "app/session", "app/window", "app/command") {
				t.Errorf("%s imports %s: %s show what they are given, whatever it means", s.path, i, strings.Join(pieces, " and "))
			}
		}
	}
}

// The engine works over any store of columns and any marks: a workspace's, a bundle's, a test's.
func TestQueryImportsNeitherWorkspaceNorReview(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !within(s.folder, "data/query") {
			continue
		}
		for _, i := range s.imports {
			if folder, ok := own(i); ok && within(folder, "data/workspace", "data/review") {
				t.Errorf("%s imports %s: query takes an interface for it", s.path, i)
			}
		}
	}
}

func TestOnlyWorkspaceKnowsTheDatabase(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.imports {
			if within(i, "modernc.org/sqlite") && !within(s.folder, "data/workspace") {
				t.Errorf("%s imports %s: only data/workspace knows the database", s.path, i)
			}
			if i == "database/sql" && within(s.folder, "app", "export") {
				t.Errorf("%s imports %s: SQL belongs to data/workspace", s.path, i)
			}
		}
	}
}

// Widgets may be touched from the toolkit's own goroutine only. One poster sends work there; tests replace it.
func TestOnlyOnePosterCallsTheToolkitsQueue(t *testing.T) {
	posters := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := call.X.(*ast.Ident); !ok || pkg.Name != "fyne" {
				return true
			}
			switch call.Sel.Name {
			case "DoAndWait":
				t.Errorf("%s uses fyne.DoAndWait, which can wait for itself for ever", s.path)
			case "Do":
				posters[s.path] = true
				if !within(s.folder, "app/window") {
					t.Errorf("%s uses fyne.Do: post through app/window", s.path)
				}
			}
			return true
		})
	}
	if len(posters) > 1 {
		t.Errorf("fyne.Do is used in %d files, want one: %v", len(posters), posters)
	}
}
