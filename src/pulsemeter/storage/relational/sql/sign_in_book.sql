-- name: put_password
INSERT INTO passwords (member, sealed) VALUES (?, ?)
ON CONFLICT (member) DO UPDATE SET sealed = excluded.sealed

-- name: password
SELECT sealed FROM passwords WHERE member = ?

-- name: drop_password
DELETE FROM passwords WHERE member = ?

-- name: add_passkey
INSERT INTO passkeys (id, member, public_key, sign_count, label, added_day)
VALUES (?, ?, ?, ?, ?, ?)

-- name: passkey
SELECT id, member, public_key, sign_count, label, added_day FROM passkeys WHERE id = ?

-- name: passkeys
SELECT id, member, public_key, sign_count, label, added_day FROM passkeys
WHERE member = ? ORDER BY number

-- name: count_use
UPDATE passkeys SET sign_count = ? WHERE id = ?

-- name: drop_passkey
DELETE FROM passkeys WHERE member = ? AND id = ?

-- name: add_sign_in
INSERT INTO sign_ins (secret_hash, member, way, began_day, seen_ms, expires_ms)
VALUES (?, ?, ?, ?, ?, ?)

-- name: sign_in
SELECT secret_hash, member, way, began_day, seen_ms, expires_ms FROM sign_ins
WHERE secret_hash = ?

-- name: sign_ins
SELECT secret_hash, member, way, began_day, seen_ms, expires_ms FROM sign_ins
WHERE member = ? ORDER BY seen_ms DESC, secret_hash

-- name: see
UPDATE sign_ins SET seen_ms = ? WHERE secret_hash = ?

-- name: end
DELETE FROM sign_ins WHERE secret_hash = ?

-- name: end_all
DELETE FROM sign_ins WHERE member = ? AND secret_hash != ?

-- name: forget
DELETE FROM sign_ins WHERE seen_ms < ? OR expires_ms <= ?
