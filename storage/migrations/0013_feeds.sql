-- The feeds. An address is downloaded once, however many servers follow it: feed_sources says when
-- next and how it went, feed_seen what it has had. Nothing in these two is a server's own; both go
-- with the last server that follows. A next_poll_at of NULL: nobody follows, or it was stopped.
CREATE TABLE feed_sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    site TEXT,
    state TEXT NOT NULL DEFAULT 'new'
        CHECK (state IN ('new', 'good', 'failing', 'quarantined', 'gone')),
    -- What went wrong: a message id and the values that fill it, as JSON.
    fault TEXT,
    fail_count INTEGER NOT NULL DEFAULT 0,
    kill_count INTEGER NOT NULL DEFAULT 0,
    identity TEXT NOT NULL DEFAULT 'guid',
    etag TEXT,
    last_modified TEXT,
    usual_gap INTEGER,
    newest_at INTEGER,
    polled_at INTEGER,
    next_poll_at INTEGER
) STRICT;

CREATE INDEX feed_sources_due ON feed_sources (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE INDEX feed_sources_good ON feed_sources (newest_at) WHERE state = 'good';

-- Hashes of what an entry can be known again by; which of them count, `identity` says.
CREATE TABLE feed_seen (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES feed_sources (id) ON DELETE CASCADE,
    guid INTEGER,
    link INTEGER,
    title INTEGER,
    dated INTEGER,
    words INTEGER,
    seen_at INTEGER NOT NULL
) STRICT;

CREATE INDEX feed_seen_by_source ON feed_seen (source_id, seen_at);

-- A feed that a server follows. take_first: how many of its newest entries are taken at the next
-- poll, before only new ones count; NULL once that is done.
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES feed_sources (id),
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    section TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('queue', 'auto')),
    take_first INTEGER,
    paused_at INTEGER,
    added_by INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (guild_id, source_id)
) STRICT;

CREATE INDEX feeds_by_source ON feeds (source_id);

CREATE TRIGGER feed_sources_nobody_follows AFTER DELETE ON feeds
WHEN NOT EXISTS (SELECT 1 FROM feeds WHERE source_id = old.source_id) BEGIN
    DELETE FROM feed_sources WHERE id = old.source_id;
END;

-- What became of an entry in a server. `text` is kept while an editor has to decide; `written`
-- tells whether the story is still as the feed made it.
CREATE TABLE feed_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    seen_id INTEGER REFERENCES feed_seen (id) ON DELETE SET NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'waiting', 'skipped', 'taken')),
    text TEXT,
    story_id INTEGER REFERENCES stories (id) ON DELETE SET NULL,
    written TEXT,
    made_at INTEGER NOT NULL
) STRICT;

CREATE INDEX feed_items_by_feed ON feed_items (feed_id, state, id);
CREATE INDEX feed_items_by_guild ON feed_items (guild_id, state);
CREATE INDEX feed_items_by_entry ON feed_items (seen_id, feed_id) WHERE seen_id IS NOT NULL;
CREATE INDEX feed_items_by_story ON feed_items (story_id) WHERE story_id IS NOT NULL;
CREATE INDEX feed_items_by_age ON feed_items (made_at) WHERE state IN ('skipped', 'taken');

-- A feed with its address and what waits, in one row: they are always wanted together.
CREATE VIEW followed_feeds AS
SELECT
    feeds.*, source.url, source.host, source.kind, source.site, source.state, source.fault,
    source.fail_count, source.kill_count, source.identity, source.etag, source.last_modified,
    source.usual_gap, source.newest_at, source.polled_at, source.next_poll_at,
    (SELECT count(*) FROM feed_items WHERE feed_id = feeds.id AND state = 'waiting') AS waiting,
    (SELECT count(*) FROM feed_items WHERE feed_id = feeds.id AND state = 'held') AS held
FROM feeds JOIN feed_sources AS source ON source.id = feeds.source_id;
