-- What an office person writes again and again when returning. A dropped one can be taken back until the person comes again.
CREATE TABLE reasons (
    reason  INTEGER PRIMARY KEY,
    owner   BLOB    NOT NULL,
    text    TEXT    NOT NULL,
    dropped INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX reasons_owner ON reasons (owner);

-- A return that is being written: its points as typed. Goes with the decision.
CREATE TABLE returns (
    owner       BLOB    NOT NULL,
    entry       BLOB    NOT NULL,
    points      TEXT    NOT NULL, -- JSON
    saved_at_ms INTEGER NOT NULL,
    PRIMARY KEY (owner, entry)
) STRICT, WITHOUT ROWID;
