-- name: withdrawals
SELECT session, seat FROM withdrawals ORDER BY seat

-- name: unfinished
SELECT session, seat FROM withdrawals WHERE is_done = 0 ORDER BY seat

-- name: finish
UPDATE withdrawals SET is_done = 1 WHERE seat = ? AND session = ?

-- name: coarsen
UPDATE categories SET categories = ?, arm = ?, playlist = ?, is_coarse = 1 WHERE seat = ?

-- name: add_margin
INSERT INTO margins (session, cell, persons) VALUES (?, ?, ?)
ON CONFLICT (session, cell) DO UPDATE SET persons = margins.persons + excluded.persons

-- name: margins
SELECT cell, persons FROM margins WHERE session = ? ORDER BY cell

-- name: frames
SELECT position, frame FROM frames WHERE session = ? AND position > ? ORDER BY position LIMIT ?

-- name: rewrite_frame
UPDATE frames SET frame = ? WHERE position = ?

-- name: erase_categories
DELETE FROM categories WHERE seat IN (SELECT id FROM seats WHERE session = ?)

-- name: erase_writers
DELETE FROM writers WHERE seat IN (SELECT id FROM seats WHERE session = ?)

-- name: erase_answers
DELETE FROM answers WHERE seat IN (SELECT id FROM seats WHERE session = ?)

-- name: erase_overall_answers
DELETE FROM overall_answers WHERE session = ?

-- name: erase_comments
DELETE FROM comments WHERE session = ?

-- name: erase_said
DELETE FROM said WHERE session = ?

-- name: erase_margins
DELETE FROM margins WHERE session = ?

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
