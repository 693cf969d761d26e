-- name: session
SELECT 1 FROM sessions WHERE code = ?

-- name: length
SELECT count(*) FROM live_steps WHERE session = ?

-- name: append
INSERT INTO live_steps (session, number, step_key, body) VALUES (?, ?, ?, ?)

-- name: steps
SELECT body FROM live_steps WHERE session = ? ORDER BY number
