-- When this ledger was last put back to a backup: what was due before that may stand in its channel
-- already, whatever the rows say.
ALTER TABLE ledger ADD COLUMN restored_at INTEGER;
