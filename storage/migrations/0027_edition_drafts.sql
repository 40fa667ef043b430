-- The draft of an edition in the editors' channel: written before the first message of it leaves,
-- with all its messages as rendered, so that after a crash the rest is sent and nothing twice.
-- `messages` are the JSON bodies, `sent` the ids of those that are there, by place, both JSON.
CREATE TABLE edition_drafts (
    schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    local_date TEXT NOT NULL,
    slot TEXT NOT NULL,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    messages TEXT NOT NULL,
    sent TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (schedule_id, local_date, slot)
) STRICT, WITHOUT ROWID;

CREATE INDEX edition_drafts_by_guild ON edition_drafts (guild_id);
