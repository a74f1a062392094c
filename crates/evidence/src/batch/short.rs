//! The short form of a batch, in which it travels: without what its reader finds out from the rest of it (docs/protocol.md 4). It is no
//! part of identity: id and signature are over the array of docs/evidence.md 5, which the reader puts together again before it hashes,
//! verifies or keeps anything.
//!
//! What is left out of an act leaves a hole: a value of another type than could stand there.

use cunfa_core::{DeviceId, Digest, EntryId, VillageCode};
use sha2::{Digest as _, Sha256};

use super::{Batch, MAX_ITEMS, read_items};
use crate::act;
use crate::cbor::{Malformed, Reader, Writer};

/// Elements of a short form; a batch has more, so that their first bytes tell one from the other.
const FIELDS: usize = 5;
/// What begins a change of automerge. The first four bytes of its hash follow, and then what the hash is over.
const MAGIC: [u8; 4] = [0x85, 0x6F, 0x4A, 0x83];
/// The first byte of what the hash is over: a change that is not deflated.
const CHANGE: u8 = 1;
/// The hole of an entry and of a device: the batch's own.
const OWN: [u8; 1] = [0xF6];
/// The hole of a previous act: the one before in the batch.
const BEFORE: [u8; 1] = [0x00];

/// The short form; none of what is no batch.
pub(super) fn of(bytes: &[u8]) -> Option<Vec<u8>> {
    let batch = Batch::decode(bytes).ok()?;
    let short = shortened(&batch).ok()?;
    // Nothing is ever sent that would not come out as it was.
    whole(&short).is_some_and(|(whole, _)| whole == bytes).then_some(short)
}

/// The batch of a short form, and its bytes; none of anything else.
pub(super) fn whole(short: &[u8]) -> Option<(Vec<u8>, Batch)> {
    read(short).ok()
}

fn shortened(batch: &Batch) -> Result<Vec<u8>, Malformed> {
    let mut hashes = Hashes::default();
    let changes: Vec<&[u8]> = batch.changes.iter().map(|change| hashes.taken(change)).collect();
    let mut out = Writer::new();
    out.array(FIELDS).text(batch.village.as_str());
    out.bytes(batch.entry.as_bytes()).bytes(batch.device.as_bytes());
    out.array_of(&changes, |out, change| {
        out.bytes(change);
    });
    let own = Own::of(batch);
    out.array(batch.acts.len());
    let mut before = None;
    for act in &batch.acts {
        let short = rewritten(act, |place, item| {
            let is_hole = match place {
                Place::Entry => item == own.entry,
                Place::Device => item == own.device,
                Place::Previous => before.as_deref() == Some(item),
                Place::Heads => return Ok(hashes.place(item).map(|place| uint(place as u64))),
            };
            let hole = if place == Place::Previous { BEFORE } else { OWN };
            Ok(is_hole.then(|| hole.to_vec()))
        });
        // What does not read as an act goes as it is.
        out.bytes(short.as_ref().unwrap_or(act));
        before = Some(name(act));
    }
    Ok(out.finish())
}

fn read(short: &[u8]) -> Result<(Vec<u8>, Batch), Malformed> {
    let mut from = Reader::new(short);
    from.array(FIELDS, "short form")?;
    let village: VillageCode = from.code("village", |code| code.parse().ok())?;
    let mut batch = Batch {
        village,
        entry: EntryId(from.fixed("entry")?),
        device: DeviceId(from.fixed("device")?),
        changes: Vec::new(),
        acts: Vec::new(),
    };
    let items = |from: &mut Reader<'_>, most| read_items(from, most).map_err(|_| Malformed("items"));
    let mut hashes = Hashes::default();
    let changes = items(&mut from, MAX_ITEMS)?;
    batch.changes = changes.into_iter().map(|change| hashes.given_back(change)).collect();
    let acts = items(&mut from, MAX_ITEMS - batch.changes.len())?;
    if !from.left().is_empty() {
        return Err(Malformed("trailing bytes"));
    }
    let own = Own::of(&batch);
    let mut before: Option<Vec<u8>> = None;
    for act in acts {
        let filled = rewritten(&act, |place, item| match place {
            Place::Entry if item == OWN => Ok(Some(own.entry.clone())),
            Place::Device if item == OWN => Ok(Some(own.device.clone())),
            Place::Previous if item == BEFORE => before.clone().map(Some).ok_or(Malformed("no act before")),
            Place::Heads => hashes.heads(item),
            Place::Entry | Place::Device | Place::Previous => Ok(None),
        });
        let act = match filled {
            Ok(act) => act,
            Err(Unfilled::Hole(malformed)) => return Err(malformed),
            Err(Unfilled::NoAct) => act,
        };
        before = Some(name(&act));
        batch.acts.push(act);
    }
    Ok((batch.encode(), batch))
}

