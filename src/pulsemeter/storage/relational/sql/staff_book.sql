-- name: add_member
INSERT INTO staff (id, name, name_key) VALUES (?, ?, ?)

-- name: member
SELECT id, name FROM staff WHERE id = ?

-- name: named
SELECT id, name FROM staff WHERE name_key = ?

-- name: all
SELECT staff.id, staff.name, study, role, audiences
FROM staff LEFT JOIN memberships ON member = staff.id ORDER BY name_key, study

-- name: memberships
SELECT study, role, audiences FROM memberships WHERE member = ? ORDER BY study

-- name: put_membership
INSERT INTO memberships (member, study, role, audiences) VALUES (?, ?, ?, ?)
ON CONFLICT (member, study) DO UPDATE SET role = excluded.role, audiences = excluded.audiences

-- name: drop_membership
DELETE FROM memberships WHERE member = ? AND study = ?

-- name: remove
DELETE FROM staff WHERE id = ?

-- name: add_invitation
INSERT INTO invitations (link_hash, id, study, role, audiences, expires_ms, member)
VALUES (?, ?, ?, ?, ?, ?, ?)

-- name: invitation
SELECT id, link_hash, study, role, audiences, expires_ms, member FROM invitations
WHERE link_hash = ? AND is_used = 0

-- name: invitations
SELECT id, link_hash, study, role, audiences, expires_ms, member FROM invitations
WHERE is_used = 0 ORDER BY expires_ms, id

-- name: drop_invitation
UPDATE invitations SET is_used = 1 WHERE id = ?

-- name: use_invitation
UPDATE invitations SET is_used = 1 WHERE link_hash = ? AND is_used = 0 AND member IS NULL
RETURNING study, role, audiences

-- name: use_link
UPDATE invitations SET is_used = 1 WHERE link_hash = ? AND is_used = 0 AND member = ?
RETURNING id
