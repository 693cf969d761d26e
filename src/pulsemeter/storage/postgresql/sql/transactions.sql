-- name: begin_reading
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: count_write
-- Holds every other writer of this schema back until the end of the transaction.
UPDATE state SET writes = writes + 1

-- name: count_write_in_term
-- The same for the server that leads: changes nothing where another one has led since.
UPDATE state SET writes = writes + 1 WHERE term = ?

-- name: begin_term
UPDATE state SET term = term + 1 RETURNING term

-- name: writes
SELECT writes FROM state
