-- name: sessions_of_study
SELECT body FROM sessions WHERE study = ? ORDER BY number

-- name: put_study
INSERT INTO studies (name, body, source) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE
SET body = excluded.body, source = excluded.source, edition = studies.edition + 1
RETURNING edition

-- name: change_study
UPDATE studies SET body = ? WHERE name = ?

-- name: edit_study
UPDATE studies SET body = ?, source = ? WHERE name = ?

-- name: drop_statements
DELETE FROM statements WHERE study = ?

-- name: drop_passages
DELETE FROM passages WHERE study = ?

-- name: study
SELECT body FROM studies WHERE name = ?

-- name: studies
SELECT body FROM studies ORDER BY name

-- name: statements
SELECT body FROM statements AS one
WHERE study = ?1 AND is_gone = 0
    AND revision = (SELECT max(revision) FROM statements WHERE study = ?1 AND id = one.id)
ORDER BY stimulus, start_ms, id

-- name: put_session
INSERT INTO sessions (code, study, body, frozen) VALUES (?, ?, ?, ?)
ON CONFLICT (code) DO UPDATE
SET body = excluded.body, frozen = coalesce(excluded.frozen, sessions.frozen)
WHERE sessions.study = excluded.study

-- name: session
SELECT body FROM sessions WHERE code = ?

-- name: sessions
SELECT body FROM sessions ORDER BY number

-- name: frozen_study
SELECT frozen FROM sessions WHERE code = ?

-- name: put_consent
INSERT INTO consent_texts (study, version, body) VALUES (?, ?, ?)
ON CONFLICT (study, version) DO UPDATE SET body = excluded.body

-- name: consents
SELECT body FROM consent_texts WHERE study = ? ORDER BY version
