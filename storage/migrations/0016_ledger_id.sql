-- What tells this ledger from every other. An edition's code comes of it, so that a backup gives the
-- same one and what was posted after it was taken is found in the channel.
CREATE TABLE ledger (id TEXT NOT NULL) STRICT;
INSERT INTO ledger (id) VALUES (lower(hex(randomblob(8))));
