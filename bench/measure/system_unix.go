//go:build linux || darwin

package main

import "syscall"

// flush waits until what was written is on the disk.
func flush() { syscall.Sync() }
