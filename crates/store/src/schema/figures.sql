-- What the server told of entries in figures, for the county and the city. Its word; can be dropped and asked for again.
CREATE TABLE figures (
    entry   BLOB    PRIMARY KEY,
    village TEXT    NOT NULL,
    date    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    mode    TEXT    NOT NULL,
    minutes INTEGER NOT NULL,
    people  INTEGER NOT NULL,
    result  TEXT,
    stage   TEXT    NOT NULL,
    major   INTEGER NOT NULL,
    counsel BLOB    NOT NULL,
    corrects BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX figures_of_month ON figures (date, village);
CREATE INDEX figures_corrects ON figures (corrects) WHERE corrects IS NOT NULL;

-- How far they reach.
CREATE TABLE figures_place (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL,
    up_to INTEGER NOT NULL,
    scope TEXT    NOT NULL, -- the areas they were asked for
    at_ms INTEGER NOT NULL  -- device clock
) STRICT;

-- Openings of a text from above, signed and sealed. The text itself is never stored.
CREATE TABLE openings (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    id          BLOB    NOT NULL UNIQUE, -- of the batch
    entry       BLOB    NOT NULL,
    person      BLOB    NOT NULL,
    village     TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    bytes       BLOB    NOT NULL,
    signature   BLOB    NOT NULL,
    made_ms     INTEGER NOT NULL, -- device clock
    state       TEXT    NOT NULL  -- waiting, stands, over, or why it was refused
) STRICT;
CREATE INDEX openings_of_entry ON openings (entry, person, position);
