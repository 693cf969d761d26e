-- Who the staff are, and their ways in. Earlier links and sign-ins named a role and no person, so
-- they end here: a server without an owner prints a new link when it starts.

DROP TABLE links;
DROP TABLE sign_ins;

CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE    -- by what names are compared
) WITHOUT ROWID;

CREATE TABLE memberships (
    member TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    study TEXT NOT NULL,             -- '' for every study
    role TEXT NOT NULL CHECK (role IN ('owner', 'analyst', 'moderator', 'editor', 'viewer')),
    audiences TEXT NOT NULL,         -- a list as JSON
    PRIMARY KEY (member, study)
) WITHOUT ROWID;

CREATE TABLE invitations (
    link_hash BLOB PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    study TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'analyst', 'moderator', 'editor', 'viewer')),
    audiences TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    member TEXT REFERENCES staff (id) ON DELETE CASCADE,
    is_used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE passwords (
    member TEXT PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE passkeys (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    member TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    label TEXT NOT NULL,
    added_day TEXT NOT NULL
);

CREATE INDEX passkeys_by_member ON passkeys (member);

CREATE TABLE sign_ins (
    secret_hash BLOB PRIMARY KEY,
    member TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    way TEXT NOT NULL,
    began_day TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX sign_ins_by_member ON sign_ins (member);