/// Entry and device of a batch, as they stand in its acts.
struct Own {
    entry: Vec<u8>,
    device: Vec<u8>,
}

impl Own {
    fn of(batch: &Batch) -> Own {
        Own {
            entry: bytes(batch.entry.as_bytes()),
            device: bytes(batch.device.as_bytes()),
        }
    }
}

/// Hashes of the changes that go without their beginnings, in their order.
#[derive(Default)]
struct Hashes(Vec<Digest>);

impl Hashes {
    /// A change without what its hash gives back; another one as it is.
    fn taken<'c>(&mut self, change: &'c [u8]) -> &'c [u8] {
        let Some((front, hashed)) = change.split_first_chunk::<8>() else {
            return change;
        };
        if hashed.first() != Some(&CHANGE) {
            return change;
        }
        let hash = hash_of(hashed);
        if *front != beginning(hash) {
            return change;
        }
        self.0.push(hash);
        hashed
    }

    /// The whole change.
    fn given_back(&mut self, change: Vec<u8>) -> Vec<u8> {
        if change.first() != Some(&CHANGE) {
            return change;
        }
        let hash = hash_of(&change);
        self.0.push(hash);
        [&beginning(hash), change.as_slice()].concat()
    }

    /// Which of them is the one head of these, counted from the last one.
    fn place(&self, heads: &[u8]) -> Option<usize> {
        self.0.iter().rev().position(|hash| one_head(*hash) == heads)
    }

    /// The heads that a hole stands for.
    fn heads(&self, item: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
        let mut from = Reader::new(item);
        if from.is_array() {
            return Ok(None);
        }
        let place: usize = from.number("heads")?;
        let hash = self.0.iter().rev().nth(place).ok_or(Malformed("no such change"))?;
        Ok(Some(one_head(*hash)))
    }
}

fn hash_of(hashed: &[u8]) -> Digest {
    Digest(Sha256::digest(hashed).into())
}

/// The eight bytes before what is hashed.
fn beginning(hash: Digest) -> [u8; 8] {
    let ([a, b, c, d], [e, f, g, h]) = (MAGIC, hash.first::<4>());
    [a, b, c, d, e, f, g, h]
}

fn one_head(hash: Digest) -> Vec<u8> {
    item(|out| {
        out.array(1).bytes(hash.as_bytes());
    })
}

/// How the act after it names an act.
fn name(act: &[u8]) -> Vec<u8> {
    bytes(&act::id_of(act).short())
}

fn bytes(of: &[u8]) -> Vec<u8> {
    item(|out| {
        out.bytes(of);
    })
}

fn uint(number: u64) -> Vec<u8> {
    item(|out| {
        out.uint(number);
    })
}

fn item(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut out = Writer::new();
    write(&mut out);
    out.finish()
}

/// Where an act may have a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Entry,
    Heads,
    Device,
    Previous,
}

/// Why an act was not written anew.
enum Unfilled {
    /// It does not read as one.
    NoAct,
    /// A hole that stands for nothing.
    Hole(Malformed),
}

/// An act with other items in some of the four places: those that `other` gives, for the place and the item that stands there.
fn rewritten(
    act: &[u8],
    mut other: impl FnMut(Place, &[u8]) -> Result<Option<Vec<u8>>, Malformed>,
) -> Result<Vec<u8>, Unfilled> {
    let no_act = |_: Malformed| Unfilled::NoAct;
    let mut from = Reader::new(act);
    let mut out = Writer::new();
    let copy = |from: &mut Reader<'_>, out: &mut Writer, count: usize| {
        (0..count).try_for_each(|_| from.item("act").map(|item| out.item(item)).map(|_| ()))
    };
    let mut at = |place: Place, from: &mut Reader<'_>, out: &mut Writer| -> Result<(), Unfilled> {
        let item = from.item("act").map_err(no_act)?;
        let changed = other(place, item).map_err(Unfilled::Hole)?;
        out.item(changed.as_deref().unwrap_or(item));
        Ok(())
    };
    from.array(act::FIELDS, "act").map_err(no_act)?;
    out.array(act::FIELDS);
    // Version, suite, kind.
    copy(&mut from, &mut out, 3).map_err(no_act)?;
    from.array(2, "act").map_err(no_act)?;
    out.array(2);
    at(Place::Entry, &mut from, &mut out)?;
    at(Place::Heads, &mut from, &mut out)?;
    // Body, person, key, role.
    copy(&mut from, &mut out, 4).map_err(no_act)?;
    at(Place::Device, &mut from, &mut out)?;
    // Time, clock, root.
    copy(&mut from, &mut out, 3).map_err(no_act)?;
    at(Place::Previous, &mut from, &mut out)?;
    out.item(from.left());
    Ok(out.finish())
}
