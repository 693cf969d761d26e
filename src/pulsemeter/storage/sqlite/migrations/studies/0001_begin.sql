-- Studies, their statements and sessions, what was released, and who of the staff may enter.

CREATE TABLE studies (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL,      -- the study as JSON
    source TEXT NOT NULL     -- the study file as it was read, word by word
) WITHOUT ROWID;

CREATE TABLE statements (
    study TEXT NOT NULL REFERENCES studies (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    stimulus INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (study, id, revision)
) WITHOUT ROWID;

CREATE TABLE sessions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    study TEXT NOT NULL REFERENCES studies (name),
    body TEXT NOT NULL,
    frozen TEXT              -- the study as it was when the session opened
);

CREATE INDEX sessions_by_study ON sessions (study);

CREATE TABLE plans (
    session TEXT PRIMARY KEY,
    cells TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE releases (
    session TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('interval', 'statement')),
    body TEXT NOT NULL,
    PRIMARY KEY (session, number)
) WITHOUT ROWID;

CREATE TABLE links (
    link_hash BLOB PRIMARY KEY,
    role TEXT NOT NULL,
    is_used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE sign_ins (
    secret_hash BLOB PRIMARY KEY,
    role TEXT NOT NULL
) WITHOUT ROWID;
