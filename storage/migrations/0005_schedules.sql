-- The schedules and their times of day. What is due stands in slots.next_run_at, which the ledger
-- moves on in the transaction that writes its row. A removed schedule stays, since the ledger
-- refers to it; its name is free again. Days are ISO weekdays and sections names, as JSON.
CREATE TABLE schedules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    zone TEXT NOT NULL,
    days TEXT NOT NULL,
    sections TEXT NOT NULL,
    story_cap INTEGER NOT NULL,
    paused_at INTEGER,
    pause_reason TEXT,
    removed INTEGER NOT NULL DEFAULT 0,
    fail_count INTEGER NOT NULL DEFAULT 0,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX schedules_by_name
    ON schedules (guild_id, folded_name) WHERE NOT removed;
CREATE INDEX schedules_by_guild ON schedules (guild_id);

CREATE TABLE slots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    minute INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    next_date TEXT,
    next_run_at INTEGER,
    UNIQUE (schedule_id, minute)
) STRICT;

-- Paused and removed schedules have no next run, so they are not in here.
CREATE INDEX slots_by_next_run ON slots (next_run_at) WHERE next_run_at IS NOT NULL;

-- A schedule and its times in one row: they are always wanted together.
CREATE VIEW schedules_with_slots AS
SELECT schedules.*, (
    SELECT json_group_array(json_array(id, minute, next_date, next_run_at))
    FROM slots WHERE slots.schedule_id = schedules.id
) AS slots
FROM schedules;
