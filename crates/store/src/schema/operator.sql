-- Who runs the server, as its last answer with a directory or a root said. At most one row.
CREATE TABLE operator (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    name       TEXT NOT NULL,
    icp_filing TEXT NOT NULL,
    app_filing TEXT NOT NULL,
    contact    TEXT NOT NULL
) STRICT;
