-- The stories. Lists are JSON: section and doubts as names, summary and key_facts as
-- [text, paragraph] pairs. The ids grow and are never given twice: a posted button may hold one
-- for years, and search walks them downwards as "newest first".
CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    headline TEXT NOT NULL,
    section TEXT NOT NULL,
    agency TEXT,
    publisher TEXT,
    byline TEXT,
    dateline TEXT,
    published_at INTEGER,
    updated_at INTEGER,
    -- Not a generated column: SQLite takes no index over one for covering.
    dated_at INTEGER CHECK (dated_at IS coalesce(published_at, updated_at)),
    utc_offset INTEGER,
    zone_inferred INTEGER NOT NULL,
    language TEXT NOT NULL,
    url TEXT,
    summary TEXT NOT NULL,
    key_facts TEXT NOT NULL,
    word_count INTEGER NOT NULL,
    reading_minutes INTEGER NOT NULL,
    doubts TEXT NOT NULL,
    -- The parts written without blanks (Chinese, Japanese ...), one character a word.
    headline_grams TEXT NOT NULL,
    text_grams TEXT NOT NULL,
    added_by INTEGER NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;

CREATE INDEX stories_by_date ON stories (guild_id, dated_at DESC, id DESC);

-- Search looks up the dates of some hundred hits: here in a few narrow pages, in the table in one
-- page each.
CREATE INDEX stories_dates ON stories (id, dated_at);

-- Bodies are ten times a story's other columns and are read one at a time: zlib over a JSON list
-- of paragraphs, in a table of their own, so that they do not lie between the rows of a list.
CREATE TABLE story_bodies (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- Each name on a story's section path, folded for comparison; `name` is the spelling seen first.
CREATE TABLE sections (
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (guild_id, folded)
) STRICT, WITHOUT ROWID;

-- The date stands here again: "the latest of this section" is then a walk along one index.
CREATE TABLE story_sections (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    folded TEXT NOT NULL,
    dated_at INTEGER,
    PRIMARY KEY (story_id, folded)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_sections_by_date
    ON story_sections (guild_id, folded, dated_at DESC, story_id DESC);
