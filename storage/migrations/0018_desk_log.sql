-- What editors have changed, each written in the transaction of the change itself. action: a noun
-- and a verb, story.correct; name: what the thing was called at the time. before and after: JSON
-- objects with what differs, NULL for what was not there. actor_id is NULL once the person is
-- erased. undoes_id: the entry that this one takes back.
CREATE TABLE desk_log (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    actor_id INTEGER,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    before TEXT,
    after TEXT,
    undoes_id INTEGER REFERENCES desk_log (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX desk_log_newest ON desk_log (guild_id, id);
CREATE INDEX desk_log_by_actor ON desk_log (guild_id, actor_id, id);
CREATE INDEX desk_log_by_subject ON desk_log (guild_id, subject, id);
CREATE INDEX desk_log_of_subject ON desk_log (guild_id, subject, subject_id, id);
CREATE INDEX desk_log_undone ON desk_log (undoes_id) WHERE undoes_id IS NOT NULL;
CREATE INDEX desk_log_by_age ON desk_log (at);

-- Members of this role may do what needs a chief editor, without Manage Server.
ALTER TABLE guilds ADD COLUMN chief_editors_role_id INTEGER;
