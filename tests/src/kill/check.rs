//! What must hold after every run of the kill test, from histories and files alone. Pure: a planted fault shows that each promise
//! is really watched (the tests are in `check/tests.rs`).
//!
//! - **Read your writes**: what a device acknowledged it shows from then on, also after being killed. What was asked and not
//!   answered may have happened or not, but once shown it stays.
//! - **Nothing acknowledged is lost**: it is on the server and on every device in the end; what was shown as delivered too; every
//!   receipt a device holds is of a batch that stands in the server's log exactly once.
//! - **No resurrection**: no text becomes older, no voided entry becomes valid, no thrown-away draft comes back, nothing is there
//!   that nobody asked for.
//! - All devices show the same, nothing waits, no file is damaged.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{ActId, BatchId, EntryId};

use super::history::{Event, Mark, Marked, Op, Seen};

#[cfg(test)]
mod tests;

/// Everything the checks look at.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// Device by device.
    pub histories: Vec<Vec<Event>>,
    /// Device by device, after everything came to rest.
    pub devices: Vec<Last>,
    /// The server's log.
    pub log: Log,
}

/// A device in the end.
#[derive(Debug, Clone, Default)]
pub struct Last {
    /// Every entry.
    pub seen: BTreeMap<EntryId, Seen>,
    /// Every entry, all that is shown of it.
    pub whole: BTreeMap<EntryId, String>,
    /// Its drafts.
    pub drafts: BTreeSet<EntryId>,
    /// Entries unsent and batches parked.
    pub waiting: (u32, u32),
    /// Every receipt it holds.
    pub receipts: Vec<(BatchId, Vec<u8>)>,
    /// What is wrong with its file.
    pub damage: Vec<String>,
}

/// The server's log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Sequence, id and receipt of every batch.
    pub batches: Vec<(u64, BatchId, Vec<u8>)>,
    /// Every act, with its entry.
    pub acts: BTreeMap<ActId, EntryId>,
    /// Both texts of every entry as all changes together give them.
    pub marks: BTreeMap<EntryId, (Option<Mark>, Option<Mark>)>,
    /// What is wrong with its file.
    pub damage: Vec<String>,
}

/// Everything that is wrong.
#[must_use]
pub fn faults(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for (device, history) in seen.histories.iter().enumerate() {
        let known = Known::of(device, history, &mut faults);
        known.in_the_end(device, seen, &mut faults);
    }
    phantoms(seen, &mut faults);
    receipts(seen, &mut faults);
    equality(seen, &mut faults);
    faults
}

/// How often a device was asked, acknowledged, and left without an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Asked.
    pub asked: usize,
    /// Acknowledged.
    pub acknowledged: usize,
    /// Killed meanwhile.
    pub unanswered: usize,
}

/// Counts a history.
#[must_use]
pub fn counts(history: &[Event]) -> Counts {
    let mut counts = Counts::default();
    let mut refused = 0;
    for event in history {
        match event {
            Event::Invoked(_) => counts.asked += 1,
            Event::Done => counts.acknowledged += 1,
            Event::Refused(_) => refused += 1,
            _ => {}
        }
    }
    counts.unanswered = counts.asked - counts.acknowledged - refused;
    counts
}

/// What a device has promised to know of an entry.
#[derive(Debug, Clone, Default)]
struct Promise {
    matter: Option<Mark>,
    advice: Option<Mark>,
    acts: BTreeSet<ActId>,
    voided: bool,
    /// As it was when it was last shown as being on the server.
    delivered: Option<Seen>,
}

/// What a device has promised.
#[derive(Debug, Default)]
struct Known {
    entries: BTreeMap<EntryId, Promise>,
    discarded: BTreeSet<EntryId>,
}

