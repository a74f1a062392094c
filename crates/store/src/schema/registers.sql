-- Registrations signed here and sealed, whether or not the county's log holds them. Kept: a log that begins anew is offered them again.
CREATE TABLE registrations (
    position  INTEGER PRIMARY KEY AUTOINCREMENT,
    id        BLOB    NOT NULL UNIQUE, -- of the batch
    act       BLOB    NOT NULL UNIQUE, -- the one it carries
    record    BLOB    NOT NULL,
    person    BLOB    NOT NULL,
    bytes     BLOB    NOT NULL,
    signature BLOB    NOT NULL,
    made_ms   INTEGER NOT NULL, -- device clock
    state     TEXT    NOT NULL, -- waiting, stands, or why it was refused
    receipt   BLOB,             -- of the log that holds it
    list      BLOB              -- the list it was taken in with: together or not at all
) STRICT;
CREATE INDEX registrations_of_state ON registrations (state, position);
CREATE INDEX registrations_of_record ON registrations (record, position);

-- Registrations as the county's log holds them, as far as somebody here may read them; each was verified before it was kept. Can be
-- dropped and asked for again.
CREATE TABLE registered (
    sequence    INTEGER PRIMARY KEY,
    act         BLOB    NOT NULL UNIQUE,
    received_ms INTEGER NOT NULL, -- server clock
    bytes       BLOB    NOT NULL  -- of the signed act
) STRICT;

-- How far they reach.
CREATE TABLE registers_place (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    epoch   INTEGER NOT NULL,
    up_to   INTEGER NOT NULL,
    readers TEXT    NOT NULL, -- for whom they were asked
    at_ms   INTEGER NOT NULL  -- device clock
) STRICT;

-- How far the log told that there are any.
CREATE TABLE registers_due (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;
