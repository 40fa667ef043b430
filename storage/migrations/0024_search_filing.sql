-- Search by section, source and date without walking what it leaves out: each of them is a word of
-- the index, beside the server's. `filing` holds those of sections (s) and sources (a), a name's
-- bytes in hexadecimal; years (y) and months (m) are read from the date.
DROP TRIGGER story_words_in;
DROP TRIGGER story_words_out;
DROP TRIGGER story_words_old;
DROP TRIGGER story_words_new;
DROP TABLE story_search;
DROP TABLE story_headlines;
DROP VIEW story_words;

-- Each agency and publisher of a server's stories, folded; `name` is the spelling seen first.
CREATE TABLE sources (
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (guild_id, folded)
) STRICT, WITHOUT ROWID;

INSERT INTO sources (guild_id, folded, name)
SELECT guild_id, lower(trim(agency)), agency FROM stories WHERE trim(agency) <> ''
ON CONFLICT DO NOTHING;
INSERT INTO sources (guild_id, folded, name)
SELECT guild_id, lower(trim(publisher)), publisher FROM stories WHERE trim(publisher) <> ''
ON CONFLICT DO NOTHING;

ALTER TABLE stories ADD COLUMN filing TEXT NOT NULL DEFAULT '';
UPDATE stories SET filing =
    coalesce((SELECT group_concat('s' || substr(hex(folded), 1, 120), ' ')
        FROM story_sections WHERE story_id = stories.id), '')
    || coalesce(' a' || substr(hex(lower(trim(agency))), 1, 120), '')
    || coalesce(' a' || substr(hex(lower(trim(publisher))), 1, 120), '');

CREATE VIEW story_words AS
SELECT
    id,
    'g' || guild_id AS server,
    'g' || guild_id || coalesce(strftime(' y%Y m%Y%m', dated_at, 'unixepoch'), '')
        || ' ' || filing AS scope,
    headline,
    (SELECT group_concat(value ->> 0, ' ') FROM json_each(stories.summary)) AS summary,
    (SELECT group_concat(value ->> 0, ' ') FROM json_each(stories.key_facts)) AS key_facts,
    headline_grams,
    text_grams
FROM stories;

CREATE VIRTUAL TABLE story_search USING fts5 (
    scope, headline, summary, key_facts, headline_grams, text_grams,
    content = 'story_words', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Autocomplete asks for the beginnings of words, from the first letter on. Over headlines alone
-- the prefix index is an eighth of what it would be over everything.
CREATE VIRTUAL TABLE story_headlines USING fts5 (
    server, headline, headline_grams,
    content = 'story_words', content_rowid = 'id', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

-- Not 'rebuild': FTS5 itself reads no view that uses json_each.
INSERT INTO story_search (rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
SELECT id, scope, headline, summary, key_facts, headline_grams, text_grams
FROM story_words ORDER BY id;
INSERT INTO story_headlines (rowid, server, headline, headline_grams)
SELECT id, server, headline, headline_grams FROM story_words ORDER BY id;

CREATE TRIGGER story_words_in AFTER INSERT ON stories BEGIN
    INSERT INTO story_search
        (rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, server, headline, headline_grams)
    SELECT id, server, headline, headline_grams FROM story_words WHERE id = new.id;
END;

-- FTS5 must be told exactly the words that it was given, so these read the view before the row
-- is gone or changed.
CREATE TRIGGER story_words_out BEFORE DELETE ON stories BEGIN
    INSERT INTO story_search
        (story_search, rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT 'delete', id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = old.id;
    INSERT INTO story_headlines (story_headlines, rowid, server, headline, headline_grams)
    SELECT 'delete', id, server, headline, headline_grams FROM story_words WHERE id = old.id;
END;

CREATE TRIGGER story_words_old
BEFORE UPDATE OF
    headline, summary, key_facts, headline_grams, text_grams, dated_at, filing ON stories
BEGIN
    INSERT INTO story_search
        (story_search, rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT 'delete', id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = old.id;
    INSERT INTO story_headlines (story_headlines, rowid, server, headline, headline_grams)
    SELECT 'delete', id, server, headline, headline_grams FROM story_words WHERE id = old.id;
END;

CREATE TRIGGER story_words_new
AFTER UPDATE OF
    headline, summary, key_facts, headline_grams, text_grams, dated_at, filing ON stories
BEGIN
    INSERT INTO story_search
        (rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, server, headline, headline_grams)
    SELECT id, server, headline, headline_grams FROM story_words WHERE id = new.id;
END;
