//! The roster as the counsel chooses from it: who may be enrolled here on the spot, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Action, PersonId};
use cunfa_protocol::Code;
use cunfa_protocol::command;
use cunfa_protocol::view::{ClaimFault, Roster, RosterRow};

use crate::desk::{Desk, code_of};
use crate::enrolments::waiting;
use crate::entries::places::Places;

/// The roster, of one village or of all.
pub(crate) fn roster(desk: &Desk, with: &command::Roster) -> Result<Roster, Code> {
    desk.person_who_may(Action::EnrolCadre)?;
    let store = desk.store()?;
    let here: BTreeSet<PersonId> = store
        .people()
        .map_err(code_of)?
        .into_iter()
        .map(|stored| stored.person.id)
        .collect();
    let faults: BTreeMap<PersonId, ClaimFault> = store
        .claims()
        .map_err(code_of)?
        .into_iter()
        .filter_map(|claim| Some((claim.person, view_fault(claim.fault?))))
        .collect();
    let places = Places::of_session(desk)?;
    let asked = store
        .roster()
        .map_err(code_of)?
        .into_iter()
        .filter(|person| match &with.village {
            Some(village) => person.covers(village),
            None => true,
        });
    let cadres = asked.map(|person| RosterRow {
        person: person.id,
        here: here.contains(&person.id),
        fault: faults.get(&person.id).copied(),
        places: waiting::place_names(&person.scope, &places),
        name: person.name,
        post: person.post,
    });
    Ok(Roster {
        cadres: cadres.collect(),
    })
}

fn view_fault(fault: cunfa_store::ClaimFault) -> ClaimFault {
    match fault {
        cunfa_store::ClaimFault::NotOnRoster => ClaimFault::NotOnRoster,
        cunfa_store::ClaimFault::OutOfScope => ClaimFault::OutOfScope,
        cunfa_store::ClaimFault::AlreadyHere => ClaimFault::AlreadyHere,
        cunfa_store::ClaimFault::Refused => ClaimFault::Refused,
        cunfa_store::ClaimFault::Damaged => ClaimFault::Damaged,
    }
}
