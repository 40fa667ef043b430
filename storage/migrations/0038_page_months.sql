-- The year and the month by which the index files a story are those of its own page's clock, as its
-- date is shown and the archive has it. Only stories that UTC files elsewhere get other words.
INSERT INTO story_search (story_search, rowid, summary, headline, key_facts, scope)
SELECT 'delete', id, summary, headline, key_facts, scope FROM story_words
WHERE id IN (
    SELECT id FROM stories INDEXED BY stories_dates
    WHERE utc_offset <> 0 AND strftime('%Y%m', dated_at, 'unixepoch')
        IS NOT strftime('%Y%m', dated_at + utc_offset * 60, 'unixepoch')
);

DROP TRIGGER story_words_old;
DROP TRIGGER story_words_new;
DROP VIEW story_words;

-- As before, but for the clock.
CREATE VIEW story_words AS
SELECT
    id,
    'g' || guild_id AS server,
    'g' || guild_id
        || coalesce(
            strftime(' y%Y m%Y%m', dated_at + coalesce(utc_offset, 0) * 60, 'unixepoch'), ''
        )
        || coalesce((SELECT group_concat(' s' || value, '') FROM json_each(section_ids)), '')
        || coalesce((SELECT group_concat(' a' || value, '') FROM json_each(source_ids)), '')
        || ' ' || marks AS scope,
    headline || iif(headline_grams = '', '', ' ' || char(57344) || ' ' || headline_grams)
        AS headline,
    coalesce((SELECT group_concat(value ->> 0, ' ') FROM json_each(stories.summary)), '')
        || iif(text_grams = '', '', ' ' || char(57344) || ' ' || text_grams) AS summary,
    (SELECT group_concat(value ->> 0, ' ') FROM json_each(stories.key_facts)) AS key_facts
FROM stories;

INSERT INTO story_search (rowid, summary, headline, key_facts, scope)
SELECT id, summary, headline, key_facts, scope FROM story_words
WHERE id IN (
    SELECT id FROM stories INDEXED BY stories_dates
    WHERE utc_offset <> 0 AND strftime('%Y%m', dated_at, 'unixepoch')
        IS NOT strftime('%Y%m', dated_at + utc_offset * 60, 'unixepoch')
);

CREATE TRIGGER story_words_old
BEFORE UPDATE OF
    headline, summary, key_facts, headline_grams, text_grams, dated_at, utc_offset, section_ids,
    source_ids, marks
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
    headline, summary, key_facts, headline_grams, text_grams, dated_at, utc_offset, section_ids,
    source_ids, marks
ON stories
BEGIN
    INSERT INTO story_search (rowid, summary, headline, key_facts, scope)
    SELECT id, summary, headline, key_facts, scope
    FROM story_words WHERE id = new.id;
    INSERT INTO story_headlines (rowid, headline, server)
    SELECT id, headline, server FROM story_words WHERE id = new.id;
END;
