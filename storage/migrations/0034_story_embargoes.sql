-- A stored story, too, can be kept back, as long as no edition has carried it. NULL again once its
-- time has come, so that readers ask for no clock; few stand in the indexes at any time.
ALTER TABLE stories ADD COLUMN embargo_until INTEGER;

CREATE INDEX stories_under_embargo ON stories (embargo_until) WHERE embargo_until IS NOT NULL;
CREATE INDEX stories_under_embargo_by_guild ON stories (guild_id, embargo_until)
    WHERE embargo_until IS NOT NULL;

CREATE VIEW embargoed_stories AS
SELECT id, guild_id, embargo_until FROM stories WHERE embargo_until IS NOT NULL;
