package query

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel cuts n things into stretches of whole words of bits and works on
// them with all processors. It stops early when ctx is done.
func inParallel(ctx context.Context, n int, work func(worker, from, to int)) error {
	const stretch = 1 << 16
	workers := workersFor(n)
	if workers == 1 {
		for from := 0; from < n; from += stretch {
			if err := ctx.Err(); err != nil {
				return err
			}
			work(0, from, min(from+stretch, n))
		}
		return ctx.Err()
	}
	each := ((n+workers-1)/workers + 511) &^ 511
	together(workers, func(w int) {
		for from := min(w*each, n); from < min((w+1)*each, n); from += stretch {
			if ctx.Err() != nil {
				return
			}
			work(w, from, min(from+stretch, (w+1)*each, n))
		}
	})
	return ctx.Err()
}

// dealOut works on n things, one after the other to whichever worker is free, until
// all are done or one fails.
func dealOut(ctx context.Context, workers, n int, work func(worker, i int) error) error {
	errs := make([]error, workers)
	var next atomic.Int64
	var failed atomic.Bool
	together(workers, func(w int) {
		for !failed.Load() {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			err := ctx.Err()
			if err == nil {
				err = work(w, i)
			}
			if err != nil {
				errs[w] = err
				failed.Store(true)
			}
		}
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// together runs work with its number on every worker and waits for all.
func together(workers int, work func(worker int)) {
	if workers == 1 {
		work(0)
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
}

// Sizes from which something pays. Tests lower them, so that few rows go the way
// of many.
var (
	pieceRows    = 1 << 16 // rows of the segments that a whole part is cut into, as workspaces do
	parallelFrom = 1 << 17 // rows that are worth more than one processor
	seldomFrom   = 1 << 12 // values of a dictionary that is no gain where most of them occur once
	groupsMost   = 1 << 20 // groups that could be and have places in a table
	internFrom   = 1 << 17 // distinct values from which a column of long texts gets a dictionary
)

func workersFor(n int) int {
	if n < parallelFrom {
		return 1
	}
	return min(runtime.GOMAXPROCS(0), 8)
}
