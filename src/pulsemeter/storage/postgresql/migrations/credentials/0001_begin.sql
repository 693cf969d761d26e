-- Tokens by their hash. No pseudonym, no time: this schema can't be joined with the reactions.
CREATE TABLE tokens (
    token_hash bytea PRIMARY KEY,
    session text NOT NULL,
    is_used integer NOT NULL DEFAULT 0,
    categories text NOT NULL DEFAULT '{}',
    claim bytea                -- a page that is just being given a seat; burning removes it
);

CREATE TABLE vouchers (
    session text COLLATE "C" NOT NULL,
    voucher_hash bytea NOT NULL,
    PRIMARY KEY (session, voucher_hash)
);

-- Tokens by which programs of the staff act. Days only; nothing here is of participants.
CREATE TABLE access_tokens (
    token_hash bytea PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    member text NOT NULL,
    label text COLLATE "C" NOT NULL,
    scopes text NOT NULL,
    study text NOT NULL,
    made_day text COLLATE "C" NOT NULL,
    last_day text NOT NULL,
    used_day text NOT NULL
);

CREATE INDEX access_tokens_of_member ON access_tokens (member);
