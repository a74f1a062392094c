//! The signing screen: the canonical content, decoded from its very bytes, and who may sign it here. By handing the device over the
//! counsel submits the entry.

use cunfa_core::act::{Body, Submission, Way};
use cunfa_core::{Action, EntryId, Opinion, Stage, Standing, VillageCode, may};
use cunfa_evidence::canonical;
use cunfa_evidence::chain::Place;
use cunfa_protocol::Code;
use cunfa_protocol::failure::Refusal;
use cunfa_protocol::view::{Signer, Signing};
use cunfa_store::{EntryRecord, StoredPerson};

use crate::attachments::whereabouts;
use crate::desk::{Desk, Session, code_of};
use crate::entries::places::Places;
use crate::entries::{open_entry, submission, writing};
use crate::session::status;

/// The screen. From here on the device counts as in the signer's hand, unless it is open for somebody who may sign. When the
/// entry's own counsel hands it over, the submission is on the disk before anything is shown.
pub(crate) fn open_signing(desk: &mut Desk, entry: EntryId) -> Result<Signing, Code> {
    let record = open_entry::record(desk, entry)?;
    let signing = shown(desk, &record)?;
    if desk.session.as_ref().is_some_and(|session| submits(session, &record)) {
        let way = Way::Electronic;
        writing::act_of_session(desk, &record, Body::Submission(Submission { way }))?;
    }
    if let Some(session) = desk
        .session
        .as_mut()
        .filter(|session| !may(session.person.role, Action::SignOff) && session.handed.is_empty())
    {
        session.handed = vec![entry];
    }
    Ok(signing)
}

/// Whether opening the screen is the counsel's submission. Not when the device is in the signer's hand already: what came since then
/// the counsel has not seen.
fn submits(session: &Session, record: &EntryRecord) -> bool {
    session.handed.is_empty() && submission::by_handing_over(&session.person, record)
}

fn shown(desk: &Desk, record: &EntryRecord) -> Result<Signing, Code> {
    refuse(desk, record)?;
    whereabouts::all_sound(desk, &record.current.attachments)?;
    let bytes = canonical::encode(record.entry, &record.current);
    let (_, shown) = canonical::decode(&bytes).map_err(|error| {
        tracing::error!(%error, "canonical content does not read back");
        Code::Internal {
            attempted: "showing the content to be signed".to_owned(),
        }
    })?;
    let places = Places::of_session(desk)?;
    Ok(Signing {
        attachments: whereabouts::views(desk, &shown.attachments)?,
        village_name: places.name(&shown.village),
        township: places.township(&shown.village),
        signers: signers(desk, &shown.village)?,
        for_paper: shown.is_for_paper(),
        content: cunfa_evidence::hash(&bytes),
        entry: shown,
        opinions: Opinion::ALL.to_vec(),
    })
}

/// What cannot be shown to a signer now.
pub(crate) fn refuse(desk: &Desk, record: &EntryRecord) -> Result<(), Code> {
    if record.life.stage == Stage::Voided {
        return Err(Code::Signing {
            refusal: Refusal::Voided,
        });
    }
    if !record.conflicts.is_empty() {
        return Err(Code::Signing {
            refusal: Refusal::Conflict,
        });
    }
    whereabouts::all_here(desk, &record.current.attachments)
}

fn signers(desk: &Desk, village: &VillageCode) -> Result<Vec<Signer>, Code> {
    let people = desk.store()?.people().map_err(code_of)?;
    let file = desk.key_file.as_ref().ok_or(Code::NotNow)?;
    let can = people
        .into_iter()
        .filter(|stored| stored.person.may_in(Action::SignOff, village));
    let mut signers = Vec::new();
    for stored in can {
        let Some((slot, standing)) = file.slot(stored.slot).zip(standing(desk, &stored)?) else {
            continue;
        };
        let (name, post, role) = (stored.person.name, stored.person.post, stored.person.role);
        signers.push(Signer {
            slot: status::slot(desk, slot),
            name,
            post,
            role,
            standing,
        });
    }
    Ok(signers)
}

/// How far the person's enrolment was looked at; `None` when it was refused or their key was revoked. A key that no
/// certificate here names yet (a new PIN was just set) is on its way.
pub(crate) fn standing(desk: &Desk, stored: &StoredPerson) -> Result<Option<Standing>, Code> {
    let key = cunfa_evidence::suite::key_id(&stored.public_key);
    if let Some(holder) = desk.store()?.holder(key).map_err(code_of)? {
        return Ok(holder.signs_at(Place::NotYet).then_some(holder.standing));
    }
    let claims = desk.store()?.claims().map_err(code_of)?;
    let refused = claims.iter().any(|claim| claim.key == key && claim.fault.is_some());
    Ok((!refused).then_some(Standing::Provisional))
}
