package workspace

import "syscall"

func network(folder string) string {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return ""
	}
	var name []byte
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name = append(name, byte(c))
	}
	switch kind := string(name); kind {
	case "smbfs", "nfs", "afpfs", "webdav", "ftp", "macfuse", "osxfuse", "fusefs":
		return "a network share (" + kind + ")"
	}
	return ""
}
