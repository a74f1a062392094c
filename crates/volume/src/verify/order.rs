//! Checks across entries: the order of each device's acts, and which entry corrects which.

use std::collections::BTreeMap;

use cunfa_core::{ActId, DeviceId, EntryId};

use super::act::Found;
use crate::report::{Code, EntryReport, Tell};

/// Each act names the one before of its device, and nobody else names that one. Of one entry it stands earlier; of another it may stand
/// later, which is only noted, since a device sends entry by entry. One that is not in this volume is only noted too, since a device serves
/// other villages as well. `entries` are by id.
pub(super) fn check(acts: &[Found], entries: &mut [EntryReport]) {
    let mut devices: BTreeMap<DeviceId, Vec<&Found>> = BTreeMap::new();
    for act in acts {
        devices.entry(act.act.device).or_default().push(act);
    }
    for of_device in devices.values_mut() {
        of_device.sort_by_key(|found| found.place);
        let places: BTreeMap<[u8; 6], (EntryId, (u64, usize))> = of_device
            .iter()
            .map(|found| (found.act.id.short(), (found.entry, found.place)))
            .collect();
        let mut named: BTreeMap<[u8; 6], ActId> = BTreeMap::new();
        for found in of_device.iter() {
            let Some(previous) = found.previous else { continue };
            let hex = |bytes: [u8; 6]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            if let Some(other) = named.insert(previous, found.act.id) {
                tell(entries, found, Code::OrderForked, other.to_string());
            }
            match places.get(&previous) {
                None => tell(entries, found, Code::PreviousElsewhere, hex(previous)),
                Some((_, place)) if *place < found.place => {}
                Some((entry, _)) if *entry == found.entry => tell(entries, found, Code::OrderBroken, hex(previous)),
                Some(_) => tell(entries, found, Code::PreviousLater, hex(previous)),
            }
        }
    }
}

/// `entries` are by id.
fn tell(entries: &mut [EntryReport], found: &Found, code: Code, about: String) {
    let place = entries.binary_search_by_key(&found.entry, |entry| entry.entry);
    let entry = place.ok().and_then(|place| entries.get_mut(place));
    let acts = entry.map(|entry| entry.acts.as_mut_slice()).unwrap_or_default();
    if let Some(act) = acts.iter_mut().find(|act| act.act == found.act.id) {
        act.findings.tell(code, about);
    }
}

/// Says at a corrected entry which one corrects it. `entries` are by id.
pub(super) fn corrections(entries: &mut [EntryReport]) {
    let corrects: Vec<(EntryId, String)> = entries
        .iter()
        .flat_map(|entry| {
            let of_entry = entry.findings.iter().filter(|finding| finding.code == Code::Corrects);
            of_entry.filter_map(|finding| Some((finding.about.parse().ok()?, entry.entry.to_string())))
        })
        .collect();
    for (corrected, by) in corrects {
        if let Ok(place) = entries.binary_search_by_key(&corrected, |entry| entry.entry)
            && let Some(entry) = entries.get_mut(place)
        {
            entry.findings.tell(Code::CorrectedBy, by);
        }
    }
}
