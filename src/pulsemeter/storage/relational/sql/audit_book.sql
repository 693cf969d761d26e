-- name: newest
SELECT number, wall_ms, actor, act, subject, detail, link FROM entries
ORDER BY number DESC LIMIT 1

-- name: append
INSERT INTO entries (number, wall_ms, actor, act, subject, detail, link)
VALUES (?, ?, ?, ?, ?, ?, ?)

-- name: entries
SELECT number, wall_ms, actor, act, subject, detail, link FROM entries
WHERE number > ? ORDER BY number LIMIT ?
