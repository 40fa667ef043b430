-- Search. The words are indexed over a view, so that nothing is stored twice. The server is a
-- word of its own (g<id>) in the index: FTS5 then never walks through other servers' stories,
-- which costs a thousandfold at a million stories when filtered by a join.
CREATE VIEW story_words AS
SELECT
    id,
    'g' || guild_id AS scope,
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
    scope, headline, headline_grams,
    content = 'story_words', content_rowid = 'id', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

CREATE TRIGGER story_words_in AFTER INSERT ON stories BEGIN
    INSERT INTO story_search
        (rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, scope, headline, headline_grams)
    SELECT id, scope, headline, headline_grams FROM story_words WHERE id = new.id;
END;

-- FTS5 must be told exactly the words that it was given, so these read the view before the row
-- is gone or changed.
CREATE TRIGGER story_words_out BEFORE DELETE ON stories BEGIN
    INSERT INTO story_search
        (story_search, rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT 'delete', id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = old.id;
    INSERT INTO story_headlines (story_headlines, rowid, scope, headline, headline_grams)
    SELECT 'delete', id, scope, headline, headline_grams FROM story_words WHERE id = old.id;
END;

CREATE TRIGGER story_words_old
BEFORE UPDATE OF headline, summary, key_facts, headline_grams, text_grams ON stories BEGIN
    INSERT INTO story_search
        (story_search, rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT 'delete', id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = old.id;
    INSERT INTO story_headlines (story_headlines, rowid, scope, headline, headline_grams)
    SELECT 'delete', id, scope, headline, headline_grams FROM story_words WHERE id = old.id;
END;

CREATE TRIGGER story_words_new
AFTER UPDATE OF headline, summary, key_facts, headline_grams, text_grams ON stories BEGIN
    INSERT INTO story_search
        (rowid, scope, headline, summary, key_facts, headline_grams, text_grams)
    SELECT id, scope, headline, summary, key_facts, headline_grams, text_grams
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, scope, headline, headline_grams)
    SELECT id, scope, headline, headline_grams FROM story_words WHERE id = new.id;
END;
