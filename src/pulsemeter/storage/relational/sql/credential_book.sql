-- name: add
INSERT INTO tokens (token_hash, session, is_used, categories) VALUES (?, ?, ?, ?)

-- name: find
SELECT token_hash, session, is_used, categories FROM tokens WHERE token_hash = ?

-- name: count
SELECT count(*), coalesce(sum(is_used), 0) FROM tokens WHERE session = ?

-- name: claim
UPDATE tokens SET claim = ?2 WHERE token_hash = ?1 AND is_used = 0 AND coalesce(claim, ?2) = ?2

-- name: burn
UPDATE tokens SET is_used = 1, claim = NULL WHERE token_hash = ?

-- name: add_voucher
INSERT INTO vouchers (session, voucher_hash) VALUES (?, ?) ON CONFLICT DO NOTHING

-- name: has_voucher
SELECT 1 FROM vouchers WHERE session = ? AND voucher_hash = ?
