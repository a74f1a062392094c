//! Table `inquiries`: what villagers asked on the public page, as long as nobody decided. A row without a matter was decided; it stays to tell
//! that, without the texts.

use cunfa_core::{DeviceId, EntryId, Inquiry, InquiryId, PersonId, VillageCode};
use tokio_postgres::Row;

use super::PostgresDb;
use super::row::{self, Param, Tx, params};
use crate::db::{DbResult, Dismissal, InquiriesAsk, InquiryDb, Room, StoredInquiry, Taken, area};

impl InquiryDb for PostgresDb {
    fn keep_inquiry(&self, one: &StoredInquiry, room: Room) -> DbResult<bool> {
        self.road.write(async |tx: &Tx| keep(tx, one, room).await)
    }
    fn inquiries(&self, ask: &InquiriesAsk<'_>) -> DbResult<Vec<StoredInquiry>> {
        self.road.one(async |tx: &Tx| waiting(tx, ask).await)
    }
    fn inquiry_village(&self, id: InquiryId) -> DbResult<Option<VillageCode>> {
        self.road.one(async |tx: &Tx| village(tx, id).await)
    }
    fn take_inquiry(&self, id: InquiryId, taken: &Taken, lapsed_ms: i64) -> DbResult<bool> {
        self.road.write(async |tx: &Tx| take(tx, id, taken, lapsed_ms).await)
    }
    fn dismiss_inquiry(&self, id: InquiryId, dismissal: &Dismissal<'_>, lapsed_ms: i64) -> DbResult<bool> {
        self.road
            .write(async |tx: &Tx| dismiss(tx, id, dismissal, lapsed_ms).await)
    }
    fn sweep_inquiries(&self, before_ms: i64) -> DbResult<u64> {
        self.road.write(async |tx: &Tx| sweep(tx, before_ms).await)
    }
}

async fn keep(tx: &Tx, one: &StoredInquiry, room: Room) -> DbResult<bool> {
    let sql = "INSERT INTO inquiries (id, village, received_ms, name, phone, matter)
               SELECT CAST($1 AS BYTEA), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT),
                   CAST($6 AS TEXT)
               WHERE (SELECT count(*) FROM inquiries WHERE village = $2 AND matter <> '') < $7
                   AND (SELECT count(*) FROM inquiries WHERE matter <> '') < $8
               ON CONFLICT (id) DO NOTHING";
    let (id, village_code) = (one.id.as_bytes(), one.village.as_str());
    let (name, phone, matter) = (
        row::text(&one.asked.name),
        row::text(&one.asked.phone),
        row::text(&one.asked.matter),
    );
    let (in_village, in_all) = (row::signed(room.village, "limit")?, row::signed(room.all, "limit")?);
    let values = params![
        id,
        village_code,
        one.received_ms,
        name,
        phone,
        matter,
        in_village,
        in_all
    ];
    row::run(tx, sql, values).await?;
    Ok(village(tx, one.id).await?.is_some())
}

async fn waiting(tx: &Tx, ask: &InquiriesAsk<'_>) -> DbResult<Vec<StoredInquiry>> {
    let bounds = area::bounds(ask.scope);
    let clause = area::clause('$', 4, bounds.len());
    let sql = format!(
        "SELECT id, village, received_ms, name, phone, matter, need, device, decided_by, decided_ms FROM inquiries
         WHERE matter <> '' AND {clause} AND (need IS NULL OR device = $1 OR decided_ms < $2)
             AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)
         ORDER BY device IS NULL OR device <> $1, received_ms, id LIMIT $3"
    );
    let (device, most) = (ask.device.as_bytes(), i64::from(ask.rows_max));
    let mut values: Vec<Param<'_>> = vec![&device, &ask.lapsed_ms, &most];
    values.extend(bounds.iter().flat_map(|(from, to)| [from as Param<'_>, to]));
    row::all(tx, &sql, &values, read).await
}

async fn village(tx: &Tx, id: InquiryId) -> DbResult<Option<VillageCode>> {
    let sql = "SELECT village FROM inquiries WHERE id = $1";
    row::first(tx, sql, params![id.as_bytes()], |row| {
        row::parsed(row, "village", "village code")
    })
    .await
}

async fn take(tx: &Tx, id: InquiryId, taken: &Taken, lapsed_ms: i64) -> DbResult<bool> {
    let sql = "UPDATE inquiries SET need = $2, device = $3, decided_by = $4, decided_ms = $5
               WHERE id = $1 AND matter <> '' AND (need IS NULL OR device = $3 OR decided_ms < $6)
                   AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)";
    let (need, device) = (taken.need.as_bytes(), taken.device.as_bytes());
    let values = params![id.as_bytes(), need, device, taken.by.as_bytes(), taken.at_ms, lapsed_ms];
    row::run(tx, sql, values).await?;
    let sql = "SELECT id FROM inquiries WHERE id = $1 AND need = $2 AND device = $3";
    let theirs = row::first(tx, sql, params![id.as_bytes(), need, device], |_| Ok(())).await?;
    Ok(theirs.is_some())
}

async fn dismiss(tx: &Tx, id: InquiryId, dismissal: &Dismissal<'_>, lapsed_ms: i64) -> DbResult<bool> {
    let sql = "UPDATE inquiries SET name = '', phone = '', matter = '', need = NULL, device = $2, decided_by = $3,
                   decided_ms = $4, reason = $5, note = $6
               WHERE id = $1 AND matter <> '' AND (need IS NULL OR device = $2 OR decided_ms < $7)
                   AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)";
    let (device, by) = (dismissal.device.as_bytes(), dismissal.by.as_bytes());
    let (reason, note) = (dismissal.reason.code(), row::text(dismissal.note));
    let values = params![id.as_bytes(), device, by, dismissal.at_ms, reason, note, lapsed_ms];
    row::run(tx, sql, values).await?;
    let sql = "SELECT id FROM inquiries WHERE id = $1 AND reason IS NOT NULL";
    Ok(row::first(tx, sql, params![id.as_bytes()], |_| Ok(())).await?.is_some())
}

async fn sweep(tx: &Tx, before_ms: i64) -> DbResult<u64> {
    let sql = "UPDATE inquiries SET name = '', phone = '', matter = ''
               WHERE matter <> '' AND need IS NOT NULL
                   AND EXISTS (SELECT 1 FROM batches WHERE batches.entry = inquiries.need)";
    row::run(tx, sql, params![]).await?;
    row::run(tx, "DELETE FROM inquiries WHERE received_ms < $1", params![before_ms]).await
}

fn read(row: &Row) -> DbResult<StoredInquiry> {
    Ok(StoredInquiry {
        id: row::id(row, "id", InquiryId::from_slice, "inquiry id")?,
        village: row::parsed(row, "village", "village code")?,
        received_ms: row::get(row, "received_ms")?,
        asked: Inquiry {
            name: row::get(row, "name")?,
            phone: row::get(row, "phone")?,
            matter: row::get(row, "matter")?,
        },
        taken: taken(row)?,
    })
}

fn taken(row: &Row) -> DbResult<Option<Taken>> {
    let Some(need) = row::optional_id(row, "need", EntryId::from_slice, "need id")? else {
        return Ok(None);
    };
    Ok(Some(Taken {
        need,
        device: row::id(row, "device", DeviceId::from_slice, "device id")?,
        by: row::id(row, "decided_by", PersonId::from_slice, "person id")?,
        at_ms: row::get(row, "decided_ms")?,
    }))
}
