-- Whether what the server posts is plain text without cards, and what one member wants for the
-- answers they get; without a row the server's.
ALTER TABLE guilds ADD COLUMN plain_text INTEGER NOT NULL DEFAULT 0;

CREATE TABLE readers (
    guild_id INTEGER NOT NULL REFERENCES guilds (guild_id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    plain_text INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;
