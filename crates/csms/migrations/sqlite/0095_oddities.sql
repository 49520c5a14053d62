-- Messages of a charger that were odd, of which only what was odd was left out: how many, and the last.
ALTER TABLE chargers ADD COLUMN oddities INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chargers ADD COLUMN last_oddity TEXT;
ALTER TABLE chargers ADD COLUMN last_oddity_at INTEGER;
