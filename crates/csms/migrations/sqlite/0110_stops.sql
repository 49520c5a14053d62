-- Whether the stop that ended a session named its number, so that the charger knows of it: only then is the same start a new session.
ALTER TABLE transactions ADD COLUMN stop_named INTEGER NOT NULL DEFAULT 0;
