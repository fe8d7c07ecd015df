//go:build linux || darwin || freebsd

package workspace

import "golang.org/x/sys/unix"

// freeSpace is the number of bytes that may still be written in a folder.
func freeSpace(folder string) (bytes uint64, ok bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, false
	}
	// FreeBSD counts below zero what only root may use.
	return uint64(max(int64(s.Bavail), 0)) * uint64(s.Bsize), true
}
