-- name: recipe
SELECT salt, memory_kib, passes, lanes, mark FROM recipe

-- name: drop_recipe
DELETE FROM recipe

-- name: put_recipe
INSERT INTO recipe (one, salt, memory_kib, passes, lanes, mark) VALUES (1, ?, ?, ?, ?, ?)

-- name: counts
SELECT study, count(*) FROM contacts GROUP BY study ORDER BY study

-- name: of_study
SELECT id, box FROM contacts WHERE study = ? ORDER BY id

-- name: all
SELECT id, study, box FROM contacts ORDER BY id

-- name: drop_all
DELETE FROM contacts

-- name: add
INSERT INTO contacts (id, study, box) VALUES (?, ?, ?)

-- name: ids
SELECT id FROM contacts ORDER BY id

-- name: note_forgotten
INSERT INTO forgotten (id) VALUES (?) ON CONFLICT DO NOTHING

-- name: forgotten
SELECT id FROM forgotten ORDER BY id
