-- Which lead the server has that may write here: whoever takes over begins a new one, and a server
-- that led before and doesn't know yet finds that its own is over. And what the folders of all
-- machines have to agree on: where the log lies (no password in it), and which secret they sign
-- with, by a digest of it.

ALTER TABLE state ADD COLUMN term bigint NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN log_place text NOT NULL DEFAULT '';
ALTER TABLE state ADD COLUMN secret_digest text NOT NULL DEFAULT '';
