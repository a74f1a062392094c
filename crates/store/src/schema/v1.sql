-- Schema 1. The log (changes, acts), the outbox and what the device is are the truth; entries and search are derived.
CREATE TABLE schema (min_readable INTEGER NOT NULL) STRICT;
INSERT INTO schema (min_readable) VALUES (1);

-- The device. One row once enrolled.
CREATE TABLE device (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    id         BLOB    NOT NULL,
    number     INTEGER NOT NULL,
    token      TEXT    NOT NULL,
    shard      TEXT    NOT NULL,
    county_key BLOB    NOT NULL,
    server     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    secret     BLOB    NOT NULL
) STRICT;

-- The people enrolled on this device.
CREATE TABLE people (
    slot       INTEGER PRIMARY KEY,
    person     BLOB    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    post       TEXT    NOT NULL,
    scope      TEXT    NOT NULL, -- areas, blank between
    public_key BLOB    NOT NULL,
    sealed_key BLOB    NOT NULL,
    salt       BLOB    NOT NULL,
    memory_kib INTEGER NOT NULL,
    passes     INTEGER NOT NULL,
    lanes      INTEGER NOT NULL
) STRICT;

-- The directory, replaced whole.
CREATE TABLE villages (
    code     TEXT NOT NULL PRIMARY KEY,
    city     TEXT NOT NULL,
    county   TEXT NOT NULL,
    township TEXT NOT NULL,
    name     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE certificates (
    position INTEGER PRIMARY KEY,
    key      BLOB NOT NULL,      -- a key may have several
    bytes    BLOB NOT NULL
) STRICT;
CREATE INDEX certificates_key ON certificates (key);
CREATE TABLE revocations (
    position INTEGER PRIMARY KEY,
    key      BLOB NOT NULL,
    bytes    BLOB NOT NULL
) STRICT;
CREATE INDEX revocations_key ON revocations (key);
-- The cadres who may be enrolled here on the spot.
CREATE TABLE roster (
    person BLOB NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    post   TEXT NOT NULL,
    scope  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Enrolments made here on the spot.
CREATE TABLE claims (
    position INTEGER PRIMARY KEY,
    key      BLOB NOT NULL UNIQUE,
    person   BLOB NOT NULL,
    bytes    BLOB NOT NULL,
    state    TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'taken', 'refused')),
    fault    TEXT NOT NULL DEFAULT ''
) STRICT;
-- What office people here decided over enrolments and the server has not taken.
CREATE TABLE decisions (
    position INTEGER PRIMARY KEY,
    key      BLOB NOT NULL UNIQUE,
    kind     TEXT NOT NULL CHECK (kind IN ('confirm', 'refuse')),
    bytes    BLOB NOT NULL,
    fault    TEXT NOT NULL DEFAULT '' -- why the server did not take it; then it is not sent again
) STRICT;
CREATE TABLE rules (
    position INTEGER PRIMARY KEY,
    text     TEXT NOT NULL
) STRICT;

