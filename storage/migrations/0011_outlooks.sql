-- What the editors were last told of an edition that is still to come: `cause` says what stands in
-- its way, '' that nothing does any more; `times` counts the notices. Editions that nothing was
-- told of have no row.
CREATE TABLE outlooks (
    slot_id INTEGER NOT NULL,
    local_date TEXT NOT NULL,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    due_at INTEGER NOT NULL,
    cause TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (slot_id, local_date)
) STRICT;

CREATE INDEX outlooks_by_due ON outlooks (due_at);
CREATE INDEX outlooks_by_guild ON outlooks (guild_id);
