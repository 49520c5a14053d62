-- Values that a charger names for a setting, a JSON array; of settings told before, none but the obvious until they are told again.
ALTER TABLE settings ADD COLUMN choices TEXT NOT NULL DEFAULT '[]';
UPDATE settings SET choices = '["true","false"]' WHERE about = 'boolean';
