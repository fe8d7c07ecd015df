//go:build !linux && !darwin && !freebsd && !windows

package workspace

func freeSpace(string) (bytes uint64, ok bool) { return 0, false }
