package workspace

import (
	"os"
	"strings"
)

// remote are the file systems of /proc/self/mountinfo whose files lie on
// another computer or are shared with another system.
var remote = map[string]bool{
	"nfs": true, "nfs4": true, "cifs": true, "smb3": true, "smbfs": true, "afs": true, "ncpfs": true,
	"fuse.sshfs": true, "fuse.rclone": true, "fuse.davfs": true, "davfs": true, "fuse.gvfsd-fuse": true,
	"fuse.smbnetfs": true, "fuse.s3fs": true, "fuse.google-drive-ocamlfuse": true, "fuse.onedriver": true,
	"drvfs": true, "vboxsf": true, "fuse.vmhgfs-fuse": true,
}

func network(folder string) string {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	return networkOf(folder, string(mounts))
}

// networkOf finds the mount that a folder lies on. The fields are those of
// proc_pid_mountinfo(5): the mount point is the fifth, the type the first
// behind the separator.
func networkOf(folder, mounts string) string {
	var point, kind, options string
	for line := range strings.SplitSeq(mounts, "\n") {
		left, right, ok := strings.Cut(line, " - ")
		l, r := strings.Fields(left), strings.Fields(right)
		if !ok || len(l) < 5 || len(r) < 2 {
			continue
		}
		at := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\134`, `\`).Replace(l[4])
		inside := folder == at || at == "/" || strings.HasPrefix(folder, at+"/")
		if inside && len(at) >= len(point) {
			point, kind, options = at, r[0], right
		}
	}
	if remote[kind] || kind == "9p" && strings.Contains(options, "aname=drvfs") {
		return "a network share (" + kind + " at " + point + ")"
	}
	return ""
}
