//! The tables, as steps that are appended and never edited. `PRAGMA user_version` counts the steps a file has seen.

use rusqlite::{Connection, TransactionBehavior};

use super::digests;
use crate::db::{DbError, DbResult};

/// The steps, in order.
const STEPS: [&str; 5] = [FIRST, INQUIRIES, FIRMS, DIGESTS, PARTIES];
/// What of them wants more than statements.
const FILLED: i64 = 4;

const FIRST: &str = "
CREATE TABLE county_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    public_key BLOB NOT NULL
) STRICT;
CREATE TABLE rules (
    place INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;
CREATE TABLE shards (
    county TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0,
    last_device_number INTEGER NOT NULL DEFAULT 0,
    directory INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE villages (
    code TEXT PRIMARY KEY,
    city TEXT NOT NULL,
    county TEXT NOT NULL,
    township TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE people (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    post TEXT NOT NULL,
    added_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE scopes (
    person BLOB NOT NULL REFERENCES people (id),
    place INTEGER NOT NULL,
    area TEXT NOT NULL,
    PRIMARY KEY (person, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE invitations (
    code_hash BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people (id),
    device BLOB REFERENCES devices (id),
    given_by BLOB REFERENCES people (id),
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    claimed_person_key BLOB,
    used_person_key BLOB,
    used_device_key BLOB,
    used_device BLOB,
    gave_token INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE devices (
    id BLOB PRIMARY KEY,
    county TEXT NOT NULL REFERENCES shards (county),
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    public_key BLOB NOT NULL UNIQUE,
    token_hash BLOB NOT NULL UNIQUE,
    enrolled_ms INTEGER NOT NULL,
    revoked_ms INTEGER,
    scope_since INTEGER NOT NULL DEFAULT 0,
    forget_since INTEGER NOT NULL DEFAULT 0,
    last_sync_ms INTEGER,
    full_sync_ms INTEGER,
    unsent INTEGER NOT NULL DEFAULT 0,
    UNIQUE (county, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE certificates (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL,
    county TEXT NOT NULL REFERENCES shards (county),
    device BLOB NOT NULL REFERENCES devices (id),
    person BLOB REFERENCES people (id),
    standing TEXT NOT NULL,
    from_sequence INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    claim BLOB,
    UNIQUE (key, from_sequence, standing)
) STRICT;
CREATE INDEX certificates_of_device ON certificates (device, person);
CREATE INDEX certificates_of_person ON certificates (person, key);
CREATE TABLE forgotten (
    device BLOB NOT NULL REFERENCES devices (id),
    village TEXT NOT NULL,
    PRIMARY KEY (device, village)
) STRICT, WITHOUT ROWID;
CREATE TABLE revocations (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    county TEXT NOT NULL REFERENCES shards (county),
    bytes BLOB NOT NULL,
    authority BLOB
) STRICT;
CREATE TABLE batches (
    id BLOB PRIMARY KEY,
    county TEXT NOT NULL REFERENCES shards (county),
    sequence INTEGER NOT NULL,
    village TEXT NOT NULL,
    entry BLOB NOT NULL,
    device BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    receipt BLOB NOT NULL,
    signature BLOB NOT NULL,
    bytes BLOB NOT NULL,
    ruling BLOB,
    UNIQUE (county, sequence)
) STRICT;
CREATE INDEX batches_in_scope ON batches (county, sequence, village, size, id);
CREATE INDEX batches_of_village ON batches (county, village, sequence, size, id);
CREATE INDEX batches_of_entry ON batches (entry, sequence);
CREATE TABLE leaves (
    county TEXT NOT NULL REFERENCES shards (county),
    place INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    act BLOB NOT NULL,
    PRIMARY KEY (county, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX leaves_of_batch ON leaves (county, sequence);
CREATE TABLE tree (
    county TEXT NOT NULL REFERENCES shards (county),
    height INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (county, height, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE roots (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    county TEXT NOT NULL REFERENCES shards (county),
    epoch INTEGER NOT NULL,
    day INTEGER NOT NULL,
    batches INTEGER NOT NULL,
    size INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX roots_of_day ON roots (county, epoch, day);
CREATE TABLE inks (
    shape BLOB PRIMARY KEY,
    act BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE attachments (
    blob BLOB NOT NULL,
    county TEXT NOT NULL REFERENCES shards (county),
    sequence INTEGER NOT NULL,
    entry BLOB NOT NULL,
    village TEXT NOT NULL,
    device BLOB NOT NULL,
    kind TEXT NOT NULL,
    length INTEGER NOT NULL,
    PRIMARY KEY (blob, county, sequence, kind, length)
) STRICT, WITHOUT ROWID;
CREATE TABLE blobs (
    blob BLOB PRIMARY KEY,
    length INTEGER NOT NULL,
    stored_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lost_blobs (
    county TEXT NOT NULL REFERENCES shards (county),
    blob BLOB NOT NULL,
    told_ms INTEGER NOT NULL,
    PRIMARY KEY (county, blob)
) STRICT, WITHOUT ROWID;
CREATE TABLE blob_parts (
    device BLOB NOT NULL,
    blob BLOB NOT NULL,
    length INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    PRIMARY KEY (device, blob)
) STRICT, WITHOUT ROWID;
CREATE TABLE blob_chunks (
    device BLOB NOT NULL,
    blob BLOB NOT NULL,
    place INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (device, blob, place)
) STRICT;
CREATE TABLE entries (
    entry BLOB PRIMARY KEY,
    village TEXT NOT NULL,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    counsel BLOB NOT NULL,
    counsel_name TEXT NOT NULL,
    stage TEXT NOT NULL,
    official BLOB,
    on_paper INTEGER NOT NULL,
    changed_after_signing INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    start INTEGER,
    name TEXT NOT NULL,
    more_names INTEGER NOT NULL,
    matter TEXT NOT NULL,
    major INTEGER NOT NULL,
    people INTEGER NOT NULL,
    result TEXT,
    corrects BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_of_village ON entries (village, date, number);
CREATE INDEX entries_corrects ON entries (corrects);
CREATE INDEX entries_queue ON entries (stage, village, since_ms);
CREATE TABLE feedback (
    id BLOB PRIMARY KEY,
    county TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    received_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    id BLOB PRIMARY KEY,
    device BLOB NOT NULL REFERENCES devices (id),
    place INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    signature BLOB NOT NULL,
    bytes BLOB NOT NULL,
    ruling BLOB,
    UNIQUE (device, place)
) STRICT;
";

/// What villagers asked on the public page.
const INQUIRIES: &str = "
CREATE TABLE inquiries (
    id BLOB PRIMARY KEY,
    village TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    matter TEXT NOT NULL,
    need BLOB,
    device BLOB,
    decided_by BLOB,
    decided_ms INTEGER,
    reason TEXT,
    note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX inquiries_waiting ON inquiries (village) WHERE matter <> '';
CREATE INDEX inquiries_taken ON inquiries (need) WHERE matter <> '' AND need IS NOT NULL;
CREATE INDEX inquiries_received ON inquiries (received_ms);
";

/// What firms sign in by.
const FIRMS: &str = "
CREATE TABLE firm_accounts (
    firm BLOB PRIMARY KEY,
    county TEXT NOT NULL,
    given_by BLOB,
    device BLOB,
    given_ms INTEGER NOT NULL,
    code_hash BLOB UNIQUE,
    expires_ms INTEGER,
    salt BLOB,
    sealed BLOB,
    memory_kib INTEGER,
    passes INTEGER,
    lanes INTEGER,
    opened_ms INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    tries_since_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE firm_sessions (
    token_hash BLOB PRIMARY KEY,
    firm BLOB NOT NULL REFERENCES firm_accounts (firm),
    began_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX firm_sessions_of_firm ON firm_sessions (firm);
";

/// What each village's log comes to.
const DIGESTS: &str = "
CREATE TABLE digests (
    county TEXT NOT NULL REFERENCES shards (county),
    village TEXT NOT NULL,
    last INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    PRIMARY KEY (county, village)
) STRICT, WITHOUT ROWID;
";

/// Parties of entries, held against each other for conflicts; of entries from before they come with `rebuild`.
const PARTIES: &str = "ALTER TABLE entries ADD COLUMN parties TEXT NOT NULL DEFAULT '';";

fn version(connection: &Connection) -> DbResult<i64> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// The newest version this program knows.
fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Refuses a file of a newer program, before anything is written.
pub(super) fn check(connection: &Connection) -> DbResult<()> {
    let found = version(connection)?;
    if found > newest() {
        Err(DbError::TooNew { found, known: newest() })
    } else {
        Ok(())
    }
}

/// Takes the steps a file has not seen, each in its own transaction.
pub(super) fn run(connection: &mut Connection) -> DbResult<()> {
    for (place, step) in (1i64..).zip(STEPS) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if version(&transaction)? < place {
            transaction.execute_batch(step)?;
            if place == FILLED {
                digests::fill(&transaction)?;
            }
            transaction.pragma_update(None, "user_version", place)?;
            transaction.commit()?;
        }
    }
    Ok(())
}
