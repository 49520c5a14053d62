-- Sessions that were presumed to have ended, which may go on: asked for with each reading of a meter.
CREATE INDEX transactions_presumed ON transactions(charger) WHERE stopped_at IS NOT NULL AND stop_digest IS NULL;
