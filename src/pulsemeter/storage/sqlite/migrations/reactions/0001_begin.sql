-- Reactions and the seats that gave them. No token, no address, no time of the wall.
-- Tables are ordered by random ids, so that their order tells nothing of who came when.

CREATE TABLE frames (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL,
    frame BLOB NOT NULL
);

CREATE INDEX frames_by_session ON frames (session);

CREATE TABLE seats (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    step TEXT NOT NULL,
    consent_version INTEGER NOT NULL,
    likes_left INTEGER NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    recovery_hash BLOB NOT NULL,
    enters INTEGER           -- first interval in which it counts; NULL: not on the roster
);

CREATE INDEX seats_by_session ON seats (session);

-- What a person can take back lies apart from the seat, in tables that are rewritten whole then.
CREATE TABLE categories (
    seat INTEGER PRIMARY KEY REFERENCES seats (id) ON DELETE CASCADE,
    categories TEXT NOT NULL
);

CREATE TABLE writers (
    seat INTEGER NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    writer INTEGER NOT NULL,
    PRIMARY KEY (seat, rank),
    UNIQUE (seat, writer)
) WITHOUT ROWID;

CREATE TABLE overall_answers (
    seat INTEGER PRIMARY KEY REFERENCES seats (id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    overall TEXT NOT NULL
);

CREATE INDEX overall_answers_by_session ON overall_answers (session);

-- Under an id of their own and without the seat: nobody can tell whose words these are.
CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    comment TEXT NOT NULL
);

CREATE INDEX comments_by_session ON comments (session);
