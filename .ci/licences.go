//go:build ignore

// Command licences tells what the programs are made of, from the module cache:
//
//	go run .ci/licences.go table    a Markdown table: library, version, licence
//	go run .ci/licences.go texts    the licence texts themselves, which must go along with a program
//
// It counts what is linked into the window for Linux, Windows or macOS, or into the command line, not what
// go.mod names. It fails when a library has no licence file or one that it does not know.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// golang stands for what every Go program contains.
const golang = "Go (runtime and standard library)"

// systems are what is shipped.
var systems = []string{"linux", "windows", "darwin"}

// module is one library as it is linked.
type module struct {
	path, version, folder string
	licence               string
	files                 []string // licence and notice files
}

func main() {
	if len(os.Args) != 2 || (os.Args[1] != "table" && os.Args[1] != "texts") {
		fmt.Fprintln(os.Stderr, "licences: want: table | texts")
		os.Exit(2)
	}
	modules, err := linked()
	if err == nil && os.Args[1] == "table" {
		err = table(modules)
	} else if err == nil {
		err = texts(modules)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func linked() ([]module, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	found := map[string]module{golang: {path: golang, version: runtime.Version(), folder: strings.TrimSpace(string(root))}}
	for _, system := range systems {
		list := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{if .Replace}}{{.Replace.Version}}{{else}}{{.Version}}{{end}}\t{{.Dir}}{{end}}{{end}}", ".")
		list.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS="+system, "GOARCH=amd64")
		var problem bytes.Buffer
		list.Stderr = &problem
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w: %s", system, err, problem.String())
		}
		for line := range strings.Lines(string(out)) {
			if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
				found[f[0]] = module{path: f[0], version: f[1], folder: f[2]}
			}
		}
	}
	var all []module
	var problems []error
	for _, m := range found {
		if err := m.read(); err != nil {
			problems = append(problems, err)
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return all, errors.Join(problems...)
}

// read finds the licence files of a module and names the licences by phrases that only they contain.
func (m *module) read() error {
	var names []string
	err := fs.WalkDir(os.DirFS(m.folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			// Of the standard library the whole is meant, not its tests; glfw and Fyne carry the licences of
			// their C code and fonts further down.
			if name != "." && (m.path == golang || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")) {
				return fs.SkipDir
			}
			return nil
		}
		upper := strings.ToUpper(d.Name())
		if !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, func(p string) bool { return strings.HasPrefix(upper, p) }) || path.Ext(upper) == ".GO" {
			return nil
		}
		m.files = append(m.files, name)
		text, err := os.ReadFile(filepath.Join(m.folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		for _, n := range known(string(text)) {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("%s has no licence file that is known here (%s)", m.path, strings.Join(m.files, ", "))
	}
	slices.Sort(names)
	m.licence = strings.Join(names, ", ")
	return nil
}

func known(text string) []string {
	plain := strings.Join(strings.Fields(text), " ")
	var names []string
	for _, l := range []struct{ name, phrase string }{
		{"Apache-2.0", "Apache License Version 2.0"},
		{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
		{"MPL-2.0", "Mozilla Public License Version 2.0"},
		{"Unlicense", "This is free and unencumbered software released into the public domain"},
		{"OFL-1.1", "SIL OPEN FONT LICENSE Version 1.1"},
		{"Bitstream-Vera", "Bitstream Vera Fonts Copyright"},
		{"zlib", "This software is provided 'as-is', without any express or implied warranty"},
	} {
		if strings.Contains(plain, l.phrase) {
			names = append(names, l.name)
		}
	}
	if strings.Contains(plain, "Redistribution and use in source and binary forms") {
		if strings.Contains(plain, "Neither the name") || strings.Contains(plain, "may be used to endorse or promote") || strings.Contains(plain, "nor the names") {
			names = append(names, "BSD-3-Clause")
		} else {
			names = append(names, "BSD-2-Clause")
		}
	}
	return names
}

func table(modules []module) error {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(out, "| library | version | licence |\n|---|---|---|")
	for _, m := range modules {
		fmt.Fprintf(out, "| %s | %s | %s |\n", m.path, m.version, m.licence)
	}
	return out.Flush()
}

func texts(modules []module) error {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(out, "Probity contains the libraries below. Their licences, as they were published with them:\n")
	for _, m := range modules {
		for _, name := range m.files {
			text, err := os.ReadFile(filepath.Join(m.folder, name))
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "\n%s\n%s %s: %s\n%s\n\n%s\n", strings.Repeat("=", 78), m.path, m.version, name, strings.Repeat("=", 78), bytes.TrimSpace(text))
		}
	}
	return out.Flush()
}
