-- Notes and lines that staff write while they watch.

CREATE TABLE remarks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE INDEX remarks_by_session ON remarks (session);
