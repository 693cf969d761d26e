-- name: step
SELECT step FROM seats WHERE id = ? AND session = ?

-- name: put
INSERT INTO answers (seat, part, question, value) VALUES (?, ?, ?, ?)
ON CONFLICT (seat, part, question) DO UPDATE SET value = excluded.value

-- name: of_seat
SELECT part, question, value FROM answers WHERE seat = ?

-- name: all
SELECT answers.seat, part, question, value FROM answers JOIN seats ON seats.id = answers.seat
WHERE seats.session = ? ORDER BY answers.seat

-- name: say
INSERT INTO said (id, session, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING

-- name: said
SELECT body FROM said WHERE session = ? ORDER BY id
