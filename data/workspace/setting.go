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

// Settings returns what was kept under keys that begin with a text, by key.
func (w *Workspace) Settings(prefix string) (map[string]string, error) {
	rows, err := w.readers.Query(`SELECT key, value FROM setting WHERE substr(key, 1, ?) = ?`, len([]rune(prefix)), prefix)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, w.explain(err)
		}
		out[key] = value
	}
	return out, w.explain(rows.Err())
}

// RemoveSetting forgets what was kept under a key.
func (w *Workspace) RemoveSetting(key string) error {
	return w.write(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM setting WHERE key = ?`, key)
		return err
	})
}
