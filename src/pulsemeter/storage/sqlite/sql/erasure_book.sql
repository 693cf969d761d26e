-- name: withdrawals
SELECT session, seat FROM withdrawals ORDER BY seat

-- name: unfinished
SELECT session, seat FROM withdrawals WHERE NOT is_done ORDER BY seat

-- name: finish
UPDATE withdrawals SET is_done = 1 WHERE seat = ? AND session = ?

-- name: keep_profiles
CREATE TEMP TABLE kept AS SELECT * FROM categories ORDER BY seat

-- name: kept_key
CREATE UNIQUE INDEX temp.kept_by_seat ON kept (seat)

-- name: coarsen
UPDATE temp.kept SET categories = ?, arm = ?, playlist = ?, is_coarse = 1 WHERE seat = ?

-- name: forget_kept
DROP TABLE temp.kept

-- name: add_margin
INSERT INTO margins (session, cell, persons) VALUES (?, ?, ?)
ON CONFLICT (session, cell) DO UPDATE SET persons = persons + excluded.persons

-- name: margins
SELECT cell, persons FROM margins WHERE session = ? ORDER BY cell

-- name: frames
SELECT position, frame FROM frames WHERE session = ? AND position > ? ORDER BY position LIMIT ?

-- name: rewrite_frame
UPDATE frames SET frame = ? WHERE position = ?

-- name: keep_others_categories
CREATE TEMP TABLE kept AS SELECT * FROM categories
WHERE seat NOT IN (SELECT id FROM seats WHERE session = ?)

-- name: keep_others_writers
CREATE TEMP TABLE kept AS SELECT * FROM writers
WHERE seat NOT IN (SELECT id FROM seats WHERE session = ?)

-- name: keep_others_answers
CREATE TEMP TABLE kept AS SELECT * FROM answers
WHERE seat NOT IN (SELECT id FROM seats WHERE session = ?)

-- name: keep_others_overall_answers
CREATE TEMP TABLE kept AS SELECT * FROM overall_answers WHERE session <> ?

-- name: keep_others_comments
CREATE TEMP TABLE kept AS SELECT * FROM comments WHERE session <> ?

-- name: keep_others_said
CREATE TEMP TABLE kept AS SELECT * FROM said WHERE session <> ?

-- name: keep_others_margins
CREATE TEMP TABLE kept AS SELECT * FROM margins WHERE session <> ?

-- name: drop_categories
DELETE FROM categories

-- name: drop_writers
DELETE FROM writers

-- name: drop_answers
DELETE FROM answers

-- name: drop_overall_answers
DELETE FROM overall_answers

-- name: drop_comments
DELETE FROM comments

-- name: drop_said
DELETE FROM said

-- name: drop_margins
DELETE FROM margins

-- name: return_categories
INSERT INTO categories SELECT * FROM temp.kept ORDER BY 1

-- name: return_writers
INSERT INTO writers SELECT * FROM temp.kept ORDER BY 1, 2

-- name: return_answers
INSERT INTO answers SELECT * FROM temp.kept ORDER BY 1, 2, 3

-- name: return_overall_answers
INSERT INTO overall_answers SELECT * FROM temp.kept ORDER BY 1

-- name: return_comments
INSERT INTO comments SELECT * FROM temp.kept ORDER BY 1

-- name: return_said
INSERT INTO said SELECT * FROM temp.kept ORDER BY 1

-- name: return_margins
INSERT INTO margins SELECT * FROM temp.kept ORDER BY 1, 2

-- name: drop_frames
DELETE FROM frames WHERE session = ?

-- name: drop_seats
DELETE FROM seats WHERE session = ?

-- name: drop_withdrawals
DELETE FROM withdrawals WHERE session = ?

-- name: steps
SELECT step FROM steps WHERE session = ?

-- name: note_step
INSERT INTO steps (session, step) VALUES (?, ?) ON CONFLICT DO NOTHING
