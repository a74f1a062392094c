//! Saying what a record says from now on: checked by core as the server will check it, signed here, with or without a network.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunfa_core::act::Body;
use cunfa_core::register::{Column, Fault, FaultReason, RecordKind, Registration, Values, World, check};
use cunfa_core::rules::{Rules, SHIPPED};
use cunfa_core::{EntryId, PersonId, Village, VillageCode};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::canonical;
use cunfa_evidence::keys::SigningKey;
use cunfa_protocol::Code;
use cunfa_protocol::command::PutRecord;
use cunfa_protocol::view::{RecordRow, RecordState, RecordView, Topic};
use cunfa_store::{RegistrationState, StoredRegistration};

use super::{Book, one};
use crate::desk::{Desk, code_of};
use crate::entries::writing::{self, Signed, Signer};

/// Says it, unless something is wrong with it, or it is said already.
pub(crate) fn put(desk: &mut Desk, with: PutRecord) -> Result<RecordView, Code> {
    let record = match with.record {
        Some(record) => record,
        None => EntryId(desk.random()?),
    };
    let said = registration(desk, with)?;
    let book = Book::of_session(desk)?;
    if is_said(desk, &book, record, &said)? {
        // Whoever says what stands gives up what was refused.
        drop_refused(desk, record)?;
        return one::one(desk, record);
    }
    let faults = faults(desk, &book, record, &said)?;
    if faults.iter().any(|fault| fault.reason == FaultReason::NotAllowed) {
        return Err(Code::NotAllowed);
    }
    if !faults.is_empty() {
        return unsaid(desk, &book, record, &said, faults);
    }
    sign(desk, record, said)?;
    one::one(desk, record)
}

/// Puts away what was refused of a record.
pub(crate) fn drop_refused(desk: &mut Desk, record: EntryId) -> Result<(), Code> {
    let person = desk.person()?.id;
    let dropped = desk
        .store_mut()?
        .drop_refused_registrations(record, person)
        .map_err(code_of)?;
    if dropped > 0 {
        desk.told().topic(Topic::Entries);
        desk.told().topic(Topic::Sync);
    }
    Ok(())
}

/// What is wrong with it, by the registers as they are known here.
pub(super) fn faults(desk: &Desk, book: &Book, record: EntryId, said: &Registration) -> Result<Vec<Fault>, Code> {
    let around = Around::read(desk)?;
    let person = desk.person()?;
    Ok(around.within(|world| check(&book.registers, record, said, person, world)))
}

/// What registrations are checked against, besides the registers, as it is known here.
#[derive(Debug)]
pub(super) struct Around {
    /// The villages of the person's scope.
    pub(super) villages: Vec<Village>,
    /// The rule files at hand, as texts.
    pub(super) texts: Vec<String>,
    /// Today where the device is.
    pub(super) today: NaiveDate,
    seat: VillageCode,
    codes: BTreeSet<VillageCode>,
    rules: Rules,
}

impl Around {
    pub(super) fn read(desk: &Desk) -> Result<Around, Code> {
        let store = desk.store()?;
        let villages = store.villages(&desk.person()?.scope).map_err(code_of)?;
        let texts = store.rules().map_err(code_of)?;
        Ok(Around {
            rules: Rules::read(texts.iter().map(String::as_str), &SHIPPED),
            codes: villages.iter().map(|village| village.code.clone()).collect(),
            seat: seat(desk)?,
            today: desk.today()?,
            villages,
            texts,
        })
    }

