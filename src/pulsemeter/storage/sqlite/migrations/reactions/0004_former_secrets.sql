-- Secrets that held a seat before another device took it over: what their pages pressed may still
-- arrive. Ordered by random hashes, so that nobody can tell which came first.
CREATE TABLE former_secrets (
    secret_hash BLOB PRIMARY KEY,
    seat INTEGER NOT NULL REFERENCES seats (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX former_secrets_by_seat ON former_secrets (seat);
