-- name: put
INSERT INTO jobs (id, asked_ms, body) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET asked_ms = excluded.asked_ms, body = excluded.body

-- name: remove
DELETE FROM jobs WHERE id = ?

-- name: all
SELECT body FROM jobs ORDER BY asked_ms, id
