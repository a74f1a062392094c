-- What somebody types in a form that makes no draft: kept for them until something is made of it or it is given up.
CREATE TABLE typed (
    owner       BLOB    NOT NULL,
    form        TEXT    NOT NULL, -- the interface's name of the form
    subject     BLOB    NOT NULL, -- entry or record; zeros: none yet
    text        TEXT    NOT NULL,
    saved_at_ms INTEGER NOT NULL,
    PRIMARY KEY (owner, form, subject)
) STRICT, WITHOUT ROWID;
