package workspace

import (
	"strings"
	"testing"
)

func TestNetworkSharesAreFoundByTheirMount(t *testing.T) {
	const mounts = `24 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 24 0:40 / /mnt/share\040one rw,relatime shared:9 - cifs //server/share rw,vers=3.1.1
31 24 0:41 / /home/ann/net rw - nfs4 server:/export rw
32 24 0:42 / /home/ann/net/local rw - ext4 /dev/vdb rw
33 24 0:43 / /home/ann/ssh rw - fuse.sshfs ann@server: rw
34 24 0:44 / /mnt/c rw - 9p drvfs rw,aname=drvfs;path=C:\
35 24 0:45 / /media/usb rw - fuseblk /dev/sdb1 rw
36 24 0:46 / /sandbox rw - 9p none rw,trans=fd
`
	for folder, kind := range map[string]string{
		"/": "", "/home/ann": "", "/mnt/share one": "cifs", "/mnt/share one/a/b": "cifs", "/mnt/share": "",
		"/home/ann/net/x": "nfs4", "/home/ann/net/local/x": "", "/home/ann/network": "", "/home/ann/ssh": "fuse.sshfs",
		"/mnt/c/Users": "9p", "/media/usb/x": "", "/sandbox/x": "",
	} {
		got := networkOf(folder, mounts)
		if (got == "") != (kind == "") || !strings.Contains(got, kind) {
			t.Errorf("%s: %q, want %q", folder, got, kind)
		}
	}
}
