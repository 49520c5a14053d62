-- Whoever may come in may be put out again. `entry` counts what ends everything begun before: sessions of a person, the
-- socket of a charger.
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
ALTER TABLE users ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chargers ADD COLUMN blocked_at INTEGER;
ALTER TABLE chargers ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;

-- Whose session it is.
ALTER TABLE sessions ADD COLUMN user TEXT;
UPDATE sessions SET user = json_extract(CAST(data AS TEXT), '$.data.user') WHERE json_valid(CAST(data AS TEXT));

-- What was changed of people and chargers, by whom. A running server reads it by `seq` and ends what is to be ended.
CREATE TABLE access_changes (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    by_name TEXT NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL, -- row id of the person or the charger
    name    TEXT NOT NULL, -- the person's email or the charger's identity
    detail  TEXT NOT NULL  -- the new role or name; of others empty
) STRICT;
