-- A story in a third fewer bytes, and found as fast. Sections and sources have numbers, by which
-- stories and the index name them; each story stands once under each of its sections, by date; the
-- marks by which it is known again are words of the index, which is written one after the other and
-- not at ten places; and in the index the summary, which has most of the words, comes first: FTS5
-- writes the number of every other column beside each word.
DROP TRIGGER story_words_in;
DROP TRIGGER story_words_out;
DROP TRIGGER story_words_old;
DROP TRIGGER story_words_new;
DROP TABLE story_search;
DROP TABLE story_headlines;
DROP VIEW story_words;

CREATE TABLE numbered_sections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (guild_id, folded)
) STRICT;
INSERT INTO numbered_sections (guild_id, folded, name)
SELECT guild_id, folded, name FROM sections ORDER BY guild_id, folded;
DROP TABLE sections;
ALTER TABLE numbered_sections RENAME TO sections;

CREATE TABLE numbered_sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (guild_id, folded)
) STRICT;
INSERT INTO numbered_sources (guild_id, folded, name)
SELECT guild_id, folded, name FROM sources ORDER BY guild_id, folded;
DROP TABLE sources;
ALTER TABLE numbered_sources RENAME TO sources;

-- The eight smallest phrases of each story, its link and its text.
CREATE TABLE kept_marks (
    story_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (story_id, kind, value)
) STRICT, WITHOUT ROWID;
INSERT INTO kept_marks (story_id, kind, value) SELECT story_id, kind, value FROM story_marks;
DROP TABLE story_marks;

-- Numbers as a JSON list. marks: words of the index, the hexadecimal digits of hashes after the
-- letter of their kind: phrases (p), link (l), whole text (t).
ALTER TABLE stories ADD COLUMN section_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE stories ADD COLUMN source_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE stories ADD COLUMN marks TEXT NOT NULL DEFAULT '';
UPDATE stories SET
    marks = coalesce(
        (
            SELECT group_concat(
                printf('%s%x', substr('plt', kind + 1, 1), value & 17592186044415), ' '
            )
            FROM (
                SELECT kind, value FROM kept_marks WHERE story_id = stories.id
                ORDER BY kind DESC, value LIMIT 10
            )
        ),
        ''
    ),
    section_ids = (
        SELECT json_group_array(sections.id)
        FROM story_sections AS filed
        CROSS JOIN sections
            ON sections.guild_id = filed.guild_id AND sections.folded = filed.folded
        WHERE filed.story_id = stories.id
    ),
    source_ids = (
        SELECT json_group_array(id) FROM sources
        WHERE sources.guild_id = stories.guild_id AND instr(
            ' ' || lower(stories.filing) || ' ',
            ' a' || substr(lower(hex(folded)), 1, 120) || ' '
        )
    );
DROP TABLE kept_marks;
DROP TABLE story_sections;
ALTER TABLE stories DROP COLUMN filing;

-- "The latest of this section" is a walk along this table. Made from `stories` by the triggers
-- below. dated_at: where a story has no date, one before all others (-2^47).
CREATE TABLE story_sections (
    section_id INTEGER NOT NULL,
    dated_at INTEGER NOT NULL,
    story_id INTEGER NOT NULL,
    PRIMARY KEY (section_id, dated_at, story_id)
) STRICT, WITHOUT ROWID;
INSERT INTO story_sections (section_id, dated_at, story_id)
SELECT value, coalesce(dated_at, -140737488355328), stories.id
FROM stories CROSS JOIN json_each(stories.section_ids)
ORDER BY 1, 2, 3;

CREATE TRIGGER story_sections_in AFTER INSERT ON stories BEGIN
    INSERT INTO story_sections (section_id, dated_at, story_id)
    SELECT sections.id, coalesce(new.dated_at, -140737488355328), new.id
    FROM json_each(new.section_ids)
    CROSS JOIN sections ON sections.id = value AND sections.guild_id = new.guild_id;
END;

CREATE TRIGGER story_sections_out AFTER DELETE ON stories BEGIN
    DELETE FROM story_sections
    WHERE section_id IN (SELECT value FROM json_each(old.section_ids))
        AND dated_at = coalesce(old.dated_at, -140737488355328) AND story_id = old.id;
END;

CREATE TRIGGER story_sections_anew AFTER UPDATE OF dated_at, section_ids ON stories BEGIN
    DELETE FROM story_sections
    WHERE section_id IN (SELECT value FROM json_each(old.section_ids))
        AND dated_at = coalesce(old.dated_at, -140737488355328) AND story_id = old.id;
    INSERT INTO story_sections (section_id, dated_at, story_id)
    SELECT sections.id, coalesce(new.dated_at, -140737488355328), new.id
    FROM json_each(new.section_ids)
    CROSS JOIN sections ON sections.id = value AND sections.guild_id = new.guild_id;
