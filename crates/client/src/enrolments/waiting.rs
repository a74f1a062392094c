//! The list 待确认的登记: provisional keys whose whole scope lies in this office's.

use std::collections::BTreeMap;

use cunfa_core::{Action, Area, KeyId, Person, Standing};
use cunfa_evidence::chain::{Chain, Holder, Place, may_confirm};
use cunfa_protocol::Code;
use cunfa_protocol::view::{DecisionFault, DecisionState, EnrolmentDecision, Enrolments, WaitingEnrolment};
use cunfa_store::{DecisionKind, StoredDecision};

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;

/// The list, oldest first.
pub(crate) fn waiting(desk: &Desk) -> Result<Enrolments, Code> {
    let office = desk.person_who_may(Action::DecideEnrolment)?;
    let chain = desk.store()?.chain().map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let decisions = desk.store()?.decisions().map_err(code_of)?;
    let decided: BTreeMap<KeyId, &StoredDecision> = decisions.iter().map(|one| (one.key, one)).collect();
    let mut waiting: Vec<WaitingEnrolment> = chain
        .holders()
        .filter_map(|(key, holder)| {
            let person = undecided(office, holder)?;
            Some(WaitingEnrolment {
                key,
                name: person.name.clone(),
                role: person.role,
                post: person.post.clone(),
                places: place_names(&person.scope, &places),
                since_ms: holder.from_ms,
                beside: beside(&chain, holder, person),
                decided: decided.get(&key).map(|decision| state(decision)),
            })
        })
        .collect();
    waiting.sort_by_key(|one| (one.since_ms, one.key));
    Ok(Enrolments { waiting })
}

/// The person of an enrolment that this office may still decide.
pub(crate) fn undecided<'h>(office: &Person, holder: &'h Holder) -> Option<&'h Person> {
    let person = holder.subject.person()?;
    let open = holder.standing == Standing::Provisional && holder.signs_at(Place::NotYet);
    (open && may_confirm(office, person).is_ok()).then_some(person)
}

/// Villages by name; a whole township by its own.
pub(crate) fn place_names(scope: &[Area], places: &Places) -> Vec<String> {
    let name = |area: &Area| {
        let mut inside = places.all().filter(|village| area.covers(&village.code));
        let first = inside.next();
        first.map_or_else(
            || area.to_string(),
            |village| {
                if area.as_str() == village.code.as_str() {
                    village.name.clone()
                } else {
                    village.township.clone()
                }
            },
        )
    };
    scope.iter().map(name).collect()
}

/// Who else has a key on the same device.
fn beside(chain: &Chain, holder: &Holder, person: &Person) -> Vec<String> {
    let device = holder.subject.device();
    let others = chain
        .holders()
        .filter(|(_, other)| other.subject.device() == device && other.signs_at(Place::NotYet))
        .filter_map(|(_, other)| other.subject.person())
        .filter(|other| other.id != person.id);
    others.map(|other| other.name.clone()).collect()
}

fn state(decision: &StoredDecision) -> DecisionState {
    match (decision.fault, decision.kind) {
        (None, DecisionKind::Confirm) => DecisionState::OnItsWay(EnrolmentDecision::Confirm),
        (None, DecisionKind::Refuse) => DecisionState::OnItsWay(EnrolmentDecision::Refuse),
        (Some(fault), _) => DecisionState::NotTaken(match fault {
            cunfa_store::DecisionFault::NotAllowed => DecisionFault::NotAllowed,
            cunfa_store::DecisionFault::Changed => DecisionFault::Changed,
            cunfa_store::DecisionFault::DecidedOtherwise => DecisionFault::DecidedOtherwise,
            cunfa_store::DecisionFault::Damaged => DecisionFault::Damaged,
        }),
    }
}
