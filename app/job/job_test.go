package job

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressComesAtMostTenTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reports []Report
		j := Start(t.Context(), "count", func(ctx context.Context, p Progress) error {
			for i := range int64(1000) {
				p(i, 1000)
				time.Sleep(time.Millisecond)
			}
			return nil
		}, func(r Report) { reports = append(reports, r) })
		if err := j.Wait(); err != nil {
			t.Fatal(err)
		}
		if n := len(reports); n < 5 || n > 12 {
			t.Errorf("%d reports in a second", n)
		}
		if last := reports[len(reports)-1]; !last.Ended || last.Err != nil {
			t.Errorf("last report is %+v", last)
		}
	})
}

func TestCancelEndsTheWork(t *testing.T) {
	j := Start(t.Context(), "wait", func(ctx context.Context, p Progress) error {
		<-ctx.Done()
		return errors.New("half done")
	}, nil)
	j.Cancel()
	if err := j.Wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestPanicEndsTheJobNotTheProgram(t *testing.T) {
	j := Start(t.Context(), "fall", func(context.Context, Progress) error { panic("oops") }, nil)
	if err := j.Wait(); err == nil || !strings.Contains(err.Error(), "oops") {
		t.Errorf("ended with %v", err)
	}
}
