-- What runs at a plug is known from status, readings and transactions of every origin together.

-- The version that it last booted with: only a boot with another one makes what was told before void.
ALTER TABLE chargers ADD COLUMN booted_as TEXT;
UPDATE chargers SET booted_as = protocol WHERE booted_at IS NOT NULL;

-- Since when a connector has its status.
ALTER TABLE connectors ADD COLUMN since INTEGER;
UPDATE connectors SET since = at;

-- What a session is known by, where the charger did not report its start: 'Number' (its readings name it by a number that was not
-- given here), 'Energy' (its meter rises).
ALTER TABLE transactions ADD COLUMN seen TEXT;
ALTER TABLE transactions ADD COLUMN their_number INTEGER;
-- The meter at its start is not known: the first reading stands for it.
ALTER TABLE transactions ADD COLUMN meter_open INTEGER NOT NULL DEFAULT 0;
-- When its meter last rose; 0 where it has stopped rising.
ALTER TABLE transactions ADD COLUMN rose_at INTEGER;
CREATE INDEX transactions_by_energy ON transactions(rose_at) WHERE stopped_at IS NULL AND seen = 'Energy';
CREATE INDEX transactions_by_their_number ON transactions(charger, their_number) WHERE their_number IS NOT NULL;
-- A charger may use a name again once its session has ended.
DROP INDEX transactions_by_reference;
CREATE INDEX transactions_by_reference ON transactions(charger, reference) WHERE reference IS NOT NULL;
CREATE INDEX transactions_by_plug ON transactions(charger, evse, connector);

-- The newest reading of each plug's energy register, in watt-hours.
CREATE TABLE readings (
    charger   TEXT NOT NULL REFERENCES chargers(id),
    evse      INTEGER NOT NULL,
    connector INTEGER NOT NULL,
    wh        INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (charger, evse, connector)
) STRICT, WITHOUT ROWID;
