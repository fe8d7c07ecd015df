package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity/data/fault"
	"probity/data/intake"
)

func TestFileThatContradictsItsReadingLeavesNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	var b bytes.Buffer
	b.WriteString("Time,User,Action\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "03/%02d/2026 10:00,anna,x\n", i%28+1)
	}
	file := filepath.Join(dir, "log.csv")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := intake.Inspect(ctx, file, intake.Options{Zone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := in.Reading()
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString("15/03/2026 10:00,anna,x\n") // after it was looked at
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := Create(filepath.Join(dir, "log.probity"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_, err = w.Import(ctx, file, rd, Origin{PanelRows: -1}, nil)
	if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "log.csv: Line 1002 ") {
		t.Errorf("%v", err)
	}
	if sources, err := w.Sources(); err != nil || len(sources) > 0 {
		t.Errorf("%d sources are there; %v", len(sources), err)
	}
	if problems, err := w.Verify(ctx, nil); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}
