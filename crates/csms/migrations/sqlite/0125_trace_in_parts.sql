-- Frames lie in parts, which are files of their own; this is their list. What is told of chargers and commands stays here.
CREATE TABLE sequence (
    newest INTEGER NOT NULL, -- the number of the newest event, whatever it is
    gone   INTEGER NOT NULL  -- up to this one some may be missing: retention took them
) STRICT;
INSERT INTO sequence
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0), coalesce((SELECT min(seq) FROM events), 1) - 1;

CREATE TABLE changes (
    seq         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    charger     TEXT NOT NULL,
    site        TEXT NOT NULL, -- where the charger was then
    kind        TEXT NOT NULL, -- command, charger, moved
    command     TEXT,
    site_before TEXT           -- of a move
) STRICT;
INSERT INTO changes
SELECT seq, at, charger, site, kind, command, nullif(body, '') FROM events
WHERE kind != 'frame' AND seq > (SELECT newest FROM sequence) - 100000;

-- Taken over into parts beside the running server, and empty then.
ALTER TABLE events RENAME TO frames_before;

CREATE TABLE parts (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    lane     TEXT NOT NULL,    -- common, or busy: of chargers beyond their share
    first    INTEGER NOT NULL, -- numbers of its first and last event, …
    last     INTEGER NOT NULL,
    first_at INTEGER NOT NULL, -- … and when they were; up to date once it is sealed
    last_at  INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    sealed   INTEGER NOT NULL  -- nothing more is written to it, and it has its indexes
) STRICT;

-- What changes with every message lies by itself, in few pages.
CREATE TABLE last_messages (
    charger TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    action  TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO last_messages SELECT id, last_at, last_action FROM chargers WHERE last_at IS NOT NULL;
ALTER TABLE chargers DROP COLUMN last_at;
ALTER TABLE chargers DROP COLUMN last_action;
