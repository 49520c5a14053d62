-- Times are milliseconds since 1970 UTC. Ids are UUIDv7 as text; keys stand in addresses and are 128 random bits as hex.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A tree: the operator at the top (no parent), customers below.
CREATE TABLE organisations (
    id         TEXT PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    parent     TEXT REFERENCES organisations(id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organisations_by_parent ON organisations(parent);

CREATE TABLE sites (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL REFERENCES organisations(id),
    name         TEXT NOT NULL COLLATE NOCASE,
    search       TEXT NOT NULL, -- the name in lower case, for every script
    time_zone    TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (organisation, name)
) STRICT;
CREATE INDEX sites_by_search ON sites(search);

CREATE TABLE users (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    email        TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role         TEXT NOT NULL,
    organisation TEXT NOT NULL REFERENCES organisations(id),
    password     TEXT NOT NULL, -- Argon2id
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    data       BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions(expires_at);

CREATE TABLE chargers (
    id            TEXT PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,
    identity      TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    sort          TEXT NOT NULL, -- the name in lower case, then the identity
    search        TEXT NOT NULL, -- name, identity, serial, vendor, model, firmware in lower case
    site          TEXT NOT NULL REFERENCES sites(id),
    password      BLOB,          -- salt and HMAC; none: registered to connect without a password
    vendor        TEXT,
    model         TEXT,
    serial        TEXT,
    firmware      TEXT,
    protocol      TEXT,
    online        INTEGER NOT NULL DEFAULT 0,
    since         INTEGER,
    booted_at     INTEGER,
    faulted       INTEGER NOT NULL DEFAULT 0,
    reboot_needed TEXT,
    last_at       INTEGER,
    last_action   TEXT,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX chargers_in_order ON chargers(sort, id);
CREATE INDEX chargers_by_site ON chargers(site);

CREATE TABLE connectors (
    charger TEXT NOT NULL REFERENCES chargers(id),
    id      INTEGER NOT NULL,
    status  TEXT NOT NULL,
    error   TEXT,
    info    TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (charger, id)
) STRICT, WITHOUT ROWID;

-- The id is OCPP 1.6's transactionId. The digests make a repeated Start or Stop take effect once.
CREATE TABLE transactions (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    charger      TEXT NOT NULL REFERENCES chargers(id),
    site         TEXT NOT NULL REFERENCES sites(id),
    connector    INTEGER NOT NULL,
    id_tag       TEXT NOT NULL,
    started_at   INTEGER NOT NULL,
    started_text TEXT NOT NULL,
    meter_start  INTEGER NOT NULL,
    meter_last   INTEGER,
    stopped_at   INTEGER,
    stopped_text TEXT,
    meter_stop   INTEGER,
    stop_reason  TEXT,
    start_digest TEXT NOT NULL,
    stop_digest  TEXT,
    UNIQUE (charger, start_digest)
) STRICT;
CREATE INDEX transactions_running ON transactions(charger) WHERE stopped_at IS NULL;

CREATE TABLE commands (
    id          TEXT PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    charger     TEXT NOT NULL REFERENCES chargers(id),
    site        TEXT NOT NULL REFERENCES sites(id),
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    args        TEXT NOT NULL, -- JSON, without secrets
    ordered_by  TEXT,          -- none: the command line
    by_name     TEXT NOT NULL,
    reason      TEXT,
    once        TEXT UNIQUE,
    ordered_at  INTEGER NOT NULL,
    delivery    TEXT NOT NULL,
    verdict     TEXT NOT NULL, -- JSON
    open        INTEGER NOT NULL,
    sent_at     INTEGER,
    deadline_at INTEGER,
    settled_at  INTEGER,
    check_at    INTEGER,       -- when to look again after the verdict
    firmware    TEXT,          -- what the charger ran when it was ordered
    progress    TEXT NOT NULL  -- JSON
) STRICT;
-- A second open command of one kind on one charger cannot exist.
CREATE UNIQUE INDEX commands_open ON commands(charger, kind) WHERE open = 1;
CREATE INDEX commands_by_charger ON commands(charger, ordered_at);
CREATE INDEX commands_by_time ON commands(open, ordered_at);
CREATE INDEX commands_by_deadline ON commands(deadline_at) WHERE open = 1;
CREATE INDEX commands_by_check ON commands(check_at) WHERE check_at IS NOT NULL;

CREATE TABLE command_steps (
    command   TEXT NOT NULL REFERENCES commands(id),
    n         INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    body      TEXT NOT NULL, -- JSON
    event_seq INTEGER,
    PRIMARY KEY (command, n)
) STRICT, WITHOUT ROWID;

-- The register: every CALL to a charger, in the order in which they wait. The id is the OCPP message id.
CREATE TABLE calls (
    id        TEXT PRIMARY KEY,
    charger   TEXT NOT NULL REFERENCES chargers(id),
    command   TEXT NOT NULL REFERENCES commands(id),
    purpose   TEXT NOT NULL, -- JSON
    state     TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    sent_at   INTEGER
) STRICT;
CREATE INDEX calls_waiting ON calls(charger, queued_at) WHERE state = 'Queued';
CREATE INDEX calls_under_way ON calls(charger) WHERE state IN ('Dispatching', 'Sent');
CREATE INDEX calls_by_command ON calls(command);

-- What was cut out of a URL, sealed with a key that is not in this database.
CREATE TABLE secrets (
    command  TEXT PRIMARY KEY REFERENCES commands(id),
    charger  TEXT NOT NULL REFERENCES chargers(id),
    sealed   BLOB NOT NULL,
    erase_at INTEGER
) STRICT;
CREATE INDEX secrets_by_charger ON secrets(charger);

-- What goes to screens, in the order of its commits. Frames are events.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    charger    TEXT NOT NULL,
    site       TEXT NOT NULL, -- where the charger was then
    kind       TEXT NOT NULL, -- frame, command, charger, moved
    body       TEXT NOT NULL, -- of a frame its redacted text; of a move the site before
    command    TEXT,
    direction  TEXT,
    shape      TEXT,
    action     TEXT,
    plain      TEXT,
    pair       INTEGER,
    latency_ms INTEGER,
    late       INTEGER
) STRICT;
CREATE INDEX events_by_charger ON events(charger, seq);
CREATE INDEX events_by_pair ON events(pair) WHERE pair IS NOT NULL;
CREATE INDEX events_by_time ON events(at);

CREATE TABLE knocks (
    identity TEXT NOT NULL,
    address  TEXT NOT NULL,
    why      TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (identity, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX knocks_by_time ON knocks(last_at);
