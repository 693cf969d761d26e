-- Which lead the server has that may write here: whoever takes over begins a new one, and a server
-- that led before and doesn't know yet finds that its own is over.

ALTER TABLE state ADD COLUMN term bigint NOT NULL DEFAULT 0;
