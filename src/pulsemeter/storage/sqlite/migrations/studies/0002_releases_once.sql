-- What leaves once, after a session's close: its answers, and segments that answers make.

CREATE TABLE releases_once (
    session TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answers', 'exploratory')),
    body TEXT NOT NULL,
    PRIMARY KEY (session, name)
) WITHOUT ROWID;
