-- How long a server keeps its stories: days since they came in, and how many of them at most; NULL
-- for no limit. What is over it is rolled off little by little, oldest first.
ALTER TABLE guilds ADD COLUMN keep_days INTEGER;
ALTER TABLE guilds ADD COLUMN keep_stories INTEGER;

CREATE INDEX guilds_limited ON guilds (guild_id)
    WHERE keep_days IS NOT NULL OR keep_stories IS NOT NULL;

CREATE INDEX stories_by_intake ON stories (guild_id, added_at, id);

-- The size of the database, once a day: from these it is told when the disk will be full.
CREATE TABLE database_sizes (
    on_date TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