impl Known {
    /// Goes through a history; what it showed against what it had promised is a fault.
    fn of(device: usize, history: &[Event], faults: &mut Vec<String>) -> Known {
        let mut known = Known::default();
        let mut asked: Option<&Op> = None;
        for event in history {
            match event {
                Event::Started | Event::Refused(_) => asked = None,
                Event::Invoked(op) => asked = Some(op),
                Event::Done => {
                    if let Some(op) = asked.take() {
                        known.acknowledge(device, op);
                    }
                }
                Event::Showed(all) => all.iter().for_each(|seen| known.show(device, seen, faults)),
                Event::Missing(entry) if known.entries.contains_key(entry) => {
                    faults.push(format!(
                        "device {device} says that there is no {entry}, which it had promised"
                    ));
                }
                Event::Missing(_) => {}
                Event::Drafts(drafts) => {
                    for draft in drafts.iter().filter(|draft| known.discarded.contains(draft)) {
                        faults.push(format!(
                            "device {device} shows the draft {draft}, which was thrown away"
                        ));
                    }
                }
            }
        }
        known
    }

    fn acknowledge(&mut self, device: usize, op: &Op) {
        match op {
            Op::Make { entry, version } => {
                let promise = self.entries.entry(*entry).or_default();
                promise.matter = promise.matter.max(Some(Marked::Matter.mark(device, *version)));
                promise.advice = promise.advice.max(Some(Marked::Advice.mark(device, *version)));
            }
            Op::Change { entry, version } => {
                let promise = self.entries.entry(*entry).or_default();
                let field = Marked::of(device);
                let mark = match field {
                    Marked::Matter => &mut promise.matter,
                    Marked::Advice => &mut promise.advice,
                };
                *mark = (*mark).max(Some(field.mark(device, *version)));
            }
            Op::Void { entry } => self.entries.entry(*entry).or_default().voided = true,
            Op::Discard { draft } => drop(self.discarded.insert(*draft)),
            // What they did is in what is shown next.
            Op::Sign { .. } | Op::Review { .. } | Op::Sync => {}
        }
    }

    fn show(&mut self, device: usize, seen: &Seen, faults: &mut Vec<String>) {
        let promise = self.entries.entry(seen.entry).or_default();
        let lacks = lacking(promise, seen);
        if !lacks.is_empty() {
            faults.push(format!(
                "device {device} showed {} without {}: {seen:?}",
                seen.entry,
                lacks.join(", ")
            ));
        }
        promise.matter = promise.matter.max(seen.matter);
        promise.advice = promise.advice.max(seen.advice);
        promise.acts.extend(&seen.acts);
        promise.voided |= seen.voided;
        if seen.delivered {
            promise.delivered = Some(seen.clone());
        }
    }

    /// What this device promised is there when everything is at rest: here, on every other device, on the server.
    fn in_the_end(&self, device: usize, seen: &Observed, faults: &mut Vec<String>) {
        for (entry, promise) in &self.entries {
            for (other, last) in seen.devices.iter().enumerate() {
                let Some(shown) = last.seen.get(entry) else {
                    faults.push(format!(
                        "{entry}, promised by device {device}, is not on device {other}"
                    ));
                    continue;
                };
                let lacks = lacking(promise, shown);
                if !lacks.is_empty() {
                    let lacks = lacks.join(", ");
                    faults.push(format!(
                        "{entry}, promised by device {device}, is on device {other} without {lacks}"
                    ));
                }
            }
            self.on_the_server(device, *entry, promise, &seen.log, faults);
        }
        for (other, last) in seen.devices.iter().enumerate() {
            for draft in &self.discarded {
                if last.drafts.contains(draft) || last.seen.contains_key(draft) {
                    faults.push(format!(
                        "the draft {draft}, thrown away on device {device}, is on device {other}"
                    ));
                }
            }
        }
        for draft in self.discarded.iter().filter(|draft| seen.log.marks.contains_key(draft)) {
            faults.push(format!(
                "the draft {draft}, thrown away on device {device}, is on the server"
            ));
        }
    }

    fn on_the_server(&self, device: usize, entry: EntryId, promise: &Promise, log: &Log, faults: &mut Vec<String>) {
        let (matter, advice) = log.marks.get(&entry).copied().unwrap_or_default();
        let short = matter < promise.matter || advice < promise.advice;
        let missing: Vec<&ActId> = promise
            .acts
            .iter()
            .filter(|act| log.acts.get(act) != Some(&entry))
            .collect();
        if short || !missing.is_empty() {
            let delivered = if promise.delivered.is_some() {
                ", shown as delivered"
            } else {
                ""
            };
            faults.push(format!(
                "{entry}, promised by device {device}{delivered}: the server has {matter:?} and {advice:?} and lacks {missing:?}"
            ));
        }
    }
}