-- What each person wants to look for again, under a name of their own. A dropped one can be taken back until the person comes again.
CREATE TABLE views (
    view    INTEGER PRIMARY KEY,
    owner   BLOB    NOT NULL,
    name    TEXT    NOT NULL,
    sought  TEXT    NOT NULL, -- JSON
    dropped INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX views_owner ON views (owner);
-- The month for which a person wants to hear no more of what is missing.
CREATE TABLE reminders (
    person BLOB NOT NULL PRIMARY KEY,
    away   TEXT NOT NULL      -- its first day
) STRICT, WITHOUT ROWID;

-- Villages that somebody here could read once and nobody may any more. What comes of them is passed over.
CREATE TABLE forgotten (
    village TEXT    NOT NULL PRIMARY KEY,
    name    TEXT    NOT NULL,           -- as the directory had it
    due     INTEGER NOT NULL DEFAULT 1, -- something of it may be here still
    unread  INTEGER NOT NULL DEFAULT 1  -- nobody read that it went
) STRICT, WITHOUT ROWID;
-- The last running number this device gave in a village that was forgotten: no number is given twice.
CREATE TABLE numbered (
    village TEXT    NOT NULL,
    year    INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (village, year)
) STRICT, WITHOUT ROWID;

-- Where this device stands with its shard. Always one row. Unsigned numbers are kept by their bits.
CREATE TABLE sync (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    epoch          INTEGER NOT NULL DEFAULT 0,
    cursor         INTEGER NOT NULL DEFAULT 0,
    directory      INTEGER NOT NULL DEFAULT 0,
    time_token     BLOB    NOT NULL DEFAULT x'',
    server_time_ms INTEGER NOT NULL DEFAULT 0,
    device_time_ms INTEGER NOT NULL DEFAULT 0, -- when the token came
    note           TEXT    NOT NULL DEFAULT '',
    root           BLOB    NOT NULL DEFAULT x'', -- the last one accepted
    root_refused   TEXT    NOT NULL DEFAULT '',  -- why an answer was refused since then
    began_anew     INTEGER NOT NULL DEFAULT 0,   -- another epoch, and nobody read it yet
    courier_key    BLOB    NOT NULL DEFAULT x'', -- the county's signed word over it
    last_act       BLOB    NOT NULL DEFAULT x''  -- the last act made here, when it was forgotten with its village
) STRICT;
INSERT INTO sync (one) VALUES (1);

-- Files sealed for a courier, and the key that each one's answer is sealed to.
CREATE TABLE couriers (
    position INTEGER PRIMARY KEY,
    reader   BLOB    NOT NULL UNIQUE,
    secret   BLOB    NOT NULL,
    made_ms  INTEGER NOT NULL,
    cursor   INTEGER NOT NULL,
    root     BLOB    NOT NULL,
    sent     BLOB    NOT NULL,
    entries  INTEGER NOT NULL,
    photos   INTEGER NOT NULL,
    taken_ms INTEGER
) STRICT;

-- Devices whose work a backup brought, until the server has all of it.
CREATE TABLE restored (
    device      BLOB    NOT NULL PRIMARY KEY,
    db_key      BLOB    NOT NULL,
    made_ms     INTEGER NOT NULL,
    entries     INTEGER NOT NULL,
    parked      INTEGER NOT NULL,
    photos      INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    waits       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Forms on their way.
CREATE TABLE drafts (
    draft       BLOB    NOT NULL PRIMARY KEY,
    owner       BLOB    NOT NULL,
    form        TEXT    NOT NULL,
    changes     BLOB,             -- the entry it changes
    base        BLOB    NOT NULL, -- 32 bytes of each head of that entry's document when the draft was begun
    saved_at_ms INTEGER,
    dropped     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Photos of a form on its way. A dropped one can be taken back as long as there is the draft.
CREATE TABLE draft_attachments (
    draft    BLOB    NOT NULL,
    row      TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    blob     BLOB    NOT NULL,
    length   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    dropped  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (draft, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_attachments_blob ON draft_attachments (blob);

-- What hangs on entries, by the SM3 of its bytes: made here or come from the server, whole or in part.
CREATE TABLE blobs (
    position      INTEGER PRIMARY KEY,
    blob          BLOB    NOT NULL UNIQUE,
    length        INTEGER NOT NULL,
    whole         INTEGER NOT NULL DEFAULT 0, -- every chunk is here and SM3 of them all was compared
    own           INTEGER NOT NULL DEFAULT 0, -- made here
    server        TEXT    NOT NULL DEFAULT 'unknown' CHECK (server IN ('unknown', 'missing', 'held', 'lost', 'refused')),
    spans         TEXT    NOT NULL DEFAULT '', -- chunks the server lacks, when it said so: "from-to", blank between
    refused       TEXT    NOT NULL DEFAULT '', -- why the server will not take it
    begun         INTEGER NOT NULL DEFAULT 0,  -- chunks were sent, or a log was begun anew: the server may hold some
    named         INTEGER NOT NULL DEFAULT 0,  -- an entry named it once
    idle_since_ms INTEGER                      -- since when nothing names it, as far as anybody looked
) STRICT;
CREATE INDEX blobs_up ON blobs (position) WHERE whole = 1 AND server <> 'held';
CREATE TABLE chunks (
    blob     BLOB    NOT NULL,
    number   INTEGER NOT NULL,
    bytes    BLOB    NOT NULL,
    checksum BLOB    NOT NULL,       -- SM3 over blob, number and bytes
    UNIQUE (blob, number)
) STRICT;
-- Derived: small pictures of blobs.
CREATE TABLE thumbs (
    blob  BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- The log. Never updated.
CREATE TABLE changes (
    arrival  INTEGER PRIMARY KEY,
    entry    BLOB NOT NULL,
    hash     BLOB NOT NULL,
    bytes    BLOB NOT NULL,
    checksum BLOB NOT NULL,       -- SM3 over entry, hash and bytes
    batch    BLOB,                -- the pulled batch it came in
    UNIQUE (entry, hash)
) STRICT;
CREATE TABLE acts (
    arrival        INTEGER PRIMARY KEY,
    id             BLOB NOT NULL UNIQUE, -- SM3 of bytes
    entry          BLOB NOT NULL,
    key            BLOB NOT NULL,
    device         BLOB NOT NULL,
    bytes          BLOB NOT NULL,
    batch          BLOB,
    received_at_ms INTEGER,       -- by the server's clock, from a verified receipt
    epoch          INTEGER,       -- the log's, from that receipt
    sequence       INTEGER        -- the first batch that holds it, in that epoch
) STRICT;
CREATE INDEX acts_entry ON acts (entry);
CREATE INDEX acts_key ON acts (key);
CREATE INDEX acts_device ON acts (device);

-- What was written here, item by item, and whether a receipt covers it. An item is put in once, because the log takes it once.
-- Every index costs a page in every save, so there is one for what is open, from which it is counted, and one for what a batch carries.
CREATE TABLE outbox (
    position   INTEGER PRIMARY KEY,
    item       BLOB    NOT NULL,          -- change hash or act id
    kind       TEXT    NOT NULL CHECK (kind IN ('change', 'act')),
    entry      BLOB    NOT NULL,
    village    TEXT    NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    batch      BLOB,                      -- the sealed batch that carries it
    accepted   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_open ON outbox (entry, village, size_bytes, accepted) WHERE accepted = 0;
CREATE INDEX outbox_batch ON outbox (batch) WHERE batch IS NOT NULL;

-- Sealed batches of this device. Bytes never change.
CREATE TABLE batches (
    position       INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE,
    entry          BLOB    NOT NULL,
    bytes          BLOB    NOT NULL,
    signature      BLOB    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('pending', 'sending', 'retry', 'parked', 'accepted')),
    reason         TEXT    NOT NULL DEFAULT '',
    receipt        BLOB    NOT NULL DEFAULT x'',
    epoch          INTEGER NOT NULL DEFAULT 0,
    sequence       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX batches_entry ON batches (entry);
CREATE INDEX batches_open ON batches (position) WHERE state <> 'accepted';

-- Batches of others that the server gave. Bytes stay only while this program cannot read them, or when they cannot be made again from
-- the log, because something in it came in another batch before.
CREATE TABLE pulled (
    batch     BLOB    NOT NULL PRIMARY KEY,
    sequence  INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    receipt   BLOB    NOT NULL,
    entry     BLOB,              -- what it is about and who made it, when this program can read that
    village   TEXT,
    device    BLOB,
    signature BLOB    NOT NULL,
    bytes     BLOB,
    unread    INTEGER NOT NULL DEFAULT 0,
    lacking   TEXT    NOT NULL DEFAULT '' -- the log that began anew was not seen to hold it: 'due' to be handed in, 'sent', or why
                                          -- the server does not take it
) STRICT;
CREATE INDEX pulled_lacking ON pulled (entry, epoch, sequence) WHERE lacking <> '';

-- What others wrote and the server's log, since it began anew, was not seen to hold.
CREATE TABLE uncovered (
    entry BLOB NOT NULL,
    item  BLOB NOT NULL,          -- change hash or act id
    kind  TEXT NOT NULL CHECK (kind IN ('change', 'act')),
    PRIMARY KEY (entry, item)
) STRICT, WITHOUT ROWID;

-- Derived: one row per readable entry.
CREATE TABLE entries (
    id            INTEGER PRIMARY KEY,
    entry         BLOB    NOT NULL UNIQUE,
    village       TEXT    NOT NULL,
    number        TEXT    NOT NULL,
    year          INTEGER NOT NULL,
    month         INTEGER NOT NULL,
    date          TEXT    NOT NULL,
    start         TEXT    NOT NULL, -- '' when only the length is known
    finish        TEXT    NOT NULL,
    minutes       INTEGER NOT NULL,
    mode          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    names         TEXT    NOT NULL, -- JSON
    head_count    INTEGER,
    matter        TEXT    NOT NULL,
    counsel       BLOB    NOT NULL,
    counsel_name  TEXT    NOT NULL,
    written_at    TEXT    NOT NULL,
    corrects      BLOB,
    follows       BLOB,
    answers       BLOB,             -- the need it answers
    follow_up     TEXT,             -- 跟进日期
    major         INTEGER NOT NULL,
    stage         TEXT    NOT NULL,
    changed       INTEGER NOT NULL, -- after signing
    conflicts     INTEGER NOT NULL,
    on_paper      INTEGER NOT NULL, -- signed by hand: the official act is a submission
    signed_at     INTEGER NOT NULL, -- arrival of the official signature, 0 when unsigned
    decided_at    INTEGER NOT NULL, -- arrival of the last review of it, 0 when undecided
    contrary      INTEGER NOT NULL, -- 另有不同意见: reviews of one text differ
    heads         BLOB    NOT NULL,
    content       BLOB    NOT NULL, -- digest of the official content
    search_digest BLOB    NOT NULL,
    known         TEXT,             -- 知悉 of a 重大事项, the earliest that holds: JSON of name, ms, quality of the clock
    explained     TEXT    NOT NULL, -- what the counsel's answers name: JSON of kind and entries
    said          BLOB,             -- digest of what is compared of its text; NULL when that is short
    ink           BLOB,             -- digest of what is compared of the official sign-off's ink
    newer         INTEGER NOT NULL  -- a newer program wrote something of it that this one does not know
) STRICT;
-- The entries of which that is so, also those of which nothing can be shown; they are read again at every opening.
CREATE TABLE newer (
    entry BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
-- In the order of a list, with all that narrows one: a page and its total are read without a row of the table, which is long.
CREATE INDEX entries_list ON entries (date DESC, number DESC, entry, village, stage, kind, mode, major);
CREATE INDEX entries_village ON entries (village, date DESC, number DESC, entry);
CREATE INDEX entries_stage ON entries (stage, village);
CREATE INDEX entries_decided ON entries (decided_at DESC, entry) WHERE decided_at > 0;
CREATE INDEX entries_corrects ON entries (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX entries_follow_up ON entries (follow_up) WHERE follow_up IS NOT NULL;
CREATE INDEX entries_follows ON entries (follows) WHERE follows IS NOT NULL;
CREATE INDEX entries_contrary ON entries (village) WHERE contrary = 1;
-- What stands near an entry, for the questions it raises; and what the office has not acknowledged.
CREATE INDEX entries_written ON entries (counsel, written_at);
CREATE INDEX entries_said ON entries (said) WHERE said IS NOT NULL;
CREATE INDEX entries_ink ON entries (ink) WHERE ink IS NOT NULL;
CREATE INDEX entries_unknown ON entries (village) WHERE major = 1 AND known IS NULL;

-- What the server's index says of entries whose batches are not here yet: its word, and no evidence of anything. A row goes when its
-- entry is here, and every row when the first filling is through.
CREATE TABLE indexed (
    id           INTEGER PRIMARY KEY,
    short        BLOB    NOT NULL UNIQUE, -- the first bytes of the entry's id
    village      TEXT    NOT NULL,
    number       TEXT    NOT NULL,
    year         INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    date         TEXT    NOT NULL,
    start        TEXT    NOT NULL, -- '' when only the length is known
    finish       TEXT    NOT NULL,
    minutes      INTEGER NOT NULL,
    mode         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    name         TEXT    NOT NULL, -- shortened
    more_names   INTEGER NOT NULL,
    matter       TEXT    NOT NULL, -- shortened
    counsel_name TEXT    NOT NULL,
    major        INTEGER NOT NULL,
    stage        TEXT    NOT NULL,
    changed      INTEGER NOT NULL,
    corrected    INTEGER NOT NULL,
    found        TEXT    NOT NULL  -- what can be found of it, folded
) STRICT;
CREATE INDEX indexed_list ON indexed (date DESC, number DESC, short);

-- How far the first filling has come: what is there of the log when a device joins, its scope grows, or the log begins anew.
-- Always one row.
CREATE TABLE filling (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    state      TEXT    NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'index', 'log', 'done')),
    date       TEXT    NOT NULL DEFAULT '',  -- the last row of the index held, while it comes
    short      BLOB    NOT NULL DEFAULT x'',
    entries    INTEGER NOT NULL DEFAULT 0,   -- as the index says; 0 before it came
    bytes      INTEGER NOT NULL DEFAULT 0,
    bytes_here INTEGER NOT NULL DEFAULT 0    -- of batches that came since it began
) STRICT;
INSERT INTO filling (one) VALUES (1);

-- Derived: which blobs an entry names, in its text now, in any text under an act, and in any value of a conflict.
CREATE TABLE attachments (
    entry   BLOB    NOT NULL,
    blob    BLOB    NOT NULL,
    length  INTEGER NOT NULL,
    covered INTEGER NOT NULL, -- whether a receipt covers a change that names it
    PRIMARY KEY (entry, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_blob ON attachments (blob);

-- Derived: the parties of matters that have sides, as they are held against those of the counsel's other villages.
CREATE TABLE parties (
    entry BLOB NOT NULL,
    name  TEXT NOT NULL,
    phone TEXT NOT NULL,
    PRIMARY KEY (entry, name, phone)
) STRICT, WITHOUT ROWID;
CREATE INDEX parties_name ON parties (name);

-- Derived: what of an entry can be found. rowid = entries.id; one token per character (see search.rs).
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii');
-- A segment page that fits a page of the file.
INSERT INTO search (search, rank) VALUES ('pgsz', 1900);
