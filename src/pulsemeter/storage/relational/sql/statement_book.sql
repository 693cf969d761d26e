-- name: study
SELECT body, edition FROM studies WHERE name = ?

-- name: study_of_session
SELECT studies.name,
       coalesce(sessions.frozen, studies.body),
       CASE
           WHEN analysis_plans.session IS NOT NULL THEN analysis_plans.edition
           -- Opened before there were plans: it shows what the study was taken in with.
           WHEN sessions.frozen IS NOT NULL THEN
               (SELECT coalesce(min(edition), 0) FROM statements WHERE study = studies.name)
           ELSE studies.edition
       END
FROM sessions JOIN studies ON studies.name = sessions.study
LEFT JOIN analysis_plans ON analysis_plans.session = sessions.code
WHERE sessions.code = ?

-- name: statements
SELECT body FROM statements AS one
WHERE study = ?1 AND is_gone = 0 AND edition <= ?2 AND revision = (
    SELECT max(revision) FROM statements WHERE study = ?1 AND id = one.id AND edition <= ?2
)

-- name: passages
SELECT body FROM passages AS one
WHERE study = ?1 AND is_gone = 0 AND edition <= ?2 AND revision = (
    SELECT max(revision) FROM passages WHERE study = ?1 AND id = one.id AND edition <= ?2
)

-- name: used_ids
SELECT id FROM statements WHERE study = ?1 UNION SELECT id FROM passages WHERE study = ?1

-- name: revision
SELECT body FROM statements WHERE study = ? AND id = ? AND revision = ? AND is_gone = 0

-- name: next_edition
UPDATE studies SET edition = edition + 1 WHERE name = ? AND edition = ?

-- name: add_statement
INSERT INTO statements (study, id, revision, edition, stimulus, start_ms, body)
VALUES (?, ?, ?, ?, ?, ?, ?)

-- name: end_statement
INSERT INTO statements (study, id, revision, edition, is_gone, stimulus, start_ms, body)
SELECT study, id, revision + 1, ?1, 1, stimulus, start_ms, body FROM statements
WHERE study = ?2 AND id = ?3 ORDER BY revision DESC LIMIT 1

-- name: add_passage
INSERT INTO passages (study, id, revision, edition, body) VALUES (?, ?, ?, ?, ?)

-- name: end_passage
INSERT INTO passages (study, id, revision, edition, is_gone, body)
SELECT study, id, revision + 1, ?1, 1, body FROM passages
WHERE study = ?2 AND id = ?3 ORDER BY revision DESC LIMIT 1

-- name: has_opened
SELECT frozen IS NOT NULL FROM sessions WHERE code = ?

-- name: put_plan
INSERT INTO analysis_plans (session, edition, body, digest) VALUES (?, ?, ?, ?)
ON CONFLICT (session) DO UPDATE
SET edition = excluded.edition, body = excluded.body, digest = excluded.digest

-- name: plan
SELECT edition, body, digest FROM analysis_plans WHERE session = ?
