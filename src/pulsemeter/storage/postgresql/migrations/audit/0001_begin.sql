-- What staff did, chained by hashes. Entries are added, never changed; the triggers stop a slip of
-- ours, the chain shows everybody else's hand.
CREATE TABLE entries (
    number bigint PRIMARY KEY,
    wall_ms bigint NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    link bytea NOT NULL
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry of the audit log is never changed or removed';
END
$$;

CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
EXECUTE FUNCTION refuse();
