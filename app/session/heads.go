package session

import (
	"encoding/json"
	"os"
	"path/filepath"

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

// keepHeads remembers the heads of a workspace, unless something is missing
// that was kept before: then that stays, so that the loss is noticed again.
func keepHeads(ws *workspace.Workspace) {
	heads, err := ws.Heads()
	if err != nil {
		return
	}
	if lost, err := ws.CheckHeads(keptHeads(ws.ID())); err != nil || len(lost) > 0 {
		return
	}
	text, err := json.Marshal(heads)
	if err != nil || len(heads) == 0 {
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
