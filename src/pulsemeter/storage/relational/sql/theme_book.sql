-- name: edition
SELECT edition FROM themes WHERE session = ?

-- name: put
INSERT INTO themes (session, edition, body) VALUES (?, ?, ?)
ON CONFLICT (session) DO UPDATE SET edition = excluded.edition, body = excluded.body

-- name: sheet
SELECT body FROM themes WHERE session = ?

-- name: remove
DELETE FROM themes WHERE session = ?