    /// Does something within it.
    pub(super) fn within<T>(&self, work: impl FnOnce(&World<'_>) -> T) -> T {
        let known = |code: &VillageCode| self.codes.contains(code);
        work(&World {
            seat: &self.seat,
            villages: &known,
            rules: &self.rules,
            today: self.today,
        })
    }
}

/// The seat of this device's county, of which registrations are said.
pub(super) fn seat(desk: &Desk) -> Result<VillageCode, Code> {
    VillageCode::seat(&desk.device()?.shard).ok_or_else(|| Code::Internal {
        attempted: "naming the county's seat".to_owned(),
    })
}

/// What was typed, as it is signed. What nobody has to type is filled in: a new counsel's identity, who files and that nobody has
/// acknowledged it yet.
fn registration(desk: &Desk, with: PutRecord) -> Result<Registration, Code> {
    let mut values = Values::new();
    for (column, typed) in &with.values {
        values = values.with(*column, typed);
    }
    let missing = |values: &Values, column| values.get(column).is_none();
    match with.kind {
        RecordKind::Counsel if missing(&values, Column::Person) => {
            values = values.with(Column::Person, &PersonId(desk.random()?).to_string());
        }
        RecordKind::Filing => {
            if missing(&values, Column::Person) {
                values = values.with(Column::Person, &desk.person()?.id.to_string());
            }
            if missing(&values, Column::Acknowledged) {
                values = values.with(Column::Acknowledged, "no");
            }
        }
        RecordKind::Counsel
        | RecordKind::Firm
        | RecordKind::Appointment
        | RecordKind::Board
        | RecordKind::Recusal
        | RecordKind::Training
        | RecordKind::Village
        | RecordKind::Allocation
        | RecordKind::Assessment
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => {}
    }
    Ok(Registration {
        kind: with.kind,
        values,
        after: with.after,
        withdrawn: with.withdrawn.map(|reason| cunfa_core::text::tidy(&reason)),
    })
}

/// Whether this very word stands or waits as the record's last: said twice, or nothing of it changed.
fn is_said(desk: &Desk, book: &Book, record: EntryId, said: &Registration) -> Result<bool, Code> {
    let me = desk.person()?.id;
    let Some(last) = book.registers.record(record) else {
        return Ok(false);
    };
    let same = last.registration.kind == said.kind
        && last.registration.values == said.values
        && last.registration.withdrawn == said.withdrawn;
    let again = last.person == me && last.registration.after == said.after;
    Ok(same && (again || said.after == Some(last.act)))
}

/// The record as it stands, with what was typed in it and what is wrong with that.
fn unsaid(
    desk: &Desk,
    book: &Book,
    record: EntryId,
    said: &Registration,
    faults: Vec<Fault>,
) -> Result<RecordView, Code> {
    let typed = RecordRow {
        record,
        act: book.tip(record),
        values: super::book::pairs(said),
        withdrawn: said.withdrawn.clone(),
        state: RecordState::Stands,
    };
    match one::view(desk, book, record, faults.clone()) {
        Ok(view) => Ok(RecordView {
            row: RecordRow {
                state: view.row.state,
                ..typed
            },
            ..view
        }),
        Err(Code::NoSuchEntry) => one::view_of_new(desk, book, typed, said, faults),
        Err(code) => Err(code),
    }
}

fn sign(desk: &mut Desk, record: EntryId, said: Registration) -> Result<(), Code> {
    let registration = signed(desk, record, said, None)?;
    keep(desk, std::slice::from_ref(&registration))
}

/// Keeps what was signed, all of it or nothing; it goes up as soon as it can.
pub(super) fn keep(desk: &mut Desk, registrations: &[StoredRegistration]) -> Result<(), Code> {
    desk.store_mut()?.add_registrations(registrations).map_err(code_of)?;
    let told = desk.told();
    told.topic(Topic::Entries);
    told.topic(Topic::Sync);
    told.unsent = true;
    Ok(())
}

/// Signs it. `list`: the list it is taken in with.
pub(super) fn signed(
    desk: &Desk,
    record: EntryId,
    said: Registration,
    list: Option<[u8; 16]>,
) -> Result<StoredRegistration, Code> {
    let person = desk.person()?;
    let device = desk.device()?;
    let seat = seat(desk)?;
    let signed = Signed {
        entry: record,
        village: &seat,
        heads: Vec::new(),
        content: canonical::no_text(),
    };
    let signer = Signer {
        person,
        key: &desk.session()?.key,
    };
    let act = writing::signed_act(desk, &signer, &signed, Body::Registration(said))?;
    let key = SigningKey::from_secret(*device.secret).map_err(|_| Code::FileDamaged)?;
    let batch = Batch {
        village: seat.clone(),
        entry: record,
        device: device.id,
        changes: Vec::new(),
        acts: vec![act.bytes().to_vec()],
    };
    Ok(StoredRegistration {
        record,
        act: act.id(),
        person: person.id,
        batch: batch.seal(&key).map_err(|_| Code::Internal {
            attempted: "sealing a registration".to_owned(),
        })?,
        made_ms: desk.now_ms(),
        state: RegistrationState::Waiting,
        list,
    })
}
