//! Table `inquiries`: what villagers asked on the public page, as long as nobody decided. A row without a matter was decided; it stays to tell
//! that, without the texts.

use cunfa_core::{DeviceId, EntryId, Inquiry, InquiryId, PersonId, VillageCode};
use rusqlite::{Connection, Row, ToSql, params};

use super::{SqliteDb, row};
use crate::db::{DbError, DbResult, Dismissal, InquiriesAsk, InquiryDb, Room, StoredInquiry, Taken, area};

impl InquiryDb for SqliteDb {
    fn keep_inquiry(&self, one: &StoredInquiry, room: Room) -> DbResult<bool> {
        self.write(|tx| keep(tx, one, room))
    }
    fn inquiries(&self, ask: &InquiriesAsk<'_>) -> DbResult<Vec<StoredInquiry>> {
        self.read(|tx| waiting(tx, ask))
    }
    fn inquiry_village(&self, id: InquiryId) -> DbResult<Option<VillageCode>> {
        self.read(|tx| village(tx, id))
    }
    fn take_inquiry(&self, id: InquiryId, taken: &Taken, lapsed_ms: i64) -> DbResult<bool> {
        self.write(|tx| take(tx, id, taken, lapsed_ms))
    }
    fn dismiss_inquiry(&self, id: InquiryId, dismissal: &Dismissal<'_>, lapsed_ms: i64) -> DbResult<bool> {
        self.write(|tx| dismiss(tx, id, dismissal, lapsed_ms))
    }
    fn sweep_inquiries(&self, before_ms: i64) -> DbResult<u64> {
        self.write(|tx| sweep(tx, before_ms))
    }
}

fn keep(tx: &Connection, one: &StoredInquiry, room: Room) -> DbResult<bool> {
    let sql = "INSERT OR IGNORE INTO inquiries (id, village, received_ms, name, phone, matter)
               SELECT ?1, ?2, ?3, ?4, ?5, ?6
               WHERE (SELECT count(*) FROM inquiries WHERE village = ?2 AND matter <> '') < ?7
                   AND (SELECT count(*) FROM inquiries WHERE matter <> '') < ?8";
    tx.prepare_cached(sql)?.execute(params![
        one.id.as_bytes(),
        one.village.as_str(),
        one.received_ms,
        one.asked.name,
        one.asked.phone,
        one.asked.matter,
        row::signed(room.village, "limit")?,
        row::signed(room.all, "limit")?
    ])?;
    Ok(village(tx, one.id)?.is_some())
}

fn waiting(tx: &Connection, ask: &InquiriesAsk<'_>) -> DbResult<Vec<StoredInquiry>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('?', 4, bounds.len());
    let sql = format!(
        "SELECT id, village, received_ms, name, phone, matter, need, device, decided_by, decided_ms FROM inquiries
         WHERE matter <> '' AND {clause} AND (need IS NULL OR device = ?1 OR decided_ms < ?2)
             AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)
         ORDER BY device IS NOT ?1, received_ms, id LIMIT ?3"
    );
    let device = ask.device.as_bytes();
    let mut params: Vec<&dyn ToSql> = vec![&device, &ask.lapsed_ms, &ask.rows_max];
    params.extend(bounds.iter().flat_map(|(from, to)| [from as &dyn ToSql, to]));
    let mut statement = tx.prepare_cached(&sql)?;
    row::all(&mut statement.query(params.as_slice())?, read)
}

fn village(tx: &Connection, id: InquiryId) -> DbResult<Option<VillageCode>> {
    let mut statement = tx.prepare_cached("SELECT village FROM inquiries WHERE id = ?1")?;
    row::first(&mut statement.query(params![id.as_bytes()])?, |row| {
        row::parsed(row, "village", "village code")
    })
}

fn take(tx: &Connection, id: InquiryId, taken: &Taken, lapsed_ms: i64) -> DbResult<bool> {
    let sql = "UPDATE inquiries SET need = ?2, device = ?3, decided_by = ?4, decided_ms = ?5
               WHERE id = ?1 AND matter <> '' AND (need IS NULL OR device = ?3 OR decided_ms < ?6)
                   AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)";
    tx.prepare_cached(sql)?.execute(params![
        id.as_bytes(),
        taken.need.as_bytes(),
        taken.device.as_bytes(),
        taken.by.as_bytes(),
        taken.at_ms,
        lapsed_ms
    ])?;
    let sql = "SELECT EXISTS (SELECT 1 FROM inquiries WHERE id = ?1 AND need = ?2 AND device = ?3)";
    let mut statement = tx.prepare_cached(sql)?;
    Ok(statement.query_row(
        params![id.as_bytes(), taken.need.as_bytes(), taken.device.as_bytes()],
        |row| row.get(0),
    )?)
}

fn dismiss(tx: &Connection, id: InquiryId, dismissal: &Dismissal<'_>, lapsed_ms: i64) -> DbResult<bool> {
    let sql = "UPDATE inquiries SET name = '', phone = '', matter = '', need = NULL, device = ?2, decided_by = ?3,
                   decided_ms = ?4, reason = ?5, note = ?6
               WHERE id = ?1 AND matter <> '' AND (need IS NULL OR device = ?2 OR decided_ms < ?7)
                   AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)";
    tx.prepare_cached(sql)?.execute(params![
        id.as_bytes(),
        dismissal.device.as_bytes(),
        dismissal.by.as_bytes(),
        dismissal.at_ms,
        dismissal.reason.code(),
        dismissal.note,
        lapsed_ms
    ])?;
    let sql = "SELECT EXISTS (SELECT 1 FROM inquiries WHERE id = ?1 AND reason IS NOT NULL)";
    Ok(tx
        .prepare_cached(sql)?
        .query_row(params![id.as_bytes()], |row| row.get(0))?)
}

fn sweep(tx: &Connection, before_ms: i64) -> DbResult<u64> {
    let sql = "UPDATE inquiries SET name = '', phone = '', matter = ''
               WHERE matter <> '' AND need IS NOT NULL
                   AND EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)";
    tx.prepare_cached(sql)?.execute([])?;
    let sql = "DELETE FROM inquiries WHERE received_ms < ?1";
    let gone = tx.prepare_cached(sql)?.execute(params![before_ms])?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

fn read(row: &Row<'_>) -> DbResult<StoredInquiry> {
    Ok(StoredInquiry {
        id: row::id(row, "id", InquiryId::from_slice, "inquiry id")?,
        village: row::parsed(row, "village", "village code")?,
        received_ms: row.get("received_ms")?,
        asked: Inquiry {
            name: row.get("name")?,
            phone: row.get("phone")?,
            matter: row.get("matter")?,
        },
        taken: taken(row)?,
    })
}

fn taken(row: &Row<'_>) -> DbResult<Option<Taken>> {
    let Some(need) = row.get::<_, Option<Vec<u8>>>("need")? else {
        return Ok(None);
    };
    Ok(Some(Taken {
        need: EntryId::from_slice(&need).ok_or(DbError::Unreadable("need id"))?,
        device: row::id(row, "device", DeviceId::from_slice, "device id")?,
        by: row::id(row, "decided_by", PersonId::from_slice, "person id")?,
        at_ms: row.get("decided_ms")?,
    }))
}
