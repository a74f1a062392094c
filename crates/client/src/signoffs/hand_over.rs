//! The day's entries in a cadre's hand: handed over together, each submitted, shown and signed by itself.

use std::collections::BTreeSet;

use cunfa_core::act::{Body, Submission, Way};
use cunfa_core::{Action, EntryId, Role, Stage, VillageCode, may};
use cunfa_protocol::Code;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{Handed, HandedEntry, MAX_HANDED, ReadyEntry, ReadyToSign};
use cunfa_store::{EntryRecord, Row, RowQuery};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::{open_entry, row, submission, writing};
use crate::signoffs::open_signing;

/// What could be handed over in a village, each with what stands in its way.
pub(crate) fn ready(desk: &Desk, village: &VillageCode) -> Result<ReadyToSign, Code> {
    hands_over(desk)?;
    let person = desk.person_who_may_in(Action::ReadEntry, village)?;
    let query = RowQuery {
        scope: person.scope.clone(),
        village: Some(village.clone()),
        stages: vec![Stage::Unsigned],
        limit: u32::try_from(MAX_HANDED).unwrap_or(u32::MAX),
        ..RowQuery::default()
    };
    let rows = desk.store()?.rows(&query).map_err(code_of)?.rows;
    let places = Places::of_session(desk)?;
    let mut submits = false;
    let mut entries = Vec::new();
    for found in &rows {
        let obstacle = match looked_at(desk, found) {
            Ok(record) => {
                submits |= submission::by_handing_over(person, &record);
                None
            }
            Err(code @ (Code::Signing { .. } | Code::NotHereYet { .. } | Code::NotNow)) => Some(code),
            Err(other) => return Err(other),
        };
        let row = row::entry_row(found, &places);
        entries.push(ReadyEntry { row, obstacle });
    }
    Ok(ReadyToSign {
        village_name: places.name(village),
        entries,
        submits,
    })
}

fn looked_at(desk: &Desk, found: &Row) -> Result<EntryRecord, Code> {
    let record = open_entry::record(desk, found.entry)?;
    can_be_signed(desk, &record)?;
    Ok(record)
}

/// Hands them over. Everything is looked at before anything is written; each submission is a transaction of its own, and one that was
/// made before is not made again.
pub(crate) fn hand_over(desk: &mut Desk, entries: &[EntryId]) -> Result<Handed, Code> {
    let role = hands_over(desk)?;
    if !(1..=MAX_HANDED).contains(&entries.len()) {
        return Err(Code::NotNow);
    }
    let records: Vec<EntryRecord> = entries
        .iter()
        .map(|entry| open_entry::record(desk, *entry))
        .collect::<Result<_, Code>>()?;
    let villages: BTreeSet<&VillageCode> = records.iter().map(|record| &record.official.village).collect();
    if villages.len() != 1 {
        return Err(Code::NotNow);
    }
    records.iter().try_for_each(|record| can_be_signed(desk, record))?;
    for record in &records {
        if submission::by_handing_over(desk.person()?, record) {
            let way = Way::Electronic;
            writing::act_of_session(desk, record, Body::Submission(Submission { way }))?;
        }
    }
    let mut handed: Vec<EntryId> = Vec::new();
    for record in &records {
        if !handed.contains(&record.entry) {
            handed.push(record.entry);
        }
    }
    if let Some(session) = desk.session.as_mut() {
        session.batch.clone_from(&handed);
        // A cadre at their own tablet hands it to nobody.
        session.handed = if may(role, Action::SignOff) { Vec::new() } else { handed };
    }
    self::handed(desk)
}

/// What is in the signer's hand.
pub(crate) fn handed(desk: &Desk) -> Result<Handed, Code> {
    let batch = desk.session()?.batch.clone();
    let places = Places::of_session(desk)?;
    let mut village_name = String::new();
    let mut entries = Vec::new();
    for entry in batch {
        let record = open_entry::record(desk, entry)?;
        village_name = places.name(&record.official.village);
        entries.push(HandedEntry {
            signed: is_signed(&record),
            row: row::entry_row(&record.row, &places),
        });
    }
    if entries.is_empty() {
        return Err(Code::NotNow);
    }
    Ok(Handed { village_name, entries })
}

/// The role, if it is one that hands a device over.
fn hands_over(desk: &Desk) -> Result<Role, Code> {
    match desk.person_who_may(Action::ReadEntry)?.role {
        role @ (Role::Counsel | Role::Cadre) => Ok(role),
        Role::Office | Role::County | Role::City => Err(Code::NotAllowed),
    }
}

/// Refuses what no cadre could sign now.
fn can_be_signed(desk: &Desk, record: &EntryRecord) -> Result<(), Code> {
    open_signing::refuse(desk, record)?;
    if record.current.is_for_paper() {
        return Err(Code::Signing {
            refusal: Refusal::ForPaper,
        });
    }
    match record.life.stage {
        Stage::Unsigned => Ok(()),
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved | Stage::Voided => Err(Code::NotNow),
    }
}

/// Whether a cadre's signature holds for the text as it is now.
fn is_signed(record: &EntryRecord) -> bool {
    record
        .acts
        .iter()
        .any(|act| matches!(act.act.body, Body::SignOff(_)) && act.holds && act.content == Some(record.current_content))
}
