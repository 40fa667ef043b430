-- The desk's channel, where new submissions are shown as cards.
ALTER TABLE guilds ADD COLUMN desk_channel_id INTEGER;

-- A submission's card in that channel: posted when it comes, edited after each change. message_id is
-- NULL until it is posted; next_try_at while there is nothing to do.
CREATE TABLE desk_cards (
    submission_id INTEGER PRIMARY KEY REFERENCES submissions (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    attempt INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER
) STRICT;

CREATE INDEX desk_cards_due ON desk_cards (next_try_at) WHERE next_try_at IS NOT NULL;

-- What a member is written: that a story of theirs was used (subject: the story), or why one was
-- declined (subject: the submission); one of each kind for each subject, whatever happens. next_try_at
-- is emptied before the request leaves, so that a crash can lose a message but never repeat one.
CREATE TABLE finder_notes (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('used', 'declined')),
    subject_id INTEGER NOT NULL,
    delivery_id INTEGER,
    made_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,
    told_at INTEGER,
    UNIQUE (guild_id, kind, subject_id)
) STRICT;

CREATE INDEX finder_notes_due ON finder_notes (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX finder_notes_by_age ON finder_notes (made_at);

-- Whoever found a story that an edition carried is thanked once.
CREATE TRIGGER finder_notes_used AFTER UPDATE OF state ON deliveries
WHEN new.state = 'sent' AND old.state <> 'sent' BEGIN
    INSERT INTO finder_notes
        (guild_id, user_id, kind, subject_id, delivery_id, made_at, next_try_at)
    SELECT stories.guild_id, stories.found_by, 'used', stories.id, new.id,
        coalesce(new.sent_at, new.due_at), coalesce(new.sent_at, new.due_at)
    FROM delivery_stories AS carried
    CROSS JOIN stories ON stories.id = carried.story_id
    WHERE carried.delivery_id = new.id AND stories.found_by IS NOT NULL
    ON CONFLICT DO NOTHING;
END;

-- Entries of feeds that wait for an editor wait at the desk from now on. Their texts are moved as they
-- are: JSON that begins with a brace, where those written later are compressed.
INSERT INTO submissions (
    guild_id, origin, feed_id, feed_item_id, submitted_at, headline, section, folded_section, link
)
SELECT guild_id, 'feed', feed_id, id, made_at, text ->> '$.headline',
    substr(coalesce(text ->> '$.section[0]', ''), 1, 90),
    lower(substr(coalesce(text ->> '$.section[0]', ''), 1, 90)), text ->> '$.url'
FROM feed_items WHERE state = 'waiting' AND text IS NOT NULL ORDER BY id;

INSERT INTO submission_texts (submission_id, guild_id, text)
SELECT submissions.id, submissions.guild_id, CAST(feed_items.text AS BLOB)
FROM submissions JOIN feed_items ON feed_items.id = submissions.feed_item_id
WHERE feed_items.state = 'waiting' AND feed_items.text IS NOT NULL;

INSERT INTO submission_marks (submission_id, guild_id, kind, value)
SELECT submissions.id, submissions.guild_id, mark.value ->> 0, min(mark.value ->> 1)
FROM submissions
JOIN feed_items ON feed_items.id = submissions.feed_item_id
JOIN json_each(feed_items.text, '$.marks') AS mark
WHERE feed_items.state = 'waiting' AND mark.value ->> 0 IN (1, 2)
GROUP BY submissions.id, mark.value ->> 0;

UPDATE feed_items SET text = NULL WHERE state = 'waiting';
