-- Who withdrew, so that a withdrawal that a crash cut short is finished, and so that a backup that
-- is restored loses them again. Ordered by random ids.
CREATE TABLE withdrawals (
    seat INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0      -- the log holds nothing of the seat any more
);

INSERT INTO withdrawals (seat, session) SELECT id, session FROM seats WHERE step = 'withdrawn';

-- Arm and order say something of a person, so they lie where rows are rewritten whole.
ALTER TABLE categories ADD COLUMN arm TEXT NOT NULL DEFAULT '';
ALTER TABLE categories ADD COLUMN playlist TEXT NOT NULL DEFAULT '[]';
ALTER TABLE categories ADD COLUMN is_coarse INTEGER NOT NULL DEFAULT 0;

UPDATE categories SET
    arm = (SELECT arm FROM seats WHERE seats.id = categories.seat),
    playlist = (SELECT playlist FROM seats WHERE seats.id = categories.seat);

ALTER TABLE seats DROP COLUMN arm;
ALTER TABLE seats DROP COLUMN playlist;

-- How many persons a cell has whose own row doesn't say so any more.
CREATE TABLE margins (
    session TEXT NOT NULL,
    cell TEXT NOT NULL,
    persons INTEGER NOT NULL,
    PRIMARY KEY (session, cell)
) WITHOUT ROWID;

-- What the passing of time has done to a session's reactions already.
CREATE TABLE steps (
    session TEXT NOT NULL,
    step TEXT NOT NULL,
    PRIMARY KEY (session, step)
) WITHOUT ROWID;
