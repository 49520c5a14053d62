-- By which protocol a charger, and its model in the organisation, last moved a whole file to or from here.

CREATE TABLE charger_protocols (
    charger  TEXT PRIMARY KEY REFERENCES chargers(id),
    protocol TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

CREATE TABLE model_protocols (
    organisation TEXT NOT NULL REFERENCES organisations(id),
    vendor       TEXT NOT NULL COLLATE NOCASE,
    model        TEXT NOT NULL COLLATE NOCASE,
    protocol     TEXT NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (organisation, vendor, model)
) STRICT;
