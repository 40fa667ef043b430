-- Days of the week alone no longer say on which dates a schedule posts: its rule does, JSON that
-- is kept here as it was given. language is NULL where the server's own is spoken; post_empty: a
-- short briefing is posted even if nothing is new. A slot whose rule has come to its end has no
-- next run, like a paused one.
DROP VIEW schedules_with_slots;

ALTER TABLE schedules ADD COLUMN rule TEXT NOT NULL DEFAULT '{}';
UPDATE schedules SET rule = json_object('days', json_array(json_array(json(days), 0)));
ALTER TABLE schedules DROP COLUMN days;

ALTER TABLE schedules ADD COLUMN language TEXT;
ALTER TABLE schedules ADD COLUMN post_empty INTEGER NOT NULL DEFAULT 0;

-- A schedule with its times and its server's zone in one row: they are always wanted together.
CREATE VIEW schedules_with_slots AS
SELECT schedules.*,
    (SELECT zone FROM guilds WHERE guilds.guild_id = schedules.guild_id) AS server_zone,
    (
        SELECT json_group_array(json_array(id, minute, next_date, next_run_at))
        FROM slots WHERE slots.schedule_id = schedules.id
    ) AS slots
FROM schedules;
