-- name: begin_reading
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: count_write
-- Holds every other writer of this schema back until the end of the transaction.
UPDATE state SET writes = writes + 1

-- name: writes
SELECT writes FROM state
