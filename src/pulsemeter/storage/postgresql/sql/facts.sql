-- name: facts
SELECT
    pg_encoding_to_char(encoding),
    CASE WHEN to_regnamespace(?1) IS NULL
        THEN has_database_privilege(current_database(), 'CREATE')
        ELSE has_schema_privilege(?1, 'CREATE')
    END,
    pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on',
    current_setting('max_connections')::integer - (SELECT count(*)::integer FROM pg_stat_activity)
FROM pg_database WHERE datname = current_database()

-- name: settings
SELECT name, setting FROM pg_settings WHERE name IN (
    'fsync', 'full_page_writes', 'synchronous_commit', 'log_statement',
    'log_min_duration_statement', 'track_commit_timestamp', 'archive_mode'
)
