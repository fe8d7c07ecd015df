package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// synced are folders that programs copy behind the user's back, in lower case:
// a name of a folder and what to call it. A name that ends in "*" is a
// beginning.
var synced = []struct{ folder, service string }{
	{"onedrive", "OneDrive"},
	{"onedrive - *", "OneDrive"},
	{"dropbox", "Dropbox"},
	{"dropbox (*", "Dropbox"},
	{"google drive", "Google Drive"},
	{"googledrive", "Google Drive"},
	{"googledrive-*", "Google Drive"},
	{"my drive", "Google Drive"},
	{"iclouddrive", "iCloud Drive"},
	{"icloud drive", "iCloud Drive"},
	{"mobile documents", "iCloud Drive"},
	{"cloudstorage", "a cloud service"},
	{"box sync", "Box"},
	{"nextcloud", "Nextcloud"},
	{"owncloud", "ownCloud"},
	{"pclouddrive", "pCloud"},
}

// Place tells whether a workspace is safe at path. SQLite keeps changes in a
// file beside the workspace that programs share through memory: over a
// network, or with a service that copies files one by one, the two come apart
// and work is lost. The answer is empty where it is safe, otherwise a sentence
// that names the folder and a better one.
func Place(path string) (warning string) {
	path, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	folder := filepath.Dir(path)
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	better := filepath.Join(xdg.DataHome, "probity", filepath.Base(path))
	if service := syncedBy(folder); service != "" {
		return fmt.Sprintf("%s lies in a folder that %s copies while it is being written, and that can damage a workspace. Keep it on this computer, for example as %s, and share bundles instead.", path, service, better)
	}
	if kind := network(folder); kind != "" {
		return fmt.Sprintf("%s lies on %s, and a workspace can be damaged there. Keep it on this computer, for example as %s, and share bundles instead.", path, kind, better)
	}
	return ""
}

func syncedBy(folder string) string {
	for _, variable := range []string{"OneDrive", "OneDriveCommercial", "OneDriveConsumer"} {
		if root := os.Getenv(variable); root != "" && filepath.IsAbs(root) {
			if rel, err := filepath.Rel(root, folder); err == nil && filepath.IsLocal(rel) {
				return "OneDrive"
			}
		}
	}
	for part := range strings.SplitSeq(strings.ToLower(filepath.ToSlash(folder)), "/") {
		for _, s := range synced {
			if beginning, open := strings.CutSuffix(s.folder, "*"); part == s.folder || open && strings.HasPrefix(part, beginning) {
				return s.service
			}
		}
	}
	return ""
}
