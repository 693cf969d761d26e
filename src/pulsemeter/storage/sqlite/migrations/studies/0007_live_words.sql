-- What was noted of the words while a session ran: the manuscript, and a step for each key.

CREATE TABLE live_steps (
    session TEXT NOT NULL REFERENCES sessions (code) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    step_key TEXT NOT NULL,  -- given by whoever sent it: the same one twice is one step
    body TEXT NOT NULL,
    PRIMARY KEY (session, number),
    UNIQUE (session, step_key)
) WITHOUT ROWID;

CREATE TRIGGER live_steps_stay BEFORE UPDATE ON live_steps
BEGIN
    SELECT RAISE(ABORT, 'a step of live words is never changed');
END;
