//! What must hold after every run. Pure: each promise is a function from what was seen to what is wrong with it, so that a
//! planted fault shows that the promise is really watched.

use std::collections::BTreeMap;

use cunfa_core::{EntryId, VillageCode};
use cunfa_evidence::act::id_of;
use cunfa_evidence::receipt::Receipt;
use cunfa_protocol::view::{Asked, Delivery, EntryView, NeedState, NeedView, RecordsNotice};

use super::observe::{DeviceSeen, Observed};

/// Everything that is wrong.
#[must_use]
pub fn faults(seen: &Observed) -> Vec<String> {
    let promises = [
        unrest,
        inequality,
        losses,
        needs,
        receipts,
        roots,
        digests,
        signatures,
        projections,
        photos,
        closed,
        above,
        feedback,
        registers,
    ];
    promises.iter().flat_map(|promise| promise(seen)).collect()
}

/// The devices that still receive something.
fn served(seen: &Observed) -> impl Iterator<Item = &DeviceSeen> {
    let closed = seen.closed.as_ref().map(|closed| closed.name.as_str());
    seen.devices
        .iter()
        .filter(move |device| Some(device.name.as_str()) != closed)
}

/// After healing nothing waits, nothing is parked, everything is green.
fn unrest(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for device in served(seen) {
        if let Some(filling) = device.sync.filling {
            faults.push(format!("{}: the first filling has no end: {filling:?}", device.name));
        }
        let (unsent, parked) = (device.sync.unsent, device.sync.parked);
        if unsent > 0 || parked > 0 {
            faults.push(format!(
                "{}: {unsent} unsent, {parked} parked: {:?}",
                device.name, device.sync.items
            ));
        }
        let pale = device
            .views
            .values()
            .filter(|view| view.row.delivery != Delivery::Delivered);
        faults.extend(pale.map(|view| format!("{}: {} is {:?}", device.name, view.row.entry, view.row.delivery)));
    }
    faults
}

/// Every photo that an entry names is whole on the server and on every device that shows the entry, and said to be there. One that
/// only a device had that was revoked before its bytes came is the exception.
fn photos(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    let mut never_came = 0;
    for (blob, (entries, on_server)) in &seen.log.photos {
        if !on_server {
            if seen.closed.as_ref().is_some_and(|closed| closed.photos.contains(blob)) {
                never_came += 1;
                continue;
            }
            faults.push(format!("the server has not all of photo {blob} of {entries:?}"));
        }
        for device in served(seen) {
            let shown = device.views.keys().any(|entry| entries.contains(entry));
            let there = device
                .photos
                .get(blob)
                .is_some_and(|photo| photo.sound && photo.state.on_server);
            if shown && !there {
                faults.push(format!(
                    "{}: photo {blob} is {:?}",
                    device.name,
                    device.photos.get(blob)
                ));
            }
        }
    }
    for device in served(seen) {
        let left = device.sync.photos;
        if (left.up.items, left.lost, left.refused) != (0, 0, 0) || left.down.items > never_came {
            faults.push(format!("{}: photos are left: {left:?}", device.name));
        }
    }
    faults
}

/// Devices that may see the same village see the same of it.
fn inequality(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for (place, one) in served(seen).enumerate() {
        for other in served(seen).skip(place + 1) {
            let shared = |village: &VillageCode| one.who.person().covers(village) && other.who.person().covers(village);
            let (mut left, mut right) = (comparable(one, &shared), comparable(other, &shared));
            if seen.restored {
                // Of a batch that came a second time a device goes on showing when it came first, if it knew that.
                let views = left.values_mut().chain(right.values_mut());
                views
                    .flat_map(|view| &mut view.acts)
                    .for_each(|act| act.evidence.received_at_ms = None);
            }
            for entry in left
                .keys()
                .chain(right.keys().filter(|entry| !left.contains_key(entry)))
            {
                let (ours, theirs) = (left.get(entry), right.get(entry));
                if ours != theirs {
                    let (one, other) = (&one.name, &other.name);
                    faults.push(format!("{entry} on {one}: {ours:#?}\non {other}: {theirs:#?}"));
                }
            }
        }
    }
    faults
}

