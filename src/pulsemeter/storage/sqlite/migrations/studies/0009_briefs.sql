-- Who gets briefs and when, the briefs as they were written, and every try to carry one.

CREATE TABLE recipients (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    study TEXT NOT NULL REFERENCES studies (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (study, id)
);

CREATE TABLE brief_rules (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    study TEXT NOT NULL REFERENCES studies (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (study, id)
);

CREATE TABLE briefs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    recipient TEXT NOT NULL,
    key TEXT NOT NULL,         -- what it is about: once in a session
    body TEXT NOT NULL,
    due_ms INTEGER,            -- of the next try; NULL once it has arrived or is given up
    UNIQUE (session, key)
);

CREATE INDEX briefs_by_due ON briefs (recipient, due_ms) WHERE due_ms IS NOT NULL;

CREATE TABLE brief_tries (
    brief TEXT NOT NULL REFERENCES briefs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (brief, number)
) WITHOUT ROWID;

CREATE TRIGGER briefs_stay BEFORE UPDATE OF id, session, recipient, key, body ON briefs
BEGIN
    SELECT RAISE(ABORT, 'a brief is never changed');
END;

CREATE TRIGGER brief_tries_stay BEFORE UPDATE ON brief_tries
BEGIN
    SELECT RAISE(ABORT, 'a try is never changed');
END;
