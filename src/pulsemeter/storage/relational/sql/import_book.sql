-- name: codes
SELECT session FROM seats UNION SELECT session FROM frames

-- name: append
INSERT INTO frames (session, frame) VALUES (?, ?)
