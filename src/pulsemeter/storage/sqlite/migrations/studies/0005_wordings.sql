-- Statements are edited in revisions that all stay; passages; the analysis plan of each session.

ALTER TABLE studies ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;       -- how often edited
ALTER TABLE statements ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;    -- the edit it came with
ALTER TABLE statements ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;    -- from this revision on

CREATE TABLE passages (
    study TEXT NOT NULL REFERENCES studies (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    is_gone INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    PRIMARY KEY (study, id, revision)
) WITHOUT ROWID;

CREATE TABLE analysis_plans (
    session TEXT PRIMARY KEY REFERENCES sessions (code) ON DELETE CASCADE,
    edition INTEGER NOT NULL,  -- the wording that the session shows
    body TEXT NOT NULL,        -- the plan, word by word
    digest TEXT NOT NULL
) WITHOUT ROWID;
