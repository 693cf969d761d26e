-- name: append
INSERT INTO frames (session, frame) VALUES (?, ?) RETURNING position

-- name: read
SELECT position, frame FROM frames
WHERE session = ? AND position > ? ORDER BY position LIMIT ?

-- name: rewrite
UPDATE frames SET frame = ? WHERE position = ?
