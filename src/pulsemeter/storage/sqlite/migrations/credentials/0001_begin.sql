-- Tokens by their hash. No pseudonym, no time: this file can't be joined with the reactions.

CREATE TABLE tokens (
    token_hash BLOB PRIMARY KEY,
    session TEXT NOT NULL,
    is_used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
