-- What waits for a person: a story read but not yet saved, and a question whose answer has pages.
-- Both are rows so that their buttons still work after a restart. A draft keeps the id of the
-- story it was saved as: a second press of Save answers with the same story.
CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    story_id INTEGER REFERENCES stories (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX drafts_by_guild ON drafts (guild_id);
CREATE INDEX drafts_by_expiry ON drafts (expires_at);
CREATE INDEX drafts_by_story ON drafts (story_id) WHERE story_id IS NOT NULL;

CREATE TABLE lookups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    terms TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX lookups_by_guild ON lookups (guild_id);
CREATE INDEX lookups_by_age ON lookups (created_at);
