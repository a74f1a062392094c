//! Batches as files: listed, received, and signed by a device the county knows. What is in them is checked entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{BatchId, DeviceId, EntryId};
use cunfa_evidence::receipt::Receipt;

use super::{Context, rulings};
use crate::layout::{self, Logged};
use crate::manifest::Manifest;
use crate::report::{Code, Finding, Tell};

/// A batch whose file can be read, with what was found.
pub(super) struct Stored {
    pub(super) entry: EntryId,
    pub(super) device: DeviceId,
    pub(super) sequence: u64,
    pub(super) id: BatchId,
    pub(super) logged: Logged,
    /// Of a receipt that holds.
    pub(super) receipt: Option<Receipt>,
    pub(super) findings: Vec<Finding>,
    /// Taken out of quarantine: its acts do not count.
    pub(super) taken: bool,
}

/// Reads every batch, in the order of the log.
pub(super) fn read(context: &Context<'_>, manifest: Option<&Manifest>, told: &mut Vec<Finding>) -> Vec<Stored> {
    let mut stored = Vec::new();
    for (name, bytes) in context
        .files
        .iter()
        .filter(|(name, _)| name.starts_with(layout::BATCHES))
    {
        match (sequence(name), Logged::decode(bytes)) {
            (Some(sequence), Ok(logged)) => stored.push(check(context, sequence, logged)),
            (_, _) => told.tell(Code::BatchUnreadable, *name),
        }
    }
    stored.sort_by_key(|one| one.sequence);
    rulings::settle(context, &mut stored, told);
    twice(&mut stored);
    if let Some(manifest) = manifest {
        listed(manifest, &mut stored, told);
    }
    stored
}

fn sequence(name: &str) -> Option<u64> {
    let sequence = name.strip_prefix(layout::BATCHES)?.parse().ok()?;
    (layout::batch(sequence) == name).then_some(sequence)
}

fn check(context: &Context<'_>, sequence: u64, logged: Logged) -> Stored {
    let mut findings = Vec::new();
    let name = layout::batch(sequence);
    let id = logged.sealed.id();
    let receipt = Receipt::read(&logged.receipt, &context.county_key).ok();
    match &receipt {
        None => findings.tell(Code::ReceiptRefused, &name),
        Some(receipt) => {
            if receipt.batch != id {
                findings.tell(Code::ReceiptOtherBatch, &name);
            }
            if receipt.sequence != sequence {
                findings.tell(Code::ReceiptOtherPlace, &name);
            }
            if context
                .village
                .as_ref()
                .is_some_and(|village| village.county() != receipt.shard)
            {
                findings.tell(Code::ReceiptOtherCounty, &name);
            }
        }
    }
    signature(context, sequence, &logged, &mut findings);
    Stored {
        entry: logged.entry,
        device: logged.device,
        sequence,
        id,
        receipt: receipt.filter(|receipt| receipt.batch == id),
        logged,
        findings,
        taken: false,
    }
}

/// One of the device's keys made the signature, and was not revoked before this place.
fn signature(context: &Context<'_>, sequence: u64, logged: &Logged, findings: &mut Vec<Finding>) {
    let name = layout::batch(sequence);
    let mut keys = context.keys.of_device(logged.device).peekable();
    if keys.peek().is_none() {
        findings.tell(Code::DeviceKeyUnknown, name);
        return;
    }
    match keys.find(|held| logged.sealed.verify(&held.key).is_ok()) {
        None => findings.tell(Code::BatchSignature, name),
        Some(held) => {
            let revoked = held.holder.revoked;
            if revoked.is_some_and(|revoked| revoked.from_sequence <= sequence) {
                findings.tell(Code::DeviceRevoked, name);
            }
        }
    }
}

fn twice(stored: &mut [Stored]) {
    let mut seen = BTreeSet::new();
    for one in stored.iter_mut().filter(|one| !seen.insert(one.id)) {
        one.findings.tell(Code::BatchTwice, layout::batch(one.sequence));
    }
}

/// The manifest's list against what is there.
fn listed(manifest: &Manifest, stored: &mut [Stored], told: &mut Vec<Finding>) {
    let list: BTreeMap<u64, BatchId> = manifest.batches.iter().copied().collect();
    for one in stored.iter_mut() {
        if list.get(&one.sequence) != Some(&one.id) {
            one.findings.tell(Code::BatchExtra, layout::batch(one.sequence));
        }
    }
    let here: BTreeSet<(u64, BatchId)> = stored.iter().map(|one| (one.sequence, one.id)).collect();
    for (sequence, id) in list.into_iter().filter(|line| !here.contains(line)) {
        told.tell(Code::BatchMissing, format!("{}（{id}）", layout::batch(sequence)));
    }
}
