-- Answers to questions: choices and numbers with their seat, words under random ids without one.
CREATE TABLE answers (
    seat INTEGER NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    question TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (seat, part, question)
) WITHOUT ROWID;

CREATE TABLE said (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE INDEX said_by_session ON said (session);
