package session

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"testing"
	"time"

	"probity/data/entities"
	"probity/data/query"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestZZProf(t *testing.T) {
	path := os.Getenv("PROF_WS")
	if path == "" {
		t.Skip()
	}
	ctx := context.Background()
	what := os.Getenv("PROF")
	step := func(name string, f func()) {
		c0, t0 := cpu(), time.Now()
		if what == name {
			o, _ := os.Create("/tmp/ent/prof/" + name + ".prof")
			runtime.SetCPUProfileRate(500)
			pprof.StartCPUProfile(o)
		}
		f()
		if what == name {
			pprof.StopCPUProfile()
		}
		fmt.Printf("%-22s wall %6d ms  cpu %6d ms\n", name, time.Since(t0).Milliseconds(), (cpu() - c0).Milliseconds())
	}
	var s *Session
	step("open", func() {
		var err error
		if s, err = Open(ctx, path); err != nil {
			t.Fatal(err)
		}
	})
	defer s.Close()
	if os.Getenv("PROF_DIR") != "" {
		var rows []entities.Row
		step("listrows", func() { rows, _ = s.ws.ListRows(ctx) })
		step("entities.New", func() { fmt.Println(len(rows), entities.New(rows).Len()) })
	}
	none, _ := s.Parse("")
	for _, f := range []string{"actor", "category", "status", "action", "target_type", "result"} {
		step("facet-"+f, func() { s.engine.Facet(ctx, none, f, 6, "") })
	}
	step("dir", func() { fmt.Println(len(s.ListFindings())) })
	step("tree", func() {
		tr, err := s.engine.EntityTree(ctx, none)
		fmt.Println(len(tr.Nodes), tr.Unknown, err)
	})
	step("tree2", func() { s.engine.EntityTree(ctx, none) })
	step("impersonation", func() {
		f, err := s.engine.Facet(ctx, none, "impersonated", 5, "")
		fmt.Println(f.Distinct, err)
		for _, v := range f.Values {
			fmt.Println("   ", v.Text, v.Count)
		}
	})
	own, _ := s.Parse("own:no")
	step("own", func() { r, err := s.engine.Run(ctx, own, query.Sort{}); fmt.Println(r.Len(), err) })
	step("limits", func() { r, err := s.Limits(ctx, own); fmt.Println(len(r), err) })
	step("limits2", func() { s.Limits(ctx, own) })
	step("group-customer", func() {
		g, err := s.engine.GroupBy(ctx, none, []string{"customer"}, query.GroupOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(g.Distinct)
	})
	step("group-customer-month", func() {
		g, err := s.engine.GroupBy(ctx, none, []string{"customer", "month"}, query.GroupOptions{Limit: 100})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(g.Distinct)
	})
	step("group-customer-sum", func() {
		g, err := s.engine.GroupBy(ctx, none, []string{"customer"}, query.GroupOptions{Sum: true, Limit: 100})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(g.Distinct)
	})
	var r *query.Result
	by := []query.Sort{{Field: "target_name", Ascending: true}}
	step("sort-customer", func() { r, _ = s.engine.Run(ctx, none, by...) })
	step("stretches", func() { x, err := r.Stretches(ctx, s.engine, "target_name"); fmt.Println(len(x), err) })
	step("timeline", func() {})
	fmt.Println("held", s.engine.Held())
}
