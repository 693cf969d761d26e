-- name: add_link
INSERT INTO links (link_hash, role) VALUES (?, ?)

-- name: use_link
UPDATE links SET is_used = 1 WHERE link_hash = ? AND is_used = 0 RETURNING role

-- name: add_sign_in
INSERT INTO sign_ins (secret_hash, role) VALUES (?, ?)

-- name: role_of
SELECT role FROM sign_ins WHERE secret_hash = ?
