-- What members have put by for themselves. A story that somebody has saved is not rolled off; one
-- that an editor deletes is gone from these lists, too.
CREATE TABLE saved_stories (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id, story_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX saved_stories_by_time
    ON saved_stories (guild_id, user_id, saved_at DESC, story_id DESC);
CREATE INDEX saved_stories_by_story ON saved_stories (story_id);
