-- Every version of OCPP: what a charger speaks and has shown, EVSEs, request ids, its settings, who may charge.

ALTER TABLE chargers ADD COLUMN pinned TEXT;                               -- the only version it may speak
ALTER TABLE chargers ADD COLUMN admission TEXT NOT NULL DEFAULT 'Accepted'; -- what its next boot is answered with
ALTER TABLE chargers ADD COLUMN registered TEXT;                           -- what its last boot was answered with
ALTER TABLE chargers ADD COLUMN asked INTEGER NOT NULL DEFAULT 1;          -- its settings are read by themselves
ALTER TABLE chargers ADD COLUMN security INTEGER NOT NULL DEFAULT 0;       -- on 1.6: it knows the security extension
ALTER TABLE chargers ADD COLUMN known TEXT NOT NULL DEFAULT '{}';          -- JSON, made from its settings
ALTER TABLE chargers ADD COLUMN asked_as TEXT;                             -- version and firmware it was last asked as
ALTER TABLE chargers ADD COLUMN settings_at INTEGER;
UPDATE chargers SET registered = 'Accepted' WHERE booted_at IS NOT NULL;

CREATE TABLE connectors_of_evses (
    charger TEXT NOT NULL REFERENCES chargers(id),
    evse    INTEGER NOT NULL, -- 0 on 1.6
    id      INTEGER NOT NULL,
    status  TEXT NOT NULL,
    error   TEXT,
    info    TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (charger, evse, id)
) STRICT, WITHOUT ROWID;
INSERT INTO connectors_of_evses SELECT charger, 0, id, status, error, info, at FROM connectors;
DROP TABLE connectors;
ALTER TABLE connectors_of_evses RENAME TO connectors;

-- The charger's own name of the transaction on 2.x; on 1.6 it is the id.
ALTER TABLE transactions ADD COLUMN evse INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transactions ADD COLUMN reference TEXT;
CREATE UNIQUE INDEX transactions_by_reference ON transactions(charger, reference) WHERE reference IS NOT NULL;

-- A request may replace one that is open, so two of a kind can be.
DROP INDEX commands_open;
CREATE INDEX commands_open ON commands(charger, kind) WHERE open = 1;
-- What chargers repeat in their reports; never used twice.
ALTER TABLE commands ADD COLUMN request_id INTEGER;
CREATE UNIQUE INDEX commands_by_request ON commands(request_id) WHERE request_id IS NOT NULL;
CREATE INDEX commands_by_kind ON commands(charger, kind, open, ordered_at);
-- The action that was sent, by which the answer is read.
ALTER TABLE calls ADD COLUMN action TEXT;

CREATE TABLE settings (
    charger  TEXT NOT NULL REFERENCES chargers(id),
    name     TEXT NOT NULL,
    value    TEXT,             -- redacted
    readonly INTEGER NOT NULL,
    about    TEXT,
    at       INTEGER NOT NULL,
    PRIMARY KEY (charger, name)
) STRICT, WITHOUT ROWID;

-- Charging profiles: set from here, or reported by the charger.
CREATE TABLE profiles (
    charger     TEXT NOT NULL REFERENCES chargers(id),
    id          INTEGER NOT NULL,
    place       INTEGER NOT NULL, -- connector or EVSE
    purpose     TEXT NOT NULL,
    stack_level INTEGER NOT NULL,
    amount      TEXT,
    request     TEXT,             -- the request that set it from here
    set_at      INTEGER,
    reported_at INTEGER,
    cleared_by  TEXT REFERENCES commands(id),
    PRIMARY KEY (charger, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX profiles_by_clearing ON profiles(cleared_by) WHERE cleared_by IS NOT NULL;

CREATE TABLE security_events (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    charger  TEXT NOT NULL REFERENCES chargers(id),
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    info     TEXT,
    critical INTEGER NOT NULL,
    seen_by  TEXT
) STRICT;
CREATE INDEX security_events_by_charger ON security_events(charger, id);
CREATE INDEX security_events_unseen ON security_events(charger) WHERE critical = 1 AND seen_by IS NULL;

-- Who may charge. An identifier on no list is Invalid, unless the organisation (or the nearest above it that says so)
-- accepts any; those that were here before did.
ALTER TABLE organisations ADD COLUMN accepts_any INTEGER;
UPDATE organisations SET accepts_any = 1 WHERE parent IS NULL;
CREATE TABLE tokens (
    organisation TEXT NOT NULL REFERENCES organisations(id),
    id           TEXT NOT NULL COLLATE NOCASE,
    status       TEXT NOT NULL,
    expires_at   INTEGER,
    in_group     TEXT,
    note         TEXT,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

-- A charger that was told new passwords may hold any of them, or still its old one, until it comes back with one.
CREATE TABLE password_changes (
    n       INTEGER PRIMARY KEY AUTOINCREMENT,
    charger TEXT NOT NULL REFERENCES chargers(id),
    command TEXT NOT NULL REFERENCES commands(id),
    bytes   BLOB,            -- salt and HMAC of what its hexadecimal digits stand for, where it has such digits
    text    BLOB NOT NULL,   -- the same of the text itself
    taken   INTEGER NOT NULL -- it has said that it took it, so that those before are refused
) STRICT;
CREATE INDEX password_changes_by_charger ON password_changes(charger, n);
CREATE INDEX password_changes_by_command ON password_changes(command);
