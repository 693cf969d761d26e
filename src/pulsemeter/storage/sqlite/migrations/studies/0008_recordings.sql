-- Recordings of live sessions, attached and aligned afterwards; each change is an edition.

CREATE TABLE recording_editions (
    session TEXT NOT NULL,
    stimulus TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    body TEXT NOT NULL,
    PRIMARY KEY (session, stimulus, number)
) WITHOUT ROWID;

CREATE TRIGGER recording_editions_stay BEFORE UPDATE ON recording_editions
BEGIN
    SELECT RAISE(ABORT, 'an edition of a recording is never changed');
END;