/// The views of shared villages without what depends on who looks.
fn comparable(device: &DeviceSeen, shared: &dyn Fn(&VillageCode) -> bool) -> BTreeMap<EntryId, EntryView> {
    let views = device.views.values().filter(|view| shared(&view.row.village));
    views.map(|view| (view.row.entry, without_looker(view))).collect()
}

/// A view without what depends on who looks, and in which order acts came.
#[must_use]
pub fn without_looker(view: &EntryView) -> EntryView {
    let mut view = view.clone();
    view.acts.sort_by_key(|act| act.act.id);
    view.corrected_by.sort();
    view.followed_by.sort();
    if let Some(need) = &mut view.answers {
        (need.days, need.state) = (0, NeedState::Answered);
    }
    view.followed_by.sort();
    for may in [
        &mut view.may_change,
        &mut view.may_void,
        &mut view.may_correct,
        &mut view.may_follow,
        &mut view.may_write_another,
        &mut view.may_sign,
        &mut view.submits,
        &mut view.may_submit_paper,
        &mut view.may_review,
        &mut view.may_attach,
        &mut view.may_acknowledge,
    ] {
        *may = false;
    }
    view.asked = Asked::Nothing;
    view
}

/// Everything that was acknowledged to somebody is in the log, and on every device that may see it; or it is in the quarantine of a
/// device that was revoked.
fn losses(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    let quarantined = |entry: &EntryId| {
        let held = seen.closed.as_ref().and_then(|closed| closed.quarantine.get(entry));
        held.into_iter().flatten()
    };
    for entry in &seen.promises.entries {
        if !seen.log.entries.contains_key(entry) && quarantined(entry).next().is_none() {
            faults.push(format!("{entry} was saved but the server lacks it"));
        }
    }
    for (word, entry) in &seen.promises.words {
        let holds = |change: &Vec<u8>| change.windows(word.len()).any(|bytes| bytes == word.as_bytes());
        let log = seen.log.entries.get(entry);
        if !log.is_some_and(|log| log.changes.iter().any(holds)) && !quarantined(entry).any(holds) {
            faults.push(format!("{entry}: the text {word} was saved but is in no change"));
        }
    }
    let acts = seen
        .promises
        .signed
        .iter()
        .map(|(act, (entry, _))| (act, entry))
        .chain(&seen.promises.acts);
    for (act, entry) in acts {
        let there = seen.log.acts.contains(act) || quarantined(entry).any(|bytes| id_of(bytes) == *act);
        if !there {
            faults.push(format!("{entry}: act {act} was given but the server lacks it"));
        }
    }
    for (entry, log) in &seen.log.entries {
        for device in served(seen) {
            let shown = device.views.get(entry);
            let lacks = |act: &&cunfa_core::ActId| {
                !shown.is_some_and(|view| view.acts.iter().any(|shown| shown.act.id == **act))
            };
            if shown.is_some() {
                faults.extend(
                    log.acts
                        .keys()
                        .filter(lacks)
                        .map(|act| format!("{}: {entry} lacks act {act}", device.name)),
                );
            }
        }
    }
    faults
}