/// What of a promise is not shown.
fn lacking(promise: &Promise, shown: &Seen) -> Vec<String> {
    let mut lacks = Vec::new();
    let texts = [
        ("事由", promise.matter, shown.matter),
        ("内容", promise.advice, shown.advice),
    ];
    for (name, promised, now) in texts {
        if now < promised {
            lacks.push(format!("{name} {promised:?} (it is {now:?})"));
        }
    }
    let acts = promise.acts.difference(&shown.acts);
    lacks.extend(acts.map(|act| format!("act {act}")));
    if promise.voided && !shown.voided {
        lacks.push("having been voided".to_owned());
    }
    lacks
}

/// Nothing is there that nobody asked for.
fn phantoms(seen: &Observed, faults: &mut Vec<String>) {
    let mut asked: BTreeMap<EntryId, BTreeSet<(Marked, Mark)>> = BTreeMap::new();
    let mut made = BTreeSet::new();
    for (device, history) in seen.histories.iter().enumerate() {
        for event in history {
            let (entry, version, fields) = match event {
                Event::Invoked(Op::Make { entry, version }) => {
                    made.insert(*entry);
                    (entry, version, vec![Marked::Matter, Marked::Advice])
                }
                Event::Invoked(Op::Change { entry, version }) => (entry, version, vec![Marked::of(device)]),
                _ => continue,
            };
            let marks = fields.into_iter().map(|field| (field, field.mark(device, *version)));
            asked.entry(*entry).or_default().extend(marks);
        }
    }
    for (device, last) in seen.devices.iter().enumerate() {
        for (entry, shown) in &last.seen {
            let here = [(Marked::Matter, shown.matter), (Marked::Advice, shown.advice)];
            let asked = |(field, mark): &(Marked, Option<Mark>)| {
                mark.is_some_and(|mark| asked.get(entry).is_some_and(|all| all.contains(&(*field, mark))))
            };
            if !made.contains(entry) || !here.iter().all(asked) {
                faults.push(format!("device {device} shows what nobody wrote: {shown:?}"));
            }
        }
    }
}

/// Every receipt is of a batch that stands in the log, and every batch stands there once, without a gap.
fn receipts(seen: &Observed, faults: &mut Vec<String>) {
    let mut ids: BTreeMap<BatchId, Vec<&Vec<u8>>> = BTreeMap::new();
    for (place, (sequence, id, receipt)) in (1u64..).zip(&seen.log.batches) {
        if *sequence != place {
            faults.push(format!("the log has {sequence} at place {place}"));
        }
        ids.entry(*id).or_default().push(receipt);
    }
    for (id, times) in ids.iter().filter(|(_, receipts)| receipts.len() > 1) {
        faults.push(format!("the log has batch {id} {} times", times.len()));
    }
    for (device, last) in seen.devices.iter().enumerate() {
        for (id, receipt) in &last.receipts {
            if !ids.get(id).is_some_and(|receipts| receipts.contains(&receipt)) {
                faults.push(format!("device {device} holds a receipt of {id} that the log has not"));
            }
        }
    }
}

/// All devices show the same, nothing waits, no file is damaged.
fn equality(seen: &Observed, faults: &mut Vec<String>) {
    for (device, last) in seen.devices.iter().enumerate() {
        if last.waiting != (0, 0) {
            faults.push(format!("device {device}: unsent and parked are {:?}", last.waiting));
        }
        faults.extend(last.damage.iter().map(|damage| format!("device {device}: {damage}")));
        let first = seen.devices.first().map(|first| &first.whole);
        for (entry, whole) in first.into_iter().flatten() {
            if last.whole.get(entry) != Some(whole) {
                let other = last.whole.get(entry);
                faults.push(format!("{entry} on device 0: {whole}\non device {device}: {other:?}"));
            }
        }
        if first.is_some_and(|first| first.len() != last.whole.len()) {
            faults.push(format!("device {device} shows {} entries", last.whole.len()));
        }
    }
    faults.extend(seen.log.damage.iter().map(|damage| format!("the server: {damage}")));
}
