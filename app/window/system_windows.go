//go:build (cgo || ci) && windows

package window

import (
	"syscall"
	"unsafe"
)

const needsDisplay = false

// notify shows a sentence in a box of the system's own: a program that was
// started by a double click has no terminal to print it to.
func notify(text string) {
	const iconWarning = 0x30
	words, err := syscall.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	title, _ := syscall.UTF16PtrFromString("Probity")
	box := syscall.NewLazyDLL("user32.dll").NewProc("MessageBoxW")
	box.Call(0, uintptr(unsafe.Pointer(words)), uintptr(unsafe.Pointer(title)), iconWarning)
}
