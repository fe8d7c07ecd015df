package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"probity/app/session"
	"probity/data/query"
)

// holdSession opens a workspace, works in it as a person does who looks for no
// text, and prints what is then held, in bytes: by columns, by texts that are
// unpacked, by remembered answers; the heap after a collection; the process; the
// most that the process had.
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
	fmt.Println(held.Columns, held.Texts, held.Answers, m.HeapAlloc, status("self", "VmRSS"), status("self", "VmHWM"))
	runtime.KeepAlive(p)
	return nil
}

// status is a figure that the system tells of the memory of a process, in bytes,
// 0 where it does not tell. What wait4 tells of a child is no such figure: at its
// start the child takes over the most that its parent had.
func status(process, name string) (bytes int64) {
	text, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), name+":")
	fmt.Sscan(rest, &bytes)
	return bytes * 1024
}

// watch follows a process until ended is closed and gives the most memory that
// it had, in bytes; what it took in its last moments may be missing.
func watch(pid int, ended <-chan struct{}) (most int64) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		most = max(most, status(strconv.Itoa(pid), "VmHWM"))
		select {
		case <-ended:
			return most
		case <-tick.C:
		}
	}
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
	var columns, texts, answers, heap, process, most float64
	if _, err := fmt.Sscan(out, &columns, &texts, &answers, &heap, &process, &most); err != nil {
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
	b.table.add(row{question: "the most that this process had", ours: most / 1e6, duck: none, sqlite: none, rg: none, unit: " MB"})
	return nil
}
