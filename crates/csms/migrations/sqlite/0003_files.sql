-- Files that are served and received here: firmware images, links for one command each, what chargers have put here.

-- The bytes lie in files/firmware, under their SHA-256.
CREATE TABLE firmware (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL REFERENCES organisations(id),
    name         TEXT NOT NULL,
    vendor       TEXT NOT NULL COLLATE NOCASE,
    model        TEXT NOT NULL COLLATE NOCASE,
    version      TEXT NOT NULL,
    notes        TEXT,
    bytes        INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    md5          TEXT NOT NULL,
    certificate  TEXT,
    signature    TEXT,
    signer       TEXT,
    by_name      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (organisation, sha256)
) STRICT;
CREATE INDEX firmware_by_model ON firmware(vendor, model);
CREATE INDEX firmware_by_content ON firmware(sha256);
CREATE INDEX chargers_by_model ON chargers(model COLLATE NOCASE, vendor COLLATE NOCASE);

-- One address for one command. Neither its token nor its password stands here, only what they are recognised by.
CREATE TABLE links (
    command    TEXT PRIMARY KEY REFERENCES commands(id),
    charger    TEXT NOT NULL REFERENCES chargers(id),
    protocol   TEXT NOT NULL,
    tag        TEXT NOT NULL UNIQUE, -- HMAC of the token, or of user and password
    firmware   TEXT REFERENCES firmware(id), -- none: the charger puts a file here
    name       TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX links_by_firmware ON links(firmware) WHERE firmware IS NOT NULL;
CREATE INDEX links_by_expiry ON links(expires_at);

-- What has arrived whole. The bytes lie in files/diagnostics, under the id.
CREATE TABLE archives (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    command      TEXT NOT NULL UNIQUE REFERENCES commands(id),
    charger      TEXT NOT NULL REFERENCES chargers(id),
    site         TEXT NOT NULL REFERENCES sites(id), -- the charger's at the time
    organisation TEXT NOT NULL REFERENCES organisations(id),
    name         TEXT NOT NULL,
    bytes        INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    protocol     TEXT NOT NULL,
    received_at  INTEGER NOT NULL,
    held         TEXT -- why nobody gets it
) STRICT;
CREATE INDEX archives_by_charger ON archives(charger, received_at);
CREATE INDEX archives_by_time ON archives(received_at);
CREATE INDEX archives_by_organisation ON archives(organisation);
