-- name: add
INSERT INTO seats
    (id, session, step, consent_version, categories, likes_left, secret_hash, recovery_hash, enters)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: all
SELECT id, session, step, consent_version, categories, likes_left, secret_hash, recovery_hash,
    enters
FROM seats WHERE session = ? ORDER BY id

-- name: writers
SELECT writers.seat, writers.writer FROM writers JOIN seats ON seats.id = writers.seat
WHERE seats.session = ? ORDER BY writers.seat, writers.rank

-- name: step
SELECT step FROM seats WHERE id = ?

-- name: put
UPDATE seats SET step = ?, consent_version = ?, categories = ?, likes_left = ?
WHERE id = ? AND step <> 'withdrawn'

-- name: rank
SELECT rank FROM writers WHERE seat = ? AND writer = ?

-- name: take
INSERT INTO writers (seat, rank, writer)
SELECT ?1, coalesce(max(rank), 0) + 1, ?2 FROM writers WHERE seat = ?1
RETURNING rank

-- name: enter
UPDATE seats SET enters = ? WHERE id = ? AND session = ? AND enters IS NULL

-- name: answer
INSERT INTO overall_answers (seat, session, overall) VALUES (?, ?, ?)
ON CONFLICT (seat) DO UPDATE SET overall = excluded.overall

-- name: comment
INSERT INTO comments (id, session, comment) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET comment = excluded.comment

-- name: overall_answers
SELECT overall FROM overall_answers WHERE session = ? ORDER BY seat

-- name: comments
SELECT comment FROM comments WHERE session = ? ORDER BY id

-- name: withdraw
UPDATE seats SET step = 'withdrawn', categories = '{}' WHERE id = ? AND session = ?

-- name: drop_writers
DELETE FROM writers WHERE seat = ?

-- name: drop_answer
DELETE FROM overall_answers WHERE seat = ?
