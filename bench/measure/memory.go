package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"

	"probity/app/session"
	"probity/data/query"
)

// holdSession opens a workspace, works in it as a person does who looks for no
// text, and prints what is then held: the heap after a collection and the
// process, in bytes.
func holdSession(ctx context.Context, path string) error {
	s, err := session.Open(ctx, path)
	if err != nil {
		return err
	}
	defer s.Close()
	p := &peers{session: s}
	for n := range 5 {
		if _, err := p.refresh(ctx, variant(n).query()); err != nil {
			return err
		}
		for _, field := range []string{"time", "actor", "customer"} {
			_, r, err := p.run(ctx, variant(n).query(), query.Sort{Field: field, Ascending: true})
			if err != nil {
				return err
			}
			p.page(ctx, r, r.Len()/2, 50)
		}
	}
	runtime.GC()
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.HeapAlloc, resident())
	runtime.KeepAlive(p)
	return nil
}

// resident is the memory of this process that lies in memory, in bytes, 0 where
// the system does not tell.
func resident() (bytes int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fmt.Sscan(rest, &bytes)
	return bytes * 1024
}

// memory asks a process of its own what a session holds.
func (b *bench) memory(workspace string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "-session", workspace)
	out, _, err := once(cmd, "")
	if err != nil {
		return err
	}
	var heap, process float64
	if _, err := fmt.Sscan(out, &heap, &process); err != nil {
		return fmt.Errorf("%w in %q", err, out)
	}
	r := row{question: "memory: heap after a session without text search, per row", ours: heap / float64(b.rows), duck: none, sqlite: none, rg: none, unit: " B"}
	r.target, r.met = "< 60 B", r.ours < 60
	b.table.add(r)
	b.table.add(row{question: "memory: the whole process then, per row", ours: process / float64(b.rows), duck: none, sqlite: none, rg: none, unit: " B"})
	b.table.add(row{question: "memory: the most that the process had", ours: peakMB(cmd.ProcessState), duck: none, sqlite: none, rg: none, unit: " MB"})
	return nil
}
