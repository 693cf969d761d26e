-- name: found
SELECT
    EXISTS (SELECT FROM pg_namespace WHERE nspname = $1),
    (SELECT count(*) FROM pg_tables WHERE schemaname = $1),
    to_regclass($2) IS NOT NULL

-- name: make_state
-- One row: the version of the tables, how often somebody wrote, and what this book is called.
CREATE TABLE state (
    one integer PRIMARY KEY CHECK (one = 1),
    version integer NOT NULL,
    writes bigint NOT NULL,
    id text NOT NULL
)

-- name: begin_state
INSERT INTO state (one, version, writes, id) VALUES (1, 0, 0, gen_random_uuid()::text)

-- name: version
SELECT version FROM state

-- name: note_version
UPDATE state SET version = $1

-- name: id
SELECT id FROM pulsemeter_studies.state

-- name: agreed
-- What the folders of all machines agree on.
SELECT log_place, secret_digest FROM pulsemeter_studies.state

-- name: agree_on_log
UPDATE pulsemeter_studies.state SET log_place = $1

-- name: agree_on_secret
UPDATE pulsemeter_studies.state SET secret_digest = $1 WHERE secret_digest = $2
