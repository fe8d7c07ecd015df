package workspace

import (
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"
)

const driveRemote = 4 // winbase.h, DRIVE_REMOTE

var getDriveType = syscall.NewLazyDLL("kernel32.dll").NewProc("GetDriveTypeW")

func network(folder string) string {
	volume := filepath.VolumeName(folder)
	if strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\?\UNC\`) {
		volume = volume[4:]
	}
	if strings.HasPrefix(volume, `\\`) {
		return "a network share (" + volume + ")"
	}
	root, err := syscall.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return ""
	}
	if kind, _, _ := getDriveType.Call(uintptr(unsafe.Pointer(root))); kind == driveRemote {
		return "a network share (drive " + volume + ")"
	}
	return ""
}
