-- What readers say is wrong with a story, and what an editor answered. Closed once it is answered.
CREATE TABLE error_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    reporter_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    answer TEXT,
    answered_by INTEGER,
    answered_at INTEGER
) STRICT;

CREATE INDEX error_reports_by_story ON error_reports (story_id);
CREATE INDEX error_reports_open ON error_reports (guild_id, id) WHERE answered_at IS NULL;
CREATE INDEX error_reports_by_reporter ON error_reports (guild_id, reporter_id, id DESC);

-- Sentences for one member each, sent by direct message: told once for each subject. `message` is
-- an untranslated sentence, `fields` fill it, as JSON. A member may have closed that door, so what
-- is said here stands somewhere else, too.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    fields TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    UNIQUE (guild_id, user_id, subject)
) STRICT;

CREATE INDEX letters_due ON letters (next_try_at);
