-- name: add
INSERT INTO remarks (id, session, body) VALUES (?, ?, ?)

-- name: remove
DELETE FROM remarks WHERE session = ? AND id = ?

-- name: of_session
SELECT body FROM remarks WHERE session = ? ORDER BY number
