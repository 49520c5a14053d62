-- A charger that is turned away: how often on one day of its site, and why the last time.
CREATE TABLE turned_away (
    charger TEXT    NOT NULL PRIMARY KEY REFERENCES chargers (id),
    day     TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    why     TEXT    NOT NULL,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Without a password it may name another origin than this door's own, as browsers do.
ALTER TABLE chargers ADD COLUMN any_origin INTEGER NOT NULL DEFAULT 0;

-- When it was last asked to boot because it spoke without having done so.
ALTER TABLE chargers ADD COLUMN boot_asked_at INTEGER;
