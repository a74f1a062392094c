-- Needs (群众法律需求), of schema 1.

-- Derived: one row per readable need.
CREATE TABLE needs (
    need          BLOB NOT NULL PRIMARY KEY,
    village       TEXT NOT NULL,
    date          TEXT NOT NULL,
    name          TEXT NOT NULL,
    phone         TEXT NOT NULL,
    category      TEXT NOT NULL, -- '' when not given
    matter        TEXT NOT NULL,
    channel       TEXT NOT NULL,
    recorder      BLOB NOT NULL,
    recorder_name TEXT NOT NULL,
    written_at    TEXT NOT NULL,
    closed        TEXT NOT NULL, -- as the document has it; '' while it is not closed
    closer        BLOB,          -- who closed it
    heads         BLOB NOT NULL,
    found         TEXT NOT NULL  -- what can be found of it, folded
) STRICT, WITHOUT ROWID;
CREATE INDEX needs_village ON needs (village, date);
-- The entries that answer a need.
CREATE INDEX entries_answers ON entries (answers) WHERE answers IS NOT NULL;

-- The need a person is typing: one for each person.
CREATE TABLE need_drafts (
    owner       BLOB    NOT NULL PRIMARY KEY,
    need        BLOB    NOT NULL,
    form        TEXT    NOT NULL,
    saved_at_ms INTEGER
) STRICT, WITHOUT ROWID;
