-- Whether updates to a story gather in a thread beside the briefings.
ALTER TABLE guilds ADD COLUMN update_threads INTEGER NOT NULL DEFAULT 0;

-- The line that an update gets in its chain's thread: one for each channel that carried it. first_id
-- is the chain's first story as of the try; the newest thread of that story in the channel is the
-- chain's. tried_at is set before the request leaves, and emptied when Discord has certainly not
-- taken it; next_try_at is NULL when the line stands or was let go.
CREATE TABLE update_lines (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    first_id INTEGER,
    thread_id INTEGER,
    message_id INTEGER,
    attempt INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER,
    next_try_at INTEGER,
    PRIMARY KEY (story_id, channel_id)
) STRICT;

CREATE INDEX update_lines_due ON update_lines (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX update_lines_by_first ON update_lines (first_id, channel_id) WHERE first_id IS NOT NULL;
CREATE INDEX update_lines_by_thread ON update_lines (thread_id) WHERE thread_id IS NOT NULL;

-- An edition that was sent, in a channel itself and not in a thread or forum, leaves a line for each
-- update to a story that was posted before.
CREATE TRIGGER update_lines_made AFTER UPDATE OF state ON deliveries
WHEN new.state = 'sent' AND old.state <> 'sent' AND new.thread_id IS NULL
    AND coalesce(new.destination ->> 'kind', 'text') <> 'forum' BEGIN
    INSERT INTO update_lines
        (story_id, channel_id, guild_id, delivery_id, day, made_at, next_try_at)
    SELECT carried.story_id, new.channel_id, new.guild_id, new.id,
        coalesce(carried.why ->> '$.follows.day', 1),
        coalesce(new.sent_at, new.due_at), coalesce(new.sent_at, new.due_at)
    FROM delivery_stories AS carried
    CROSS JOIN guilds ON guilds.guild_id = new.guild_id AND guilds.update_threads
    WHERE carried.delivery_id = new.id AND carried.why ->> '$.follows.message_id' IS NOT NULL
    ON CONFLICT DO NOTHING;
END;
