-- name: add
INSERT INTO tokens (token_hash, session, is_used) VALUES (?, ?, ?)

-- name: find
SELECT token_hash, session, is_used FROM tokens WHERE token_hash = ?

-- name: burn
UPDATE tokens SET is_used = 1 WHERE token_hash = ?
