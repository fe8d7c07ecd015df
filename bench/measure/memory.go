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
// text, and prints what is then held, in bytes: by columns, by texts that are
// unpacked, by remembered answers; the heap after a collection; the process.
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
	held := s.Engine().Held()
	fmt.Println(held.Columns, held.Texts, held.Answers, m.HeapAlloc, resident())
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
	cmd := exec.CommandContext(b.ctx, self, "-session", workspace)
	out, _, err := once(cmd, "")
	if err != nil {
		return err
	}
	var columns, texts, answers, heap, process float64
	if _, err := fmt.Sscan(out, &columns, &texts, &answers, &heap, &process); err != nil {
		return fmt.Errorf("%w in %q", err, out)
	}
	perRow := func(what string, bytes float64) row {
		return row{question: "memory a row, " + what, ours: bytes / float64(b.rows), duck: none, sqlite: none, rg: none, unit: " B"}
	}
	r := perRow("after a session without text search: columns", columns)
	r.target, r.met = "< 60 B", r.ours < 60
	b.table.add(r)
	b.table.add(perRow("then: texts that are unpacked", texts))
	b.table.add(perRow("then: remembered answers", answers))
	b.table.add(perRow("then: everything on the heap", heap))
	b.table.add(perRow("then: the whole process", process))
	b.table.add(row{question: "the most that this process had", ours: peakMB(cmd.ProcessState), duck: none, sqlite: none, rg: none, unit: " MB"})
	return nil
}
