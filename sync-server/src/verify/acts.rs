//! One act of a batch: certificate, role, scope, what it says, and the signature over content derived here.

use cunfa_core::said::MAX_REASON_GRAPHEMES;
use cunfa_core::{
    Act, ActId, Body, CounselFault, Decision, Entry, Opening, Person, Review, SignOff, Submission, VillageCode, Way,
    confirmation, may, text,
};
use cunfa_document::DocumentKind;
use cunfa_evidence::act::{ActError, SignedAct};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::canonical;
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::chain::Place;
use cunfa_protocol::view::ParkedReason;

use super::document::{Content, Document};
use super::{Record, Stop};
use crate::chain::Keys;
use crate::db::{Db, Device};

/// Whose acts are checked.
pub(super) struct Signer<'s, 'd> {
    pub(super) keys: &'s mut Keys<'d>,
    pub(super) device: &'s Device,
    /// Revocations are passed over.
    pub(super) lifted: bool,
}

/// Checks an act. One that the log holds already passes at once.
pub(super) fn check(
    db: &dyn Db,
    signer: &mut Signer<'_, '_>,
    batch: &Batch,
    record: &Record,
    document: &Document,
    bytes: &[u8],
) -> Result<SignedAct, Stop> {
    let signed = SignedAct::read(bytes).map_err(|error| unreadable(&error))?;
    if record.holds_act(signed.id()) {
        return Ok(signed);
    }
    let act = &signed.statement().act;
    if signed.entry() != batch.entry {
        return Err(ParkedReason::Content.into());
    }
    let (public_key, covers) = certified(signer, &signed, &batch.village)?;
    let person = db.person(act.person)?.ok_or(ParkedReason::NotAllowed)?;
    check_right(&person, &act.body, batch)?;
    if !covers {
        return Err(ParkedReason::OutOfScope.into());
    }
    check_body(&act.body, record)?;
    if !act.body.is_over_text() {
        check_over_nothing(act, document)?;
        signed
            .verify(canonical::no_text(), &public_key)
            .map_err(|_| ParkedReason::Signature)?;
        return Ok(signed);
    }
    if act.body.covers_text() && document.is_undecided_at(&act.heads) {
        return Err(ParkedReason::Content.into());
    }
    let entry = match document.content_at(&act.heads) {
        Content::Entry(entry) => entry,
        Content::Unreadable(reason) => return Err(reason.into()),
        Content::NotHere => return Err(Stop::Later),
    };
    check_signed(act, &entry)?;
    signed
        .verify(canonical::digest(batch.entry, &entry), &public_key)
        .map_err(|_| ParkedReason::Signature)?;
    Ok(signed)
}

/// An act that is made over no text names no heads, and is about an entry.
fn check_over_nothing(act: &Act, document: &Document) -> Result<(), Stop> {
    if act.heads.is_empty() && document.kind() == DocumentKind::Entry {
        Ok(())
    } else {
        Err(ParkedReason::Content.into())
    }
}

/// Whether a batch carries no change, and acts over records of the county's registers.
pub(super) fn are_registrations(batch: &Batch) -> bool {
    let registers = |bytes: &Vec<u8>| {
        let signed = SignedAct::read(bytes);
        signed.is_ok_and(|signed| matches!(signed.statement().act.body, Body::Registration(_)))
    };
    batch.changes.is_empty() && batch.acts.iter().any(registers)
}

pub(super) fn unreadable(error: &ActError) -> Stop {
    Stop::Refuse(match error {
        ActError::Shape(_) | ActError::NotCanonical => ParkedReason::Damaged,
        ActError::TooLarge => ParkedReason::TooLarge,
        ActError::HiddenCharacters => ParkedReason::Content,
        ActError::Version(_) => ParkedReason::TooNew,
        ActError::OtherKey | ActError::Suite(_) => ParkedReason::Signature,
    })
}

