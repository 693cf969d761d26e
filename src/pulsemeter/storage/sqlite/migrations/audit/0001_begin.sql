-- What staff did, chained by hashes. Entries are added, never changed; the triggers stop a slip of
-- ours, the chain shows everybody else's hand.

CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    wall_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    link BLOB NOT NULL
);

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN
    SELECT RAISE(ABORT, 'an entry of the audit log is never changed');
END;

CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN
    SELECT RAISE(ABORT, 'an entry of the audit log is never removed');
END;
