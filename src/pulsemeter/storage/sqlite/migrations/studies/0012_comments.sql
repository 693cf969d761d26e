-- What leaves once has three more kinds: comments, a session as a whole, and what people thought of it
-- overall. And the themes that a person has sorted comments into.

CREATE TABLE releases_once_wider (
    session TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN ('answers', 'exploratory', 'asked', 'comments', 'session', 'impression')
    ),
    body TEXT NOT NULL,
    PRIMARY KEY (session, name)
) WITHOUT ROWID;

INSERT INTO releases_once_wider (session, name, kind, body)
SELECT session, name, kind, body FROM releases_once;

DROP TABLE releases_once;

ALTER TABLE releases_once_wider RENAME TO releases_once;

CREATE TABLE themes (
    session TEXT PRIMARY KEY,
    edition INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
