//go:build linux || darwin

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMB is the most memory that a process had, in millions of bytes.
func peakMB(p *os.ProcessState) float64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return none
	}
	if runtime.GOOS == "linux" {
		return float64(usage.Maxrss) * 1024 / 1e6
	}
	return float64(usage.Maxrss) / 1e6
}

// flush waits until what was written is on the disk.
func flush() { syscall.Sync() }
