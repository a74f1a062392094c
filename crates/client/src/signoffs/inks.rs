//! The shapes of all ink stored on this device, for telling a copy.

use cunfa_core::act::Body;
use cunfa_core::{Area, Stage};
use cunfa_protocol::Code;
use cunfa_store::{EntryRecord, RowQuery};

use crate::desk::{Desk, code_of};

const PAGE: u32 = 200;

/// Every shape, whoever signed and whichever village: a copy from elsewhere is a copy.
pub(crate) fn shapes(desk: &Desk) -> Result<Vec<Vec<u8>>, Code> {
    let store = desk.store()?;
    let people = store.people().map_err(code_of)?;
    let scope: Vec<Area> = people.into_iter().flat_map(|stored| stored.person.scope).collect();
    let signed = vec![
        Stage::Signed,
        Stage::InReview,
        Stage::Returned,
        Stage::Approved,
        Stage::Voided,
    ];
    let mut query = RowQuery {
        scope,
        stages: signed,
        limit: PAGE,
        ..RowQuery::default()
    };
    let mut shapes = Vec::new();
    loop {
        let page = store.rows(&query).map_err(code_of)?;
        for row in &page.rows {
            let record = store.open_entry(row.entry).map_err(code_of)?;
            shapes.extend(record.iter().flat_map(of_record));
        }
        query.offset = query.offset.saturating_add(PAGE);
        if query.offset >= page.total {
            return Ok(shapes);
        }
    }
}

fn of_record(record: &EntryRecord) -> impl Iterator<Item = Vec<u8>> + '_ {
    record.acts.iter().filter_map(|act| match &act.act.body {
        Body::SignOff(sign_off) => Some(sign_off.ink.shape()),
        Body::Review(_) | Body::Void(_) => None,
    })
}
