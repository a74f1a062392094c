//! Deciding over one enrolment: the office person's PIN opens the key, the key signs the word, the word waits here for the
//! next pass.

use cunfa_core::{Action, Standing};
use cunfa_evidence::certificate::Certificate;
use cunfa_evidence::refusal::Refusal;
use cunfa_protocol::Code;
use cunfa_protocol::command::DecideEnrolment;
use cunfa_protocol::view::{EnrolmentDecision, Enrolments, Topic};
use cunfa_store::{DecisionKind, StoredDecision};

use crate::desk::{Desk, code_of};
use crate::enrolments::waiting;
use crate::session::{pin, unlock};

/// Decides. One that does not wait for this office any more is refused before the PIN is tried: look again.
pub(crate) fn decide(desk: &mut Desk, with: &DecideEnrolment) -> Result<Enrolments, Code> {
    let office = desk.person_who_may(Action::DecideEnrolment)?;
    let holder = desk.store()?.holder(with.key).map_err(code_of)?;
    let holder = holder
        .filter(|holder| waiting::undecided(office, holder).is_some())
        .ok_or(Code::ChangedMeanwhile)?;
    let slot = desk.session()?.slot;
    let opened = pin::try_pin(desk, slot, &with.pin)?;
    let key = unlock::signing_key(&opened.pin_key, &unlock::stored(desk, slot)?)?;
    let (kind, bytes) = match with.decision {
        EnrolmentDecision::Confirm => {
            let certificate = Certificate {
                public_key: holder.public_key,
                subject: holder.subject,
                from_ms: holder.from_ms,
                from_sequence: holder.from_sequence,
                issuer: key.id(),
                standing: Standing::Confirmed,
            };
            (DecisionKind::Confirm, certificate.issue(&key))
        }
        EnrolmentDecision::Refuse => {
            let refusal = Refusal {
                issuer: key.id(),
                key: with.key,
                at_ms: desk.now_ms(),
            };
            (DecisionKind::Refuse, refusal.issue(&key))
        }
    };
    let decision = StoredDecision {
        key: with.key,
        kind,
        bytes,
        fault: None,
    };
    desk.store_mut()?.put_decision(&decision).map_err(code_of)?;
    desk.told().topic(Topic::Session);
    desk.told().unsent = true;
    waiting::waiting(desk)
}
