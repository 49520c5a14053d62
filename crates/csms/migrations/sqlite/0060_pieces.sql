-- One order may bring several files, so a command no longer names one archive.
CREATE TABLE archives_of_orders (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    command      TEXT NOT NULL REFERENCES commands(id),
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
INSERT INTO archives_of_orders (id, key, command, charger, site, organisation, name, bytes, sha256, protocol, received_at, held)
    SELECT id, key, command, charger, site, organisation, name, bytes, sha256, protocol, received_at, held FROM archives;
DROP TABLE archives;
ALTER TABLE archives_of_orders RENAME TO archives;
CREATE INDEX archives_by_command ON archives(command);
CREATE INDEX archives_by_charger ON archives(charger, received_at);
CREATE INDEX archives_by_time ON archives(received_at);
CREATE INDEX archives_by_organisation ON archives(organisation);

-- Files on their way in. The bytes lie in files/partial, under the name of the file.
CREATE TABLE pieces (
    file     TEXT PRIMARY KEY,
    command  TEXT NOT NULL REFERENCES commands(id),
    name     TEXT NOT NULL, -- what the charger calls it
    protocol TEXT NOT NULL,
    set_down INTEGER NOT NULL, -- its sender ended it well, and may go on with it
    replaces TEXT -- the archive that it went on from
) STRICT;
CREATE INDEX pieces_by_command ON pieces(command);
