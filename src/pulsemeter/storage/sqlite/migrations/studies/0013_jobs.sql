-- What was asked for and is still to be made, so that a server that was stopped finds it.

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    asked_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