END;

-- Oldest first, walked backwards: SQLite fills its pages by three quarters where a server's newest
-- come last, and by half where they come first.
DROP INDEX stories_by_date;
CREATE INDEX stories_by_date ON stories (guild_id, dated_at, id, utc_offset);

-- SQLite ends each entry with the row's id; naming it once more would store it twice.
DROP INDEX stories_by_intake;
CREATE INDEX stories_by_intake ON stories (guild_id, added_at);

-- scope: the server (g), year (y) and month (m), sections (s), sources (a) and marks. The server is a word of the index so that FTS5 never walks other servers' stories, which
-- costs a thousandfold at a million when they are filtered out by a join.
-- What is written without blanks stands a second time behind headline and summary, one character a
-- word, after a word (U+E000) over which no phrase reaches.
CREATE VIEW story_words AS
SELECT
    id,
    'g' || guild_id AS server,
    'g' || guild_id || coalesce(strftime(' y%Y m%Y%m', dated_at, 'unixepoch'), '')
        || coalesce((SELECT group_concat(' s' || value, '') FROM json_each(section_ids)), '')
        || coalesce((SELECT group_concat(' a' || value, '') FROM json_each(source_ids)), '')
        || ' ' || marks AS scope,
    headline || iif(headline_grams = '', '', ' ' || char(57344) || ' ' || headline_grams)
        AS headline,
    coalesce((SELECT group_concat(value ->> 0, ' ') FROM json_each(stories.summary)), '')
        || iif(text_grams = '', '', ' ' || char(57344) || ' ' || text_grams) AS summary,
    (SELECT group_concat(value ->> 0, ' ') FROM json_each(stories.key_facts)) AS key_facts
FROM stories;

CREATE VIRTUAL TABLE story_search USING fts5 (
    summary, headline, key_facts, scope,
    content = 'story_words', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Autocomplete asks for the beginnings of words, from the first letter on. Over headlines alone
-- the prefix index is an eighth of what it would be over everything.
CREATE VIRTUAL TABLE story_headlines USING fts5 (
    headline, server,
    content = 'story_words', content_rowid = 'id', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

-- Not 'rebuild': FTS5 itself reads no view that uses json_each.
INSERT INTO story_search (rowid, summary, headline, key_facts, scope)
SELECT id, summary, headline, key_facts, scope FROM story_words ORDER BY id;
INSERT INTO story_headlines (rowid, headline, server)
SELECT id, headline, server FROM story_words ORDER BY id;

CREATE TRIGGER story_words_in AFTER INSERT ON stories BEGIN
    INSERT INTO story_search (rowid, summary, headline, key_facts, scope)
    SELECT id, summary, headline, key_facts, scope
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, headline, server)
    SELECT id, headline, server FROM story_words WHERE id = new.id;
END;

-- FTS5 must be told exactly the words that it was given, so these read the view before the row
-- is gone or changed.
CREATE TRIGGER story_words_out BEFORE DELETE ON stories BEGIN
    INSERT INTO story_search (story_search, rowid, summary, headline, key_facts, scope)
    SELECT 'delete', id, summary, headline, key_facts, scope
    FROM story_words WHERE id = old.id;
    INSERT INTO story_headlines (story_headlines, rowid, headline, server)
    SELECT 'delete', id, headline, server FROM story_words WHERE id = old.id;
END;

CREATE TRIGGER story_words_old
BEFORE UPDATE OF
    headline, summary, key_facts, headline_grams, text_grams, dated_at, section_ids, source_ids,
    marks
ON stories
BEGIN
    INSERT INTO story_search (story_search, rowid, summary, headline, key_facts, scope)
    SELECT 'delete', id, summary, headline, key_facts, scope
    FROM story_words WHERE id = old.id;
    INSERT INTO story_headlines (story_headlines, rowid, headline, server)
    SELECT 'delete', id, headline, server FROM story_words WHERE id = old.id;
END;

CREATE TRIGGER story_words_new
AFTER UPDATE OF
    headline, summary, key_facts, headline_grams, text_grams, dated_at, section_ids, source_ids,
    marks
ON stories
BEGIN
    INSERT INTO story_search (rowid, summary, headline, key_facts, scope)
    SELECT id, summary, headline, key_facts, scope
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, headline, server)
    SELECT id, headline, server FROM story_words WHERE id = new.id;
END;