/// The public key, if the chain gives it to this person in this role on this very device and it is not revoked; and whether the scope
/// certified last covers the village.
pub(super) fn certified(
    signer: &mut Signer<'_, '_>,
    signed: &SignedAct,
    village: &VillageCode,
) -> Result<(Vec<u8>, bool), Stop> {
    let act = &signed.statement().act;
    let holder = signer.keys.holder(act.key)?.ok_or(ParkedReason::NotEnrolled)?;
    let Subject::Person { person, device: on } = &holder.subject else {
        return Err(ParkedReason::Signature.into());
    };
    let fits =
        person.id == act.person && person.role == act.role && *on == act.device && act.device == signer.device.id;
    if !fits {
        return Err(ParkedReason::Signature.into());
    }
    if !signer.lifted && !holder.signs_at(Place::NotYet) {
        return Err(ParkedReason::NotEnrolled.into());
    }
    Ok((holder.public_key.clone(), holder.covers_at(village, Place::NotYet)))
}

fn check_right(person: &Person, body: &Body, batch: &Batch) -> Result<(), Stop> {
    let action = body.action();
    if person.may_in(action, &batch.village) {
        Ok(())
    } else if may(person.role, action) && !person.covers(&batch.village) {
        Err(ParkedReason::OutOfScope.into())
    } else {
        Err(ParkedReason::NotAllowed.into())
    }
}

fn check_body(body: &Body, record: &Record) -> Result<(), Stop> {
    match body {
        Body::SignOff(sign_off) => check_sign_off(sign_off),
        Body::Review(review) => check_review(review, record),
        Body::Void(void) if is_blank(&void.reason) => Err(ParkedReason::Content.into()),
        Body::Opening(Opening { reason }) => check_reason(reason),
        Body::Explanation(explanation) if !explanation.is_sound() => Err(ParkedReason::Content.into()),
        // A record of the county's registers lies in no village; its acts come by a road of their own.
        Body::Registration(_) => Err(ParkedReason::NotAllowed.into()),
        Body::Void(_) | Body::Submission(_) | Body::Acknowledgement | Body::Explanation(_) => Ok(()),
    }
}

/// A reason that says something, and is short.
fn check_reason(reason: &str) -> Result<(), Stop> {
    if is_blank(reason) || text::graphemes(reason) > MAX_REASON_GRAPHEMES {
        Err(ParkedReason::Content.into())
    } else {
        Ok(())
    }
}

fn check_sign_off(sign_off: &SignOff) -> Result<(), Stop> {
    sign_off.ink.check(&[]).map_err(|_| ParkedReason::Content.into())
}

/// A text that is signed on paper only is signed by nobody here. Villagers confirm what names them, each once and in a way that
/// stands. An entry is submitted, voided and explained by its own counsel, and submitted as signed on paper only with the signed page;
/// acknowledged is what says that it is 重大事项.
fn check_signed(act: &Act, entry: &Entry) -> Result<(), Stop> {
    match &act.body {
        Body::SignOff(_) | Body::Submission(Submission { way: Way::Electronic }) if entry.is_for_paper() => {
            Err(ParkedReason::Content.into())
        }
        Body::SignOff(sign_off) => confirmation::check(&sign_off.confirmations, &entry.persons, &sign_off.ink, &[])
            .map_err(|_| ParkedReason::Content.into()),
        Body::Submission(_) | Body::Void(_) | Body::Acknowledgement | Body::Explanation(_) => {
            act.check_counsel(entry).map_err(|fault| {
                Stop::Refuse(match fault {
                    CounselFault::OtherCounsel => ParkedReason::NotAllowed,
                    CounselFault::NoSignedPage | CounselFault::NotMajor => ParkedReason::Content,
                })
            })
        }
        Body::Review(_) | Body::Opening(_) | Body::Registration(_) => Ok(()),
    }
}

/// A return names a reason; what is reviewed is a sign-off of this entry, or its submission as signed on paper, that is here.
fn check_review(review: &Review, record: &Record) -> Result<(), Stop> {
    match &review.decision {
        Decision::Approve => {}
        Decision::Return { reasons } if reasons.iter().any(|reason| !is_blank(reason)) => {}
        Decision::Return { .. } => return Err(ParkedReason::Content.into()),
    }
    match find(record, review.sign_off) {
        None if record.is_set_aside(review.sign_off) => Err(ParkedReason::Content.into()),
        None => Err(Stop::Later),
        Some(body) if body.makes_official() => Ok(()),
        Some(_) => Err(ParkedReason::Content.into()),
    }
}

fn find(record: &Record, id: ActId) -> Option<&Body> {
    record
        .acts
        .iter()
        .find(|act| act.id() == id)
        .map(|act| &act.statement().act.body)
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
