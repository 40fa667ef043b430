-- What editors changed about stories. A retracted story stays: it is shown as such, and no edition
-- takes it.
ALTER TABLE stories ADD COLUMN retracted_at INTEGER;

-- A story's text before each change, JSON as in drafts, without body and marks.
CREATE TABLE story_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    replaced_by INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL
) STRICT;

CREATE INDEX story_versions_by_story ON story_versions (story_id, id);

-- What is said of a change in public. part: which part of the story it concerns, NULL for a
-- retraction; was, became: that part before and after.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('correction', 'retraction')),
    part TEXT,
    was TEXT,
    became TEXT,
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;

CREATE INDEX corrections_by_story ON corrections (story_id, id);
CREATE INDEX corrections_by_guild ON corrections (guild_id, id DESC) WHERE undone_at IS NULL;

-- Which messages a correction concerns: those that carried the story when it was made. They stay on
-- record when it is undone.
CREATE TABLE corrected_parts (
    correction_id INTEGER NOT NULL REFERENCES corrections (id) ON DELETE CASCADE,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    PRIMARY KEY (correction_id, delivery_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX corrected_parts_by_part ON corrected_parts (delivery_id, part);

-- Posted messages that are to be edited or deleted: one row a message, whatever number of changes
-- wait for it. `wanted` grows with each of them, so that an edit which was under way meanwhile does
-- not count for the newer one. There is no state for what is under way: an edit made twice is the
-- same edit, so a bot that was killed just goes on.
CREATE TABLE mends (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'delete')),
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
    wanted INTEGER NOT NULL DEFAULT 1,
    attempt INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (delivery_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX mends_pending ON mends (next_try_at) WHERE state = 'pending';

-- Which messages carry a story: those that are posted, and those on their way. A layout names its
-- stories in its buttons; a plain message does not, so it counts for every story of its edition.
CREATE VIEW carrying_messages AS
SELECT carried.story_id, parts.guild_id, parts.delivery_id, parts.part
FROM delivery_stories AS carried
CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
CROSS JOIN delivery_parts AS parts ON parts.delivery_id = carried.delivery_id
WHERE (parts.message_id IS NOT NULL OR deliveries.state IN ('pending', 'sending'))
    AND (
        instr(parts.payload, deliveries.code || ':' || carried.story_id || '"') > 0
        OR instr(parts.payload, '"accessory"') = 0
    )
    AND NOT EXISTS (
        SELECT 1 FROM mends WHERE mends.delivery_id = parts.delivery_id
            AND mends.part = parts.part AND mends.kind = 'delete'
    );
