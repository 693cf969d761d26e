-- Contacts in sealed boxes, under random numbers that stand nowhere else. The study's name is open,
-- so that contacts can be forgotten in time without the passphrase.

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    study TEXT NOT NULL,
    box BLOB NOT NULL
);

-- How the key is made of the passphrase, and a box that only the right one opens.
CREATE TABLE recipe (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    salt BLOB NOT NULL,
    memory_kib INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    lanes INTEGER NOT NULL,
    mark BLOB NOT NULL
);
