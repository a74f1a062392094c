//! One row of a list.

use chrono::{NaiveDate, NaiveTime};
use cunfa_core::{EntryId, Kind, Mode, PersonId, ServiceTime, Stage, VillageCode};
use rusqlite::{Connection, OptionalExtension as _};

use crate::pass::ParkedReason;
use crate::state::notes::Known;
use crate::{Delivery, StoreError};

/// One entry as a list shows it: the official text's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub entry: EntryId,
    /// 序号.
    pub number: String,
    /// Village code.
    pub village: VillageCode,
    /// Service date.
    pub date: NaiveDate,
    /// When, or how long.
    pub time: ServiceTime,
    /// Kind.
    pub kind: Kind,
    /// Mode.
    pub mode: Mode,
    /// Names of the persons served.
    pub names: Vec<String>,
    /// Head count of a lecture.
    pub head_count: Option<u32>,
    /// 事由 or topic, the first 40 graphemes.
    pub matter: String,
    /// The counsel.
    pub counsel: PersonId,
    /// The counsel's name.
    pub counsel_name: String,
    /// Local civil time of writing.
    pub written_at: String,
    /// The entry it corrects.
    pub corrects: Option<EntryId>,
    /// 重大事项.
    pub major: bool,
    /// Where it stands.
    pub stage: Stage,
    /// 签后有改动.
    pub changed_after_signing: bool,
    /// Whether fields hold more than one value.
    pub conflicts: bool,
    /// Signed by hand on paper: its official signature is a submission.
    pub on_paper: bool,
    /// 另有不同意见: reviews of one text differ.
    pub contrary: bool,
    /// Whether the server holds it.
    pub delivery: Delivery,
    /// 知悉 of a 重大事项, the earliest that holds.
    pub known: Option<Known>,
    /// A newer program wrote something of it that this one does not know.
    pub newer: bool,
}

/// The columns [`read`] expects, of `entries e`.
pub(crate) const COLUMNS: &str = "e.entry, e.number, e.village, e.date, e.start, e.finish, e.minutes, e.kind, e.mode, e.names,
    e.head_count, e.matter, e.counsel, e.counsel_name, e.written_at, e.corrects, e.major, e.stage, e.changed, e.conflicts,
    e.on_paper,
    EXISTS (SELECT 1 FROM outbox o WHERE o.entry = e.entry AND o.accepted = 0)
        OR EXISTS (SELECT 1 FROM uncovered u WHERE u.entry = e.entry),
    (SELECT b.reason FROM batches b WHERE b.entry = e.entry AND b.state = 'parked' ORDER BY b.position LIMIT 1),
    e.contrary, e.known, e.newer";

/// An entry `e` that no entry corrects which is not void.
pub(crate) const UNCORRECTED: &str =
    "NOT EXISTS (SELECT 1 FROM entries c WHERE c.corrects = e.entry AND c.stage <> 'voided')";
/// The same of a row of the server's index.
pub(crate) const INDEXED_UNCORRECTED: &str = "e.corrected = 0";

/// The row of one entry.
pub(crate) fn of_entry(connection: &Connection, entry: EntryId) -> Result<Option<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM entries e WHERE e.entry = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement
        .query_row([entry.as_bytes()], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

pub(crate) fn read(row: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    let text = |column: usize| row.get::<_, String>(column);
    let corrects: Option<[u8; 16]> = row.get(15)?;
    let known: Option<String> = row.get(24)?;
    Ok(Row {
        entry: EntryId(row.get(0)?),
        number: text(1)?,
        village: text(2)?.parse().map_err(|_| SHAPE)?,
        date: text(3)?.parse().map_err(|_| SHAPE)?,
        time: time(&text(4)?, &text(5)?, row.get(6)?)?,
        kind: Kind::from_code(&text(7)?).ok_or(SHAPE)?,
        mode: Mode::from_code(&text(8)?).ok_or(SHAPE)?,
        names: serde_json::from_str(&text(9)?).map_err(|_| SHAPE)?,
        head_count: row.get(10)?,
        matter: text(11)?,
        counsel: PersonId(row.get(12)?),
        counsel_name: text(13)?,
        written_at: text(14)?,
        corrects: corrects.map(EntryId),
        major: row.get(16)?,
        stage: Stage::from_code(&text(17)?).ok_or(SHAPE)?,
        changed_after_signing: row.get(18)?,
        conflicts: row.get(19)?,
        on_paper: row.get(20)?,
        contrary: row.get(23)?,
        delivery: delivery(row.get(21)?, row.get::<_, Option<String>>(22)?.as_deref()),
        known: known.as_deref().and_then(Known::read),
        newer: row.get(25)?,
    })
}

const SHAPE: StoreError = StoreError::Shape("an entry's row");

/// The id of an entry; of one that only the index tells of, its first bytes, and zeros.
pub(crate) fn entry_id(row: &rusqlite::Row<'_>, column: usize) -> Result<EntryId, StoreError> {
    let bytes: Vec<u8> = row.get(column)?;
    let mut id = [0; 16];
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    Ok(EntryId(id))
}

/// From the three columns of a service's time.
pub(crate) fn time(start: &str, finish: &str, minutes: u16) -> Result<ServiceTime, StoreError> {
    if start.is_empty() {
        return Ok(ServiceTime::Minutes(minutes));
    }
    let read = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| SHAPE);
    Ok(ServiceTime::Interval {
        start: read(start)?,
        end: read(finish)?,
    })
}

pub(crate) fn delivery(open: bool, parked: Option<&str>) -> Delivery {
    match (open, parked) {
        (false, _) => Delivery::Delivered,
        (true, Some(reason)) => Delivery::Parked(ParkedReason::from_code(reason)),
        (true, None) => Delivery::Here,
    }
}
