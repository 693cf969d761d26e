-- What members decided about statements, and how each decision went on.

CREATE TABLE decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    study TEXT NOT NULL,
    session TEXT NOT NULL,
    statement TEXT NOT NULL,
    revision INTEGER NOT NULL,
    audience TEXT NOT NULL,          -- a cell of the release plan
    kind TEXT NOT NULL CHECK (kind IN ('feature', 'hold', 'rework', 'watch')),
    audience_label TEXT NOT NULL
);

CREATE INDEX decisions_by_session ON decisions (session);

CREATE TABLE decision_entries (
    decision TEXT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (decision, number)
) WITHOUT ROWID;

CREATE TRIGGER decision_entries_stay BEFORE UPDATE ON decision_entries
BEGIN
    SELECT RAISE(ABORT, 'an entry of a decision is never changed');
END;