/// Every need that was recorded is in the log with its text, or in the quarantine of a revoked device; and devices that may see the
/// same village see the same of it, delivered.
fn needs(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for (need, word) in &seen.promises.needs {
        let holds = |change: &Vec<u8>| change.windows(word.len()).any(|bytes| bytes == word.as_bytes());
        let quarantined = seen.closed.as_ref().and_then(|closed| closed.quarantine.get(need));
        let mut changes = seen.log.needs.get(need).into_iter().chain(quarantined).flatten();
        if !changes.any(holds) {
            faults.push(format!("need {need}: {word} was recorded but the server lacks it"));
        }
    }
    let common = |view: &NeedView| {
        let answers: Vec<EntryId> = view.answers.iter().map(|row| row.entry).collect();
        format!("{:?} {answers:?} {:?}", view.row.need, view.row.delivery)
    };
    for device in served(seen) {
        for view in device.needs.values() {
            let (need, village) = (view.row.id, &view.row.need.village);
            if view.row.delivery != Delivery::Delivered {
                faults.push(format!("{}: need {need} is {:?}", device.name, view.row.delivery));
            }
            for other in served(seen).filter(|other| other.who.person().covers(village)) {
                let theirs = other.needs.get(&need).map(common);
                if theirs != Some(common(view)) {
                    let (one, other) = (&device.name, &other.name);
                    faults.push(format!(
                        "need {need} on {one}: {}\non {other}: {theirs:?}",
                        common(view)
                    ));
                }
            }
        }
    }
    faults
}

/// The log took nothing in of a revoked device.
fn closed(seen: &Observed) -> Vec<String> {
    let late = seen
        .closed
        .iter()
        .flat_map(|closed| closed.late.iter().map(|at| (&closed.name, at)));
    late.map(|(name, at)| format!("{name} was revoked, yet the log took its batch {at} in"))
        .collect()
}

/// What was told to the operator is there once. What a revoked device told may be missing.
fn feedback(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for (text, place) in &seen.promises.feedback {
        let came = seen.feedback.iter().filter(|told| *told == text).count();
        let name = seen.devices.get(*place).map_or("", |device| device.name.as_str());
        let closed = seen.closed.as_ref().is_some_and(|closed| closed.name == name);
        if came > 1 || came == 0 && !closed {
            faults.push(format!("{name}: the operator was told {text} {came} times"));
        }
    }
    faults
}

/// Every receipt a device holds is one the server gave for a batch it has. A device that was revoked after the log began anew may hold
/// receipts of the log before it, for what others brought again when it heard nothing any more.
fn receipts(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    let epoch = |receipt: &Vec<u8>| Receipt::take_apart(receipt).map_or(u64::MAX, |(receipt, _)| receipt.epoch);
    let now = seen.log.receipts.values().map(epoch).max().unwrap_or(u64::MAX);
    for device in &seen.devices {
        let deaf = !served(seen).any(|served| served.name == device.name);
        let earlier = |receipt: &Vec<u8>| deaf && seen.restored && epoch(receipt) < now;
        for (batch, receipt) in device.receipts.iter().filter(|(_, receipt)| !earlier(receipt)) {
            if seen.log.receipts.get(batch) != Some(receipt) {
                faults.push(format!(
                    "{}: holds a receipt for {batch} that the server did not give",
                    device.name
                ));
            }
        }
    }
    faults
}

/// Nothing got lost, so what a device holds of a village is what the server says, at the first time of asking.
fn digests(seen: &Observed) -> Vec<String> {
    let again = seen.devices.iter().filter(|device| device.read_again > 0);
    again
        .map(|device| format!("{}: read the log {} times more", device.name, device.read_again))
        .collect()
}

/// Every device holds a root, it is over the first acts of the log as it is, and nobody was told that records differ.
fn roots(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for device in &seen.devices {
        let rightly = |notice: &RecordsNotice| seen.restored && *notice == RecordsNotice::BeganAnew;
        if let Some(notice) = device.sync.records.filter(|notice| !rightly(notice)) {
            faults.push(format!("{}: is told {notice:?} about an honest server", device.name));
        }
        let Some(root) = &device.root else {
            // A device that was revoked before it ever synced received nothing.
            if served(seen).any(|served| served.name == device.name) {
                faults.push(format!("{}: holds no root", device.name));
            }
            continue;
        };
        if seen.tree.root(root.size) != Ok(root.hash) {
            faults.push(format!(
                "{}: holds a root over {} acts that is not the log's",
                device.name, root.size
            ));
        }
    }
    faults
}

