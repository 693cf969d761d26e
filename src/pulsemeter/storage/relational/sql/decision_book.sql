-- name: add
INSERT INTO decisions (id, study, session, statement, revision, audience, kind, audience_label)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: append
INSERT INTO decision_entries (decision, number, body) VALUES (?, ?, ?)

-- name: length
SELECT count(*) FROM decision_entries WHERE decision = ?

-- name: decision
SELECT id, study, session, statement, revision, audience, kind, audience_label, body
FROM decisions JOIN decision_entries ON decision_entries.decision = decisions.id
WHERE decisions.id = ? ORDER BY decision_entries.number

-- name: of_session
SELECT id, study, session, statement, revision, audience, kind, audience_label, body
FROM decisions JOIN decision_entries ON decision_entries.decision = decisions.id
WHERE session = ? ORDER BY decisions.number, decision_entries.number
