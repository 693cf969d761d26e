-- name: length
SELECT count(*) FROM recording_editions WHERE session = ? AND stimulus = ?

-- name: add
INSERT INTO recording_editions (session, stimulus, number, body) VALUES (?, ?, ?, ?)

-- name: editions
SELECT body FROM recording_editions WHERE session = ? ORDER BY stimulus, number

-- name: newest
SELECT body FROM recording_editions AS one WHERE session = ? AND number = (
    SELECT max(number) FROM recording_editions
    WHERE session = one.session AND stimulus = one.stimulus
) ORDER BY stimulus
