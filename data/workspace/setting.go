package workspace

import (
	"context"
	"database/sql"
	"errors"
)

// Setting returns what SetSetting kept, empty where nothing was.
func (w *Workspace) Setting(key string) (string, error) {
	var value string
	err := w.readers.QueryRow(`SELECT value FROM setting WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, w.explain(err)
}

// SetSetting keeps something about how the workspace is shown. Settings are
// not part of the journal.
func (w *Workspace) SetSetting(key, value string) error {
	return w.write(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
}
