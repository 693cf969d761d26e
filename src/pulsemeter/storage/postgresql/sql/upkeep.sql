-- The braces stand for names of tables, columns and keys.

-- name: vacuum
VACUUM {}

-- name: vacuum_full
VACUUM FULL {}

-- name: renew
UPDATE {} SET {} = {}

-- name: sort
CLUSTER {} USING {}

-- name: keyed_tables
-- Tables of a schema, each with a column of its primary key and the index of that key.
SELECT tables.relname, keys.relname, columns.attname
FROM pg_class AS tables
JOIN pg_index ON pg_index.indrelid = tables.oid AND pg_index.indisprimary
JOIN pg_class AS keys ON keys.oid = pg_index.indexrelid
JOIN pg_attribute AS columns
    ON columns.attrelid = tables.oid AND columns.attnum = pg_index.indkey[0]
WHERE tables.relnamespace = ?::regnamespace AND tables.relkind = 'r'
ORDER BY tables.relname
