-- Tokens may carry the categories of whom they invite. Vouchers say that somebody completed a
-- session: no seat, no token and no time; rows lie in the order of their hashes, not of arrival.

ALTER TABLE tokens ADD COLUMN categories TEXT NOT NULL DEFAULT '{}';

CREATE TABLE vouchers (
    session TEXT NOT NULL,
    voucher_hash BLOB NOT NULL,
    PRIMARY KEY (session, voucher_hash)
) WITHOUT ROWID;
