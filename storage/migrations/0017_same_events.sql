-- Which stories tell of the same event. An event has the id of its first story. terms: pairs of
-- unsigned 32-bit numbers, term and count, little-endian; length: of their vector when the story
-- came in. A story that an editor set apart stays alone. happened_at is the story's own date, else
-- when it came in: only stories of the same days are ever compared.
CREATE TABLE story_events (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    apart INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    likeness REAL NOT NULL,
    length REAL NOT NULL,
    terms BLOB NOT NULL
) STRICT;

CREATE INDEX story_events_by_day ON story_events (guild_id, language, happened_at DESC);
CREATE INDEX story_events_by_event ON story_events (guild_id, event_id);

-- In how many of a server's stories each term stands; term -1 counts the stories themselves.
CREATE TABLE term_spread (
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    term INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    PRIMARY KEY (guild_id, term)
) STRICT, WITHOUT ROWID;
