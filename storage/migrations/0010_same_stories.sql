-- By what a story is found when it comes again: its canonical link (kind 1), a hash of its words
-- (kind 2) and the smallest hashes of its phrases (kind 0), some 60 rows a story. There is no
-- reference to the story, which would need a second index of the same size: what is left of one
-- that was deleted finds nothing, and ids are never given twice.
CREATE TABLE story_marks (
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    kind INTEGER NOT NULL,
    value INTEGER NOT NULL,
    story_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, kind, value, story_id)
) STRICT, WITHOUT ROWID;

-- The story of which an editor said that this one goes on with it.
ALTER TABLE stories ADD COLUMN follows_id INTEGER REFERENCES stories (id) ON DELETE SET NULL;
CREATE INDEX stories_by_followed ON stories (follows_id) WHERE follows_id IS NOT NULL;
