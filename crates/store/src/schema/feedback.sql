-- 投诉建议 written here. It travels without its author; who wrote it stands here alone, so that each sees their own.
CREATE TABLE feedback (
    position      INTEGER PRIMARY KEY AUTOINCREMENT,
    id            BLOB    NOT NULL UNIQUE,
    author        BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    text          TEXT    NOT NULL,
    written_at_ms INTEGER NOT NULL,
    delivered     INTEGER NOT NULL -- 1: the server said that it keeps it
) STRICT;

-- What a person is writing. One for each.
CREATE TABLE feedback_drafts (
    author BLOB PRIMARY KEY,
    id     BLOB NOT NULL, -- becomes the id of what is written
    kind   TEXT NOT NULL,
    text   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
