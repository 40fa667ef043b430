-- A story under embargo is none yet: it stays a draft until its time, so that nothing can find,
-- count, list or carry it before.
ALTER TABLE drafts ADD COLUMN embargo_until INTEGER;

CREATE INDEX drafts_under_embargo ON drafts (embargo_until)
    WHERE embargo_until IS NOT NULL AND story_id IS NULL;
CREATE INDEX drafts_under_embargo_by_guild ON drafts (guild_id, embargo_until)
    WHERE embargo_until IS NOT NULL AND story_id IS NULL;
