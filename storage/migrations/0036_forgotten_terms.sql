-- A report's terms, up to 1.5 kB, are needed for as long as others may be compared with it. Afterwards
-- they are thrown away, which leaves an empty blob.
CREATE INDEX story_events_with_terms ON story_events (story_id) WHERE terms <> x'';