/// Every signature holds for the content derived from the log, and a sign-off for exactly what was on the screen.
fn signatures(seen: &Observed) -> Vec<String> {
    let mut faults = Vec::new();
    for (entry, log) in &seen.log.entries {
        for (id, act) in &log.acts {
            if !act.holds {
                faults.push(format!("{entry}: the signature of {id} does not hold"));
            }
            let shown = seen.promises.signed.get(id).map(|(_, digest)| *digest);
            if shown.is_some() && shown != act.content {
                faults.push(format!("{entry}: {id} signs another content than was shown"));
            }
        }
    }
    for device in &seen.devices {
        let acts = device
            .views
            .values()
            .flat_map(|view| view.acts.iter().map(|act| (view.row.entry, act)));
        for (entry, act) in acts.filter(|(_, act)| !act.holds) {
            faults.push(format!("{}: {entry} shows {} as not holding", device.name, act.act.id));
        }
    }
    faults
}

/// Every derived table equals its rebuild.
fn projections(seen: &Observed) -> Vec<String> {
    let audits = seen
        .devices
        .iter()
        .flat_map(|device| device.audit.iter().map(|fault| format!("{}: {fault}", device.name)));
    let mut faults: Vec<String> = audits.collect();
    let [stored, rebuilt] = &seen.projections;
    if stored != rebuilt {
        faults.push(format!(
            "the server's projection {stored:#?}\nis rebuilt as {rebuilt:#?}"
        ));
    }
    if rebuilt.len() != seen.log.entries.len() {
        faults.push(format!(
            "the server's projection has {} rows of {} entries",
            rebuilt.len(),
            seen.log.entries.len()
        ));
    }
    faults
}

/// The county's device holds the figures the server has, each entry's, and nothing else of any entry.
fn above(seen: &Observed) -> Vec<String> {
    let above = &seen.above;
    let mut faults = Vec::new();
    if above.held != above.told {
        faults.push(format!(
            "the county holds the figures {:#?}\nand the server has {:#?}",
            above.held, above.told
        ));
    }
    if above.texts > 0 {
        faults.push(format!(
            "the county's device holds something else of {} entries",
            above.texts
        ));
    }
    faults
}

/// Everybody who may read registers has them as the log holds them; what an officer said is there once, or was refused and is shown again;
/// nothing waits, every signature holds, and what follows from the registers is what they say.
fn registers(seen: &Observed) -> Vec<String> {
    let registers = &seen.registers;
    let mut faults = Vec::new();
    for device in &registers.devices {
        if device.held != device.told {
            faults.push(format!(
                "{} holds the registers {:?}\nand may read {:?}",
                device.name, device.held, device.told
            ));
        }
    }
    let waiting = registers.waiting.iter();
    faults.extend(waiting.map(|act| format!("registration {act} waits")));
    let mut counted = BTreeMap::new();
    for said in &registers.log {
        *counted.entry(said.act).or_insert(0) += 1;
        if !said.holds {
            faults.push(format!("the signature of registration {} does not hold", said.act));
        }
    }
    let twice = counted.iter().filter(|(_, times)| **times > 1);
    faults.extend(twice.map(|(act, times)| format!("registration {act} stands in the log {times} times")));
    for (act, (_, record)) in &seen.promises.registered {
        if !counted.contains_key(act) && !registers.refused.contains(act) {
            faults.push(format!(
                "{record}: {act} was said, and is neither in the log nor shown again"
            ));
        }
    }
    let [stored, rebuilt] = &registers.folds;
    if stored != rebuilt {
        faults.push(format!(
            "the server's registers {stored:#?}\nare made again as {rebuilt:#?}"
        ));
    }
    if let Some((scope, appointed)) = &registers.moved
        && scope != appointed
    {
        faults.push(format!("a counsel has {scope:?} and is appointed in {appointed:?}"));
    }
    faults
}
