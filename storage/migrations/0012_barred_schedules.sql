-- A schedule that the bot has paused by itself, since Discord would not let it post: retry_at is
-- when it looks again whether it may. It is NULL where a person has paused it: that is left alone.
ALTER TABLE schedules ADD COLUMN retry_at INTEGER;

CREATE INDEX schedules_barred ON schedules (retry_at) WHERE retry_at IS NOT NULL;
