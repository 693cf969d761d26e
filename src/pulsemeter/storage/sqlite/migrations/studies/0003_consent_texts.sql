-- Every version of what a study's participants agree to, in every language.
CREATE TABLE consent_texts (
    study TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (study, version)
) WITHOUT ROWID;
