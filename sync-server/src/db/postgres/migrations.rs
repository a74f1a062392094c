//! The tables, as steps that are appended and never edited. The only row of `schema_version` counts the steps a database has
//! seen; it is locked while one is taken.
//!
//! Only what every engine that speaks this protocol has: no sequences, no triggers, no extensions, no stored procedures. Texts
//! that are compared or ordered are so byte by byte (collation "C").

use super::digests;
use super::row::{self, Tx, params};
use crate::db::{DbError, DbResult};

/// The steps, in order.
const STEPS: [&str; 5] = [FIRST, INQUIRIES, FIRMS, DIGESTS, PARTIES];
/// What of them wants more than statements.
const FILLED: i64 = 4;

const VERSION: &str = "
CREATE TABLE schema_version (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);
INSERT INTO schema_version (one, version) VALUES (1, 0);
";

const FIRST: &str = r#"
CREATE TABLE county_key (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    public_key BYTEA NOT NULL
);
CREATE TABLE rules (
    place BIGINT PRIMARY KEY,
    text TEXT NOT NULL
);
CREATE TABLE shards (
    county TEXT COLLATE "C" PRIMARY KEY,
    epoch BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL DEFAULT 0,
    size BIGINT NOT NULL DEFAULT 0,
    last_device_number BIGINT NOT NULL DEFAULT 0,
    last_place BIGINT NOT NULL DEFAULT 0,
    directory BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO counters (name, last) VALUES ('people', 0);
CREATE TABLE villages (
    code TEXT COLLATE "C" PRIMARY KEY,
    city TEXT NOT NULL,
    county TEXT NOT NULL,
    township TEXT NOT NULL,
    name TEXT NOT NULL
);
CREATE TABLE people (
    id BYTEA PRIMARY KEY,
    place BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    post TEXT NOT NULL,
    added_ms BIGINT NOT NULL
);
CREATE TABLE scopes (
    person BYTEA NOT NULL REFERENCES people (id),
    place BIGINT NOT NULL,
    area TEXT NOT NULL,
    PRIMARY KEY (person, place)
);
CREATE TABLE devices (
    id BYTEA PRIMARY KEY,
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    public_key BYTEA NOT NULL UNIQUE,
    token_hash BYTEA NOT NULL UNIQUE,
    enrolled_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    scope_since BIGINT NOT NULL DEFAULT 0,
    forget_since BIGINT NOT NULL DEFAULT 0,
    last_sync_ms BIGINT,
    full_sync_ms BIGINT,
    unsent BIGINT NOT NULL DEFAULT 0,
    UNIQUE (county, number)
);
CREATE TABLE invitations (
    code_hash BYTEA PRIMARY KEY,
    person BYTEA NOT NULL REFERENCES people (id),
    device BYTEA REFERENCES devices (id),
    given_by BYTEA REFERENCES people (id),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    claimed_person_key BYTEA,
    used_person_key BYTEA,
    used_device_key BYTEA,
    used_device BYTEA,
    gave_token BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE certificates (
    key BYTEA NOT NULL,
    standing TEXT NOT NULL,
    from_sequence BIGINT NOT NULL,
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    place BIGINT NOT NULL,
    device BYTEA NOT NULL REFERENCES devices (id),
    person BYTEA REFERENCES people (id),
    bytes BYTEA NOT NULL,
    claim BYTEA,
    PRIMARY KEY (key, from_sequence, standing),
    UNIQUE (county, place)
);
CREATE INDEX certificates_of_device ON certificates (device, person);
CREATE INDEX certificates_of_person ON certificates (person, key);
CREATE TABLE forgotten (
    device BYTEA NOT NULL REFERENCES devices (id),
    village TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (device, village)
);
CREATE TABLE revocations (
    key BYTEA PRIMARY KEY,
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    place BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    authority BYTEA,
    UNIQUE (county, place)
);
CREATE TABLE batches (
    id BYTEA PRIMARY KEY,
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    sequence BIGINT NOT NULL,
    village TEXT COLLATE "C" NOT NULL,
    entry BYTEA NOT NULL,
    device BYTEA NOT NULL,
    received_ms BIGINT NOT NULL,
    size BIGINT NOT NULL,
    receipt BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    ruling BYTEA,
    UNIQUE (county, sequence)
);
CREATE INDEX batches_of_village ON batches (county, village, sequence);
CREATE INDEX batches_of_entry ON batches (entry, sequence);
CREATE TABLE leaves (
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    place BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    act BYTEA NOT NULL,
    PRIMARY KEY (county, place)
);
CREATE INDEX leaves_of_batch ON leaves (county, sequence);
CREATE TABLE tree (
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    height BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (county, height, place)
);
CREATE TABLE roots (
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    place BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    day BIGINT NOT NULL,
    batches BIGINT NOT NULL,
    size BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    at_ms BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (county, place)
);
CREATE INDEX roots_of_day ON roots (county, epoch, day);
CREATE TABLE inks (
    shape BYTEA PRIMARY KEY,
    act BYTEA NOT NULL
);
CREATE TABLE entries (
    entry BYTEA PRIMARY KEY,
    village TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    counsel BYTEA NOT NULL,
    counsel_name TEXT NOT NULL,
    stage TEXT NOT NULL,
    official BYTEA,
    on_paper BOOLEAN NOT NULL,
    changed_after_signing BOOLEAN NOT NULL,
    since_ms BIGINT NOT NULL,
    start BIGINT,
    name TEXT NOT NULL,
    more_names BOOLEAN NOT NULL,
    matter TEXT NOT NULL,
    major BOOLEAN NOT NULL,
    people BIGINT NOT NULL,
    result TEXT,
    corrects BYTEA
);
CREATE INDEX entries_of_village ON entries (village, date, number);
CREATE INDEX entries_corrects ON entries (corrects);
CREATE INDEX entries_queue ON entries (stage, village, since_ms);
CREATE TABLE attachments (
    blob BYTEA NOT NULL,
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    sequence BIGINT NOT NULL,
    entry BYTEA NOT NULL,
    village TEXT COLLATE "C" NOT NULL,
    device BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    length BIGINT NOT NULL,
    PRIMARY KEY (blob, county, sequence, kind, length)
);
CREATE TABLE blob_gate (one BIGINT PRIMARY KEY);
INSERT INTO blob_gate (one) VALUES (1);
CREATE TABLE blobs (
    blob BYTEA PRIMARY KEY,
    length BIGINT NOT NULL,
    stored_ms BIGINT NOT NULL
);
CREATE TABLE lost_blobs (
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    blob BYTEA NOT NULL,
    told_ms BIGINT NOT NULL,
    PRIMARY KEY (county, blob)
);
CREATE TABLE blob_parts (
    device BYTEA NOT NULL,
    blob BYTEA NOT NULL,
    length BIGINT NOT NULL,
    whole BOOLEAN NOT NULL,
    PRIMARY KEY (device, blob)
);
CREATE TABLE blob_chunks (
    device BYTEA NOT NULL,
    blob BYTEA NOT NULL,
    place BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (device, blob, place)
);
CREATE TABLE feedback (
    id BYTEA PRIMARY KEY,
    county TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    text TEXT NOT NULL,
    received_day TEXT COLLATE "C" NOT NULL
);
CREATE TABLE quarantine (
    id BYTEA PRIMARY KEY,
    device BYTEA NOT NULL REFERENCES devices (id),
    place BIGINT NOT NULL,
    received_ms BIGINT NOT NULL,
    signature BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    ruling BYTEA,
    UNIQUE (device, place)
);
"#;

/// What villagers asked on the public page.
const INQUIRIES: &str = r#"
CREATE TABLE inquiries (
    id BYTEA PRIMARY KEY,
    village TEXT COLLATE "C" NOT NULL,
    received_ms BIGINT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    matter TEXT NOT NULL,
    need BYTEA,
    device BYTEA,
    decided_by BYTEA,
    decided_ms BIGINT,
    reason TEXT,
    note TEXT
);
CREATE INDEX inquiries_waiting ON inquiries (village) WHERE matter <> '';
CREATE INDEX inquiries_taken ON inquiries (need) WHERE matter <> '' AND need IS NOT NULL;
CREATE INDEX inquiries_received ON inquiries (received_ms);
"#;

/// What firms sign in by.
const FIRMS: &str = r#"
CREATE TABLE firm_accounts (
    firm BYTEA PRIMARY KEY,
    county TEXT COLLATE "C" NOT NULL,
    given_by BYTEA,
    device BYTEA,
    given_ms BIGINT NOT NULL,
    code_hash BYTEA UNIQUE,
    expires_ms BIGINT,
    salt BYTEA,
    sealed BYTEA,
    memory_kib BIGINT,
    passes BIGINT,
    lanes BIGINT,
    opened_ms BIGINT,
    tries BIGINT NOT NULL DEFAULT 0,
    tries_since_ms BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE firm_sessions (
    token_hash BYTEA PRIMARY KEY,
    firm BYTEA NOT NULL REFERENCES firm_accounts (firm),
    began_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL
);
CREATE INDEX firm_sessions_of_firm ON firm_sessions (firm);
"#;

/// What each village's log comes to.
const DIGESTS: &str = r#"
CREATE TABLE digests (
    county TEXT COLLATE "C" NOT NULL REFERENCES shards (county),
    village TEXT COLLATE "C" NOT NULL,
    last BIGINT NOT NULL,
    digest BIGINT NOT NULL,
    PRIMARY KEY (county, village)
);
"#;

/// Parties of entries, held against each other for conflicts; of entries from before they come with `rebuild`.
const PARTIES: &str = "ALTER TABLE entries ADD COLUMN parties TEXT NOT NULL DEFAULT '';";

/// The newest version this program knows.
fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Whether the database holds our tables.
pub(super) async fn is_made(tx: &Tx) -> DbResult<bool> {
    let sql = "SELECT count(*) AS tables FROM information_schema.tables
               WHERE table_schema = current_schema() AND table_name = 'schema_version'";
    let tables: Option<i64> = row::first(tx, sql, &[], |row| row::get(row, "tables")).await?;
    Ok(tables.unwrap_or(0) > 0)
}

/// Makes the table that counts.
pub(super) async fn make(tx: &Tx) -> DbResult<()> {
    Ok(tx.batch_execute(VERSION).await?)
}

/// Takes the steps the database has not seen. Refuses the database of a newer program.
pub(super) async fn run(tx: &Tx) -> DbResult<()> {
    let sql = "SELECT version FROM schema_version WHERE one = 1 FOR UPDATE";
    let found: Option<i64> = row::first(tx, sql, &[], |row| row::get(row, "version")).await?;
    let found = found.ok_or(DbError::Unreadable("version"))?;
    if found > newest() {
        return Err(DbError::TooNew { found, known: newest() });
    }
    for (place, step) in (1i64..).zip(STEPS) {
        if found < place {
            tx.batch_execute(step).await?;
            if place == FILLED {
                digests::fill(tx).await?;
            }
            row::run(
                tx,
                "UPDATE schema_version SET version = $1 WHERE one = 1",
                params![place],
            )
            .await?;
        }
    }
    Ok(())
}
