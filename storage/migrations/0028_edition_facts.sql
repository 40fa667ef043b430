-- What was known when an edition was put together, as JSON: its window, cap and sections, the newest
-- story there was, and why stories of its days were left out. Never worked out again.
CREATE TABLE edition_facts (
    delivery_id INTEGER PRIMARY KEY REFERENCES deliveries (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    facts TEXT NOT NULL
) STRICT;

CREATE INDEX edition_facts_by_guild ON edition_facts (guild_id, due_at DESC);
