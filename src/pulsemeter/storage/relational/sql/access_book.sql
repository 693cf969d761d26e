-- name: add
INSERT INTO access_tokens
    (id, token_hash, member, label, scopes, study, made_day, last_day, used_day)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: find
SELECT id, token_hash, member, label, scopes, study, made_day, last_day, used_day
FROM access_tokens WHERE token_hash = ?

-- name: of
SELECT id, token_hash, member, label, scopes, study, made_day, last_day, used_day
FROM access_tokens WHERE member = ? ORDER BY made_day, label, id

-- name: use
UPDATE access_tokens SET used_day = ? WHERE token_hash = ?

-- name: drop
DELETE FROM access_tokens WHERE member = ? AND id = ?

-- name: drop_all
DELETE FROM access_tokens WHERE member = ?

-- name: forget
DELETE FROM access_tokens
