-- The desk's queue: what was sent in and waits for an editor, and what became of it. version counts
-- every change, so that of two editors at once the second is told. headline, section (the outermost
-- name) and link stand here for the list; the whole text lies in submission_texts, since a queue
-- has thousands of rows of which three are shown. There is none where a page could not be read.
-- reason: what a decline was given as. story_id: the story it became, or was merged into;
-- report_id: what a merge added as another report of the same event.
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'submitted'
        CHECK (state IN ('submitted', 'held', 'accepted', 'merged', 'declined')),
    version INTEGER NOT NULL DEFAULT 1,
    origin TEXT NOT NULL CHECK (origin IN ('member', 'editor', 'feed')),
    feed_id INTEGER REFERENCES feeds (id) ON DELETE SET NULL,
    feed_item_id INTEGER REFERENCES feed_items (id) ON DELETE SET NULL,
    draft_id INTEGER UNIQUE,
    submitted_by INTEGER,
    submitted_at INTEGER NOT NULL,
    found_by INTEGER,
    channel_id INTEGER,
    message_id INTEGER,
    headline TEXT NOT NULL,
    section TEXT NOT NULL,
    folded_section TEXT NOT NULL,
    link TEXT,
    changed_by INTEGER,
    changed_at INTEGER,
    reason TEXT,
    story_id INTEGER REFERENCES stories (id) ON DELETE SET NULL,
    report_id INTEGER REFERENCES stories (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX submissions_queue ON submissions (guild_id, state, id);
CREATE INDEX submissions_by_section ON submissions (guild_id, state, folded_section, id);
CREATE INDEX submissions_by_origin ON submissions (guild_id, state, origin, feed_id, id);
CREATE INDEX submissions_by_sender ON submissions (guild_id, submitted_by, id);
CREATE INDEX submissions_by_feed ON submissions (feed_id) WHERE feed_id IS NOT NULL;
CREATE INDEX submissions_by_item ON submissions (feed_item_id) WHERE feed_item_id IS NOT NULL;
CREATE INDEX submissions_by_story ON submissions (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX submissions_by_report ON submissions (report_id) WHERE report_id IS NOT NULL;

-- zlib over the JSON of a story's text.
CREATE TABLE submission_texts (
    submission_id INTEGER PRIMARY KEY REFERENCES submissions (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    text BLOB NOT NULL
) STRICT;

-- By which a submission is known again while it waits: the link (kind 1) and the words (kind 2) of
-- story_marks. They go when it is decided, since a story is found by its own.
CREATE TABLE submission_marks (
    submission_id INTEGER NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (submission_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX submission_marks_by_value ON submission_marks (guild_id, kind, value);

-- Whether members may send stories in, how many a day, and how many seconds apart.
ALTER TABLE guilds ADD COLUMN takes_submissions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE guilds ADD COLUMN submissions_a_day INTEGER NOT NULL DEFAULT 10;
ALTER TABLE guilds ADD COLUMN submission_gap INTEGER NOT NULL DEFAULT 60;

-- Who found it and in which message, from the draft on; the story keeps the finder.
ALTER TABLE drafts ADD COLUMN found_by INTEGER;
ALTER TABLE drafts ADD COLUMN channel_id INTEGER;
ALTER TABLE drafts ADD COLUMN message_id INTEGER;
ALTER TABLE stories ADD COLUMN found_by INTEGER;
CREATE INDEX stories_by_finder ON stories (guild_id, found_by) WHERE found_by IS NOT NULL;

-- Members who want neither to be named as finders nor to be written to.
CREATE TABLE quiet_finders (
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;
