//! What was said over a word that the county's log does not hold. The server says "later" of it, since that word may come yet. On a device whose
//! registers are whole and lack it, it comes again to whoever said it, as if it had been refused: only somebody else could bring that word, or nobody.

use cunfa_core::register::{Registration, may_read};
use cunfa_core::{ActId, BatchId, Body};
use cunfa_evidence::act::SignedAct;
use cunfa_protocol::Code;
use cunfa_store::{ParkedReason, RegistersPlace, Store, StoredPerson, StoredRegistration};

use super::ask;
use crate::desk::{Desk, code_of};

/// Of what was handed in, gives up what is over such a word, and what was to be taken together with it; tells how many. The registers here are
/// whole up to `place`.
pub(super) fn give_up(desk: &mut Desk, handed: &[BatchId], place: &RegistersPlace) -> Result<usize, Code> {
    if desk.config.hands_in {
        // Nobody looks at that file, and it goes when nothing in it waits.
        return Ok(0);
    }
    let store = desk.store()?;
    let position = store.position().map_err(code_of)?;
    if place.epoch != position.epoch || place.readers != ask::readers(store)? {
        // They came for others, or of another log than the one known here: they come anew.
        return Ok(0);
    }
    let waiting = store.waiting_of(handed).map_err(code_of)?;
    let people = store.people().map_err(code_of)?;
    let mut lost = Vec::new();
    for one in &waiting {
        if is_over_nothing(store, &people, one)? {
            lost.push(one);
        }
    }
    let goes = |one: &&StoredRegistration| {
        let with = |lost: &&StoredRegistration| lost.act == one.act || (lost.list.is_some() && lost.list == one.list);
        lost.iter().any(with)
    };
    let batches: Vec<BatchId> = waiting.iter().filter(goes).map(|one| one.batch.id()).collect();
    if batches.is_empty() {
        return Ok(0);
    }
    let store = desk.store_mut()?;
    let given_up = store.give_up_registrations(&batches, ParkedReason::RecordChanged);
    given_up.map_err(code_of)?;
    let left = store.waiting_of(handed).map_err(code_of)?;
    Ok(waiting.len().saturating_sub(left.len()))
}

/// Whether what it replaces is nowhere, as far as somebody here would have it: of a record they may read they have every act.
fn is_over_nothing(store: &Store, people: &[StoredPerson], one: &StoredRegistration) -> Result<bool, Code> {
    let Some((said, after)) = said(one) else {
        return Ok(false);
    };
    let reads = people.iter().any(|stored| may_read(&stored.person, &said));
    Ok(reads && !store.knows_registration(after).map_err(code_of)?)
}

/// What it says, and the act it replaces; none when it replaces none.
fn said(one: &StoredRegistration) -> Option<(Registration, ActId)> {
    let batch = one.batch.open().ok()?;
    let act = SignedAct::read(batch.acts.first()?).ok()?;
    let Body::Registration(said) = &act.statement().act.body else {
        return None;
    };
    Some((said.clone(), said.after?))
}
