//! Durable save of one entry, beside one bare fsync'd insert of the same bytes in an SQLCipher file, turn by turn.

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;

use super::field_device::{FieldDevice, form};
use super::report::{Figure, percentile, show};

/// How many saves are timed.
const ROUNDS: u64 = 300;

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

fn bare(folder: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(folder.join("bare.db"))?;
    let key = "x'0101010101010101010101010101010101010101010101010101010101010101'";
    connection.pragma_update(None, "key", key)?;
    connection.execute_batch(cunfa_store::CIPHER)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch("CREATE TABLE bytes (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")?;
    Ok(connection)
}

fn insert(connection: &Connection, body: &[u8]) -> Result<(), String> {
    connection
        .execute("INSERT INTO bytes (body) VALUES (?1)", [body])
        .map(|_| ())
        .map_err(|error| format!("bare insert: {error}"))
}

/// Measures.
///
/// # Errors
/// What failed.
pub async fn measure(device: &FieldDevice, folder: &Path) -> Result<Vec<Figure>, String> {
    let connection = bare(folder).map_err(|error| format!("bare file: {error}"))?;
    let (mut saves, mut inserts) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS {
        let draft = device.draft().await?;
        let filled = form(n, draft.today).ok_or("making a form")?;
        let body = serde_json::to_vec(&filled).map_err(|error| error.to_string())?;
        let began = Instant::now();
        device.save_form(draft.draft, filled).await?;
        saves.push(ms(began));
        let began = Instant::now();
        insert(&connection, &body)?;
        inserts.push(ms(began));
    }
    let (save, bare) = (percentile(&mut saves, 50.0), percentile(&mut inserts, 50.0));
    let figures = vec![
        Figure::lower("save: p50 above a bare fsync'd insert", save - bare, "ms", Some(2.0)).beside("bare p50", bare),
        Figure::lower("save: p50", save, "ms", None).beside("bare p50", bare),
        Figure::lower("save: p99", percentile(&mut saves, 99.0), "ms", None)
            .beside("bare p99", percentile(&mut inserts, 99.0)),
    ];
    figures.iter().for_each(show);
    Ok(figures)
}
