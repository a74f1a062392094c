-- What a person writes again and again. A built-in template stands here, under its own key, once it was changed or deleted.
CREATE TABLE templates (
    owner    BLOB    NOT NULL,
    key      TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    matter   TEXT    NOT NULL,
    advice   TEXT    NOT NULL,
    result   TEXT    NOT NULL,
    dropped  INTEGER NOT NULL,
    position INTEGER NOT NULL, -- the order in which they were first kept
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

-- 填写负担: how much work writing an entry was. For the person's own eyes; nothing reads it but the device's settings.
CREATE TABLE burden (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    entry    BLOB    NOT NULL UNIQUE, -- or the draft it will be
    owner    BLOB    NOT NULL,
    taps     INTEGER NOT NULL,
    seconds  INTEGER NOT NULL
) STRICT;
