-- The archive is browsed by the day that stands on the page, on the page's own clock: dated_at plus
-- utc_offset. Both stand in the indexes, so that counting the stories of a month reads no story.
DROP INDEX stories_by_date;
CREATE INDEX stories_by_date ON stories (guild_id, dated_at DESC, id DESC, utc_offset);

DROP INDEX stories_dates;
CREATE INDEX stories_dates ON stories (id, dated_at, utc_offset);
