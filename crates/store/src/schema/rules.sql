-- The rule file that a person of the county is writing, as typed. One for each.
CREATE TABLE rule_drafts (
    owner       BLOB    PRIMARY KEY,
    text        TEXT    NOT NULL,
    saved_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
