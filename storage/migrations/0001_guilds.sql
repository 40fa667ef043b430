-- The servers and their settings. A server that the bot has left keeps its row, with left_at set,
-- until its data is erased: re-joining before that finds everything as it was. Every other table
-- refers to this one, so that nothing can be stored for a server that was never joined or is
-- erased already.
CREATE TABLE guilds (
    guild_id INTEGER PRIMARY KEY,
    joined_at INTEGER NOT NULL,
    left_at INTEGER,
    welcomed_at INTEGER,
    zone TEXT,
    language TEXT NOT NULL DEFAULT 'en',
    editors_role_id INTEGER,
    default_channel_id INTEGER
) STRICT;

CREATE INDEX guilds_left ON guilds (left_at) WHERE left_at IS NOT NULL;
