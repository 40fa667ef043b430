-- What editors have settled for an edition to come, keyed like the ledger. `arrangement` is JSON:
-- lead, pinned, added, dropped, order (story ids), sections (names), note. The version grows with
-- every change: who has seen an older one changes nothing. An edition that was put together keeps
-- its row as it was then.
CREATE TABLE edition_plans (
    schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    local_date TEXT NOT NULL,
    slot TEXT NOT NULL,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    arrangement TEXT NOT NULL,
    held_by INTEGER,
    held_at INTEGER,
    approved_by INTEGER,
    approved_at INTEGER,
    changed_by INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    change TEXT NOT NULL,
    on_story INTEGER,
    PRIMARY KEY (schedule_id, local_date, slot)
) STRICT, WITHOUT ROWID;

CREATE INDEX edition_plans_by_guild ON edition_plans (guild_id);

-- draft_minutes: so long before the hour the editors see the draft, NULL for never. needs_approval:
-- without an editor's leave nothing goes out. waits_for: what a due edition waits for, 'release' or
-- 'approval'; others of its schedule do not wait for it.
ALTER TABLE schedules ADD COLUMN draft_minutes INTEGER;
ALTER TABLE schedules ADD COLUMN needs_approval INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN waits_for TEXT;

CREATE INDEX schedules_with_drafts ON schedules (id) WHERE draft_minutes IS NOT NULL;
