package session

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"probity/data/workspace"
	"probity/export/atomic"
)

// The heads of a journal are kept outside the workspace as well, in the state
// folder: from the file alone nobody can see that its newest events were cut
// off, or that an older copy was put in its place. What cannot be kept only
// makes a later check weaker, so it is no reason to stop anybody's work.

func headsPath(workspaceID string) string {
	return filepath.Join(StateFolder(), "heads", workspaceID+".json")
}

// keptHeads gives the heads that this computer saw last.
func keptHeads(workspaceID string) []workspace.Head {
	text, err := os.ReadFile(headsPath(workspaceID))
	var heads []workspace.Head
	if err != nil || json.Unmarshal(text, &heads) != nil {
		return nil
	}
	return heads
}

// keepHeads remembers the heads of a workspace. A head that was kept and is
// later than what the workspace has stays, so that a loss is noticed again.
func keepHeads(ws *workspace.Workspace) {
	heads, err := ws.Heads()
	if err != nil {
		return
	}
	latest := map[string]workspace.Head{}
	for _, h := range slices.Concat(keptHeads(ws.ID()), heads) {
		if h.Seq >= latest[h.Replica].Seq {
			latest[h.Replica] = h
		}
	}
	list := make([]workspace.Head, 0, len(latest))
	for _, h := range latest {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b workspace.Head) int { return cmp.Compare(a.Replica, b.Replica) })
	text, err := json.Marshal(list)
	if err != nil || len(list) == 0 {
		return
	}
	path := headsPath(ws.ID())
	if os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	f, err := atomic.Create(path)
	if err != nil {
		return
	}
	defer f.Discard()
	if _, err := f.Write(text); err == nil {
		_ = f.Commit()
	}
}
