-- Which entries raise a question of conflict, as the server told it last to whoever keeps the registers. Its word; goes with the figures.
CREATE TABLE crossings (
    entry   BLOB NOT NULL,
    kind    TEXT NOT NULL,
    village TEXT NOT NULL, -- the other one
    PRIMARY KEY (entry, kind, village)
) STRICT, WITHOUT ROWID;
