-- name: keep_categories
CREATE TEMP TABLE kept AS SELECT * FROM categories

-- name: drop_categories
DELETE FROM categories

-- name: return_categories
INSERT INTO categories SELECT * FROM temp.kept ORDER BY seat

-- name: keep_writers
CREATE TEMP TABLE kept AS SELECT * FROM writers

-- name: drop_writers
DELETE FROM writers

-- name: return_writers
INSERT INTO writers SELECT * FROM temp.kept ORDER BY seat, rank

-- name: keep_answers
CREATE TEMP TABLE kept AS SELECT * FROM answers

-- name: drop_answers
DELETE FROM answers

-- name: return_answers
INSERT INTO answers SELECT * FROM temp.kept ORDER BY seat, part, question

-- name: keep_overall_answers
CREATE TEMP TABLE kept AS SELECT * FROM overall_answers

-- name: drop_overall_answers
DELETE FROM overall_answers

-- name: return_overall_answers
INSERT INTO overall_answers SELECT * FROM temp.kept ORDER BY seat

-- name: keep_comments
CREATE TEMP TABLE kept AS SELECT * FROM comments

-- name: drop_comments
DELETE FROM comments

-- name: return_comments
INSERT INTO comments SELECT * FROM temp.kept ORDER BY id

-- name: keep_said
CREATE TEMP TABLE kept AS SELECT * FROM said

-- name: drop_said
DELETE FROM said

-- name: return_said
INSERT INTO said SELECT * FROM temp.kept ORDER BY id

-- name: keep_margins
CREATE TEMP TABLE kept AS SELECT * FROM margins

-- name: drop_margins
DELETE FROM margins

-- name: return_margins
INSERT INTO margins SELECT * FROM temp.kept ORDER BY session, cell

-- name: forget_kept
DROP TABLE temp.kept
