-- name: recipients
SELECT body FROM recipients WHERE study = ? ORDER BY number

-- name: put_recipient
INSERT INTO recipients (study, id, body) VALUES (?, ?, ?)
ON CONFLICT (study, id) DO UPDATE SET body = excluded.body

-- name: drop_recipient
DELETE FROM recipients WHERE study = ? AND id = ?

-- name: rules
SELECT body FROM brief_rules WHERE study = ? ORDER BY number

-- name: put_rule
INSERT INTO brief_rules (study, id, body) VALUES (?, ?, ?)
ON CONFLICT (study, id) DO UPDATE SET body = excluded.body

-- name: drop_rule
DELETE FROM brief_rules WHERE study = ? AND id = ?

-- name: is_there
SELECT count(*) FROM briefs WHERE session = ? AND key = ?

-- name: add
INSERT INTO briefs (id, session, recipient, key, body, due_ms) VALUES (?, ?, ?, ?, ?, ?)

-- name: length
SELECT count(*) FROM brief_tries WHERE brief = ?

-- name: append
INSERT INTO brief_tries (brief, number, body) SELECT id, ?, ? FROM briefs WHERE id = ?

-- name: set_due
UPDATE briefs SET due_ms = ? WHERE id = ?

-- name: of_session
SELECT briefs.body, brief_tries.body
FROM briefs LEFT JOIN brief_tries ON brief_tries.brief = briefs.id
WHERE session = ? ORDER BY briefs.number, brief_tries.number

-- name: due
-- Of each recipient the first, so that the many briefs of one who can't be reached hide no other's.
SELECT first.body, brief_tries.body
FROM (
    SELECT id, number, body, due_ms FROM (
        SELECT id, number, body, due_ms,
            row_number() OVER (PARTITION BY recipient ORDER BY due_ms, number) AS place
        FROM briefs WHERE due_ms <= ?
    ) AS waiting WHERE place = 1 ORDER BY due_ms, number LIMIT ?
) AS first
LEFT JOIN brief_tries ON brief_tries.brief = first.id
ORDER BY first.due_ms, first.number, brief_tries.number
