-- What happened to a delivery, in order: each step is written in the transaction that it tells of,
-- so that nobody has to guess later why a briefing came late or not at all.
CREATE TABLE delivery_steps (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;

-- last_try_at: when a request for it was last begun; nothing of it can stand in the channel that
-- is much younger. retry_at: not to be leased before, after a try that failed.
ALTER TABLE deliveries ADD COLUMN last_try_at INTEGER;
ALTER TABLE deliveries ADD COLUMN retry_at INTEGER;

-- A schedule keeps its order: an edition waits for those due before it.
CREATE INDEX deliveries_open_by_schedule
    ON deliveries (schedule_id, due_at, id) WHERE state IN ('pending', 'sending');
