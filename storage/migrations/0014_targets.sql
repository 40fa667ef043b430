-- Where a schedule posts inside its channel (a thread a day, a forum's tags) and which role it
-- calls: `target`, JSON, as `schedule_rows` writes it. `destination` is what came of that for one
-- delivery, fixed with its parts; thread_id is its thread or forum post once there is one.
DROP VIEW schedules_with_slots;

ALTER TABLE schedules ADD COLUMN target TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deliveries ADD COLUMN destination TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deliveries ADD COLUMN thread_id INTEGER;

-- A schedule with its times and what its server says where it says nothing, in one row: they are
-- always wanted together.
CREATE VIEW schedules_with_slots AS
SELECT schedules.*,
    (SELECT zone FROM guilds WHERE guilds.guild_id = schedules.guild_id) AS server_zone,
    (SELECT language FROM guilds WHERE guilds.guild_id = schedules.guild_id) AS server_language,
    (
        SELECT json_group_array(json_array(id, minute, next_date, next_run_at))
        FROM slots WHERE slots.schedule_id = schedules.id
    ) AS slots
FROM schedules;

-- Messages of announcement channels that are to be passed on to the channels that follow. Discord
-- allows about ten an hour and channel, so each waits for its turn.
CREATE TABLE crossposts (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    made_at INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    PRIMARY KEY (delivery_id, part)
) STRICT;

CREATE INDEX crossposts_waiting ON crossposts (next_try_at) WHERE state = 'waiting';
CREATE INDEX crossposts_by_channel ON crossposts (channel_id) WHERE state = 'waiting';
