//! Signed words over enrolments that travel in a round beside the batches.

use cunfa_core::KeyId;
use cunfa_protocol::Code;
use cunfa_protocol::view;
use cunfa_protocol::wire::{Blob, ClaimAnswer, Decision, DecisionAnswer, MAX_CLAIMS, MAX_DECISIONS};
use cunfa_store::{ClaimFault, DecisionFault, DecisionKind, Store, StoredClaim, StoredDecision};

use crate::desk::{Desk, code_of};

/// The oldest enrolments made here that the server has to hear of, or whose share of the recovery is not in the key file.
pub(crate) fn claims(desk: &Desk) -> Result<Vec<StoredClaim>, Code> {
    let without_share = |claim: &StoredClaim| {
        let mut slots = desk.key_file.iter().flat_map(|file| &file.slots);
        claim.fault.is_none() && slots.any(|slot| slot.key == claim.key && slot.recovery.is_empty())
    };
    let made = desk.store()?.claims().map_err(code_of)?;
    let told = made.into_iter().filter(|claim| claim.waits || without_share(claim));
    Ok(told.take(MAX_CLAIMS).collect())
}

/// Keeps the server's shares of the recovery that came with the answers: with one a lost PIN can be set anew. One that is
/// not kept comes again with the next pass.
pub(crate) fn keep_shares(desk: &mut Desk, sent: &[StoredClaim], answers: &[ClaimAnswer]) -> Result<(), Code> {
    let (Some(mut file), Some(db_key)) = (desk.key_file.clone(), desk.db_key.clone()) else {
        return Ok(());
    };
    let before = file.clone();
    for (claim, answer) in sent.iter().zip(answers) {
        let ClaimAnswer::Taken { share } = answer else { continue };
        let slot = file.slots.iter_mut().find(|slot| slot.key == claim.key);
        if let (Some(slot), Some(share)) = (slot, desk.config.deriver.share(&share.0))
            && slot.recovery.is_empty()
        {
            slot.recovery = share.seal(&db_key, desk.random()?);
        }
    }
    if file != before {
        file.write(&desk.config.data_dir).map_err(code_of)?;
        desk.key_file = Some(file);
    }
    Ok(())
}

/// The answers with what they are about.
pub(crate) fn claimed(sent: &[StoredClaim], answers: &[ClaimAnswer]) -> Vec<(KeyId, Option<ClaimFault>)> {
    if sent.len() != answers.len() {
        return Vec::new();
    }
    let answered = sent.iter().zip(answers);
    answered
        .map(|(claim, answer)| match answer {
            ClaimAnswer::Taken { .. } => (claim.key, None),
            ClaimAnswer::NotTaken(fault) => (claim.key, Some(claim_fault(*fault))),
        })
        .collect()
}

fn claim_fault(fault: view::ClaimFault) -> ClaimFault {
    match fault {
        view::ClaimFault::NotOnRoster => ClaimFault::NotOnRoster,
        view::ClaimFault::OutOfScope => ClaimFault::OutOfScope,
        view::ClaimFault::AlreadyHere => ClaimFault::AlreadyHere,
        view::ClaimFault::Refused => ClaimFault::Refused,
        view::ClaimFault::Damaged => ClaimFault::Damaged,
    }
}

/// The oldest decisions that wait to be sent.
pub(crate) fn decisions(store: &Store) -> Result<Vec<StoredDecision>, Code> {
    let kept = store.decisions().map_err(code_of)?;
    let waiting = kept.into_iter().filter(|decision| decision.fault.is_none());
    Ok(waiting.take(MAX_DECISIONS).collect())
}

/// As it travels.
pub(crate) fn decision(stored: &StoredDecision) -> Decision {
    let bytes = Blob(stored.bytes.clone());
    match stored.kind {
        DecisionKind::Confirm => Decision::Confirm(bytes),
        DecisionKind::Refuse => Decision::Refuse(bytes),
    }
}

/// The answers with what they are about. Answers that do not count the same as what was sent are none.
pub(crate) fn decided(
    sent: &[StoredDecision],
    answers: &[DecisionAnswer],
) -> Vec<(KeyId, Vec<u8>, Option<DecisionFault>)> {
    if sent.len() != answers.len() {
        return Vec::new();
    }
    let answered = sent.iter().zip(answers);
    answered
        .map(|(decision, answer)| {
            let fault = match answer {
                DecisionAnswer::Taken => None,
                DecisionAnswer::NotTaken(fault) => Some(store_fault(*fault)),
            };
            (decision.key, decision.bytes.clone(), fault)
        })
        .collect()
}

fn store_fault(fault: view::DecisionFault) -> DecisionFault {
    match fault {
        view::DecisionFault::NotAllowed => DecisionFault::NotAllowed,
        view::DecisionFault::Changed => DecisionFault::Changed,
        view::DecisionFault::DecidedOtherwise => DecisionFault::DecidedOtherwise,
        view::DecisionFault::Damaged => DecisionFault::Damaged,
    }
}
