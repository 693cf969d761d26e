-- A page that is just being given a seat for this token, as a hash that only that page can make:
-- it stands in no other file, and burning the token removes it.
ALTER TABLE tokens ADD COLUMN claim BLOB;
