-- name: add
INSERT INTO seats
    (id, session, step, consent_version, likes_left, secret_hash, recovery_hash, enters, stage)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: all
SELECT id, session, step, consent_version, coalesce(categories, '{}'), likes_left, secret_hash,
    recovery_hash, enters, coalesce(arm, ''), coalesce(playlist, '[]'), stage,
    coalesce(is_coarse, 0)
FROM seats LEFT JOIN categories ON categories.seat = seats.id
WHERE session = ? ORDER BY id

-- name: writers
SELECT writers.seat, writers.writer FROM writers JOIN seats ON seats.id = writers.seat
WHERE seats.session = ? ORDER BY writers.seat, writers.rank

-- name: former_secrets
SELECT former_secrets.seat, former_secrets.secret_hash
FROM former_secrets JOIN seats ON seats.id = former_secrets.seat
WHERE seats.session = ? ORDER BY former_secrets.secret_hash

-- name: secret
SELECT secret_hash FROM seats WHERE id = ?

-- name: known_secret
SELECT 1 FROM seats WHERE secret_hash = ?1
UNION ALL SELECT 1 FROM former_secrets WHERE secret_hash = ?1

-- name: keep_secret
INSERT INTO former_secrets (secret_hash, seat) VALUES (?, ?)

-- name: change_secret
UPDATE seats SET secret_hash = ? WHERE id = ?

-- name: step
SELECT step FROM seats WHERE id = ?

-- name: put
UPDATE seats SET step = ?, consent_version = ?, likes_left = ?, stage = ?
WHERE id = ? AND step <> 'withdrawn'

-- name: put_categories
INSERT INTO categories (seat, categories, arm, playlist) VALUES (?, ?, ?, ?)
ON CONFLICT (seat) DO UPDATE
SET categories = excluded.categories, arm = excluded.arm, playlist = excluded.playlist
WHERE categories.is_coarse = 0

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

-- name: impressions
SELECT seat, overall FROM overall_answers WHERE session = ?

-- name: comments
SELECT comment FROM comments WHERE session = ? ORDER BY id

-- name: withdraw
UPDATE seats SET step = 'withdrawn', stage = 0 WHERE id = ? AND session = ?

-- name: note_withdrawal
INSERT INTO withdrawals (seat, session) VALUES (?, ?) ON CONFLICT (seat) DO NOTHING

-- name: erase_categories
DELETE FROM categories WHERE seat = ?

-- name: erase_writers
DELETE FROM writers WHERE seat = ?

-- name: erase_answers
DELETE FROM answers WHERE seat = ?

-- name: erase_overall_answers
DELETE FROM overall_answers WHERE seat = ?
