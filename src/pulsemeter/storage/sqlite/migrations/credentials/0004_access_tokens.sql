-- Tokens by which programs of the staff act. Days only; nothing here is of participants.
CREATE TABLE access_tokens (
    token_hash BLOB PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    member TEXT NOT NULL,
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    study TEXT NOT NULL,
    made_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    used_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX access_tokens_of_member ON access_tokens (member);
