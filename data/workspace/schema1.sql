-- The workspace of format 1, as schema.sql made it then. Verify holds files of
-- that format against it.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
	id     INTEGER PRIMARY KEY,
	sha256 BLOB UNIQUE, -- NULL while the source is staged
	size   INTEGER NOT NULL,
	name   TEXT NOT NULL,
	kind   TEXT NOT NULL,
	secret BLOB NOT NULL,
	added  TEXT NOT NULL -- RFC 3339, UTC
) STRICT;

CREATE TABLE chunk (
	id     INTEGER PRIMARY KEY,
	source INTEGER NOT NULL,
	n      INTEGER NOT NULL,
	data   BLOB NOT NULL,
	UNIQUE (source, n)
) STRICT;

CREATE TABLE reading (
	id           INTEGER PRIMARY KEY,
	source       INTEGER NOT NULL,
	state        TEXT NOT NULL, -- staged, visible, withdrawn
	settings     TEXT NOT NULL, -- JSON
	records      INTEGER NOT NULL,
	rows         INTEGER NOT NULL,
	duplicates   INTEGER NOT NULL,
	rejected     INTEGER NOT NULL,
	first        INTEGER NOT NULL, -- microseconds, -2^63 for none
	last         INTEGER NOT NULL,
	root         BLOB NOT NULL,
	time_zone_db TEXT NOT NULL
) STRICT;

CREATE TABLE leaves (
	id      INTEGER PRIMARY KEY,
	reading INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	data    BLOB NOT NULL,
	UNIQUE (reading, n)
) STRICT;

CREATE TABLE block (
	id      INTEGER PRIMARY KEY,
	reading INTEGER NOT NULL,
	segment INTEGER NOT NULL,
	name    TEXT NOT NULL,
	kind    TEXT NOT NULL, -- int, code, text
	rows    INTEGER NOT NULL,
	data    BLOB NOT NULL,
	UNIQUE (reading, name, segment)
) STRICT;

CREATE TABLE dictionary (
	id      INTEGER PRIMARY KEY,
	reading INTEGER NOT NULL,
	name    TEXT NOT NULL,
	data    BLOB NOT NULL,
	UNIQUE (reading, name)
) STRICT;

CREATE TABLE reject (
	id      INTEGER PRIMARY KEY,
	reading INTEGER NOT NULL,
	record  INTEGER NOT NULL,
	line    INTEGER NOT NULL,
	offset  INTEGER NOT NULL,
	length  INTEGER NOT NULL,
	reason  TEXT NOT NULL
) STRICT;
CREATE INDEX reject_of_reading ON reject (reading, record);

CREATE TABLE event (
	id      INTEGER PRIMARY KEY,
	replica TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	line    TEXT NOT NULL,
	fields  TEXT NOT NULL, -- JSON
	salt    BLOB NOT NULL,
	UNIQUE (replica, seq)
) STRICT;
CREATE INDEX import_event ON event (fields ->> '$.source') WHERE fields ->> '$.kind' = 'import';

CREATE TABLE setting (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
