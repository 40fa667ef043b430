-- The ledger: one row for each edition, written in the transaction that moves its slot on. The
-- unique key (schedule, local date, slot) is what makes a second edition impossible. `sending` is
-- committed before the first request leaves; the parts are frozen as rendered before that.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    local_date TEXT NOT NULL,
    slot TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'skipped', 'unconfirmed')),
    code TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    first_try_at INTEGER,
    lease_owner TEXT,
    lease_until INTEGER,
    reason TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    UNIQUE (schedule_id, local_date, slot)
) STRICT;

CREATE INDEX deliveries_open ON deliveries (due_at, id) WHERE state IN ('pending', 'sending');
CREATE INDEX deliveries_leased ON deliveries (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_by_code ON deliveries (guild_id, code);
CREATE INDEX deliveries_by_schedule ON deliveries (schedule_id, due_at DESC, id DESC);

CREATE TABLE delivery_parts (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    payload TEXT NOT NULL,
    nonce TEXT NOT NULL,
    message_id INTEGER,
    sent_at INTEGER,
    PRIMARY KEY (delivery_id, part)
) STRICT;

-- Which stories a delivery carries, and the facts that put each one there.
CREATE TABLE delivery_stories (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (delivery_id, story_id)
) STRICT;

CREATE INDEX delivery_stories_by_story ON delivery_stories (story_id, delivery_id);

-- What a schedule has carried and will not carry again. A failed or skipped edition's stories are
-- free for the next one; an unconfirmed one's may stand in the channel.
CREATE VIEW carried_stories AS
SELECT deliveries.schedule_id, delivery_stories.story_id
FROM delivery_stories CROSS JOIN deliveries ON deliveries.id = delivery_stories.delivery_id
WHERE deliveries.state IN ('pending', 'sending', 'sent', 'unconfirmed');
