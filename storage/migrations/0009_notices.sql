-- What the editors are told, once for each subject. `message` is an untranslated sentence, `fields`
-- fill it, as JSON. A notice with tried_at and no told_at reached nobody: it is shown to the next
-- chief editor who uses a command.
ALTER TABLE guilds ADD COLUMN notice_channel_id INTEGER;

CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    fields TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    tried_at INTEGER,
    told_at INTEGER,
    UNIQUE (guild_id, subject)
) STRICT;

CREATE INDEX notices_new ON notices (id) WHERE tried_at IS NULL AND told_at IS NULL;
CREATE INDEX notices_kept ON notices (guild_id, id) WHERE tried_at IS NOT NULL AND told_at IS NULL;
CREATE INDEX notices_by_age ON notices (made_at);
