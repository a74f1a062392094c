//! The directory of a device: places, people and keys in the scope of those enrolled on it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, DeviceId, KeyId, Person, PersonId, Role};
use cunfa_evidence::certificate::Certificate;
use cunfa_protocol::wire::{Blob, Directory};

use crate::answer::may_be_enrolled;
use crate::db::{DbResult, Device, StoredCertificate, areas};
use crate::server::Server;

/// The directory as it is now, for the people on a device.
pub(crate) fn of(server: &Server, device: &Device, people: Vec<Person>, version: u64) -> DbResult<Directory> {
    let db = server.db();
    let scope = areas(people.iter());
    let everybody: BTreeMap<PersonId, Person> = db.people()?.into_iter().map(|person| (person.id, person)).collect();
    let certificates = db.certificates(&device.county)?;
    let mut working = at_work(&certificates, &everybody, &scope);
    // Also where nobody of them has a village any more: what they signed stays theirs.
    working.extend(people.iter().map(|person| person.id));
    let met = met(&certificates, &working);
    let keys: BTreeSet<KeyId> = met.iter().map(|one| one.key).collect();
    let revocations = db.revocations(&device.county)?;
    let revocations = revocations.into_iter().filter(|one| keys.contains(&one.key));
    Ok(Directory {
        version,
        villages: db.villages(&scope)?,
        certificates: met.into_iter().map(|one| Blob(one.bytes.clone())).collect(),
        revocations: revocations.map(|one| Blob(one.bytes)).collect(),
        rules: server.rules_of(&device.county)?,
        roster: everybody
            .into_values()
            .filter(|person| person.role == Role::Cadre && may_be_enrolled(&people, person))
            .collect(),
        people,
        courier_key: Blob(server.courier_key().issue(&server.key)),
    })
}

/// Who works in this scope, or worked there under an earlier certificate: what they signed there is met there still.
fn at_work(all: &[StoredCertificate], everybody: &BTreeMap<PersonId, Person>, scope: &[Area]) -> BTreeSet<PersonId> {
    let touches = |areas: &[Area]| {
        let mut pairs = areas.iter().flat_map(|area| scope.iter().map(move |mine| (area, mine)));
        pairs.any(|(area, mine)| mine.contains(area) || area.contains(mine))
    };
    let now = everybody.values().filter(|person| touches(&person.scope));
    let mut met: BTreeSet<PersonId> = now.map(|person| person.id).collect();
    for one in all {
        if one.person.is_none_or(|person| met.contains(&person)) {
            continue;
        }
        let certificate = Certificate::stored(&one.bytes).ok();
        let earlier = certificate
            .as_ref()
            .and_then(|certificate| certificate.subject.person());
        met.extend(earlier.filter(|person| touches(&person.scope)).map(|person| person.id));
    }
    met
}

/// The certificates of every key whose work may be met in this scope, of the devices these people are on, and of those who issued them.
/// Each certificate is looked at as often as there are such steps, however many there are.
fn met<'c>(all: &'c [StoredCertificate], people: &BTreeSet<PersonId>) -> Vec<&'c StoredCertificate> {
    let is_theirs = |one: &StoredCertificate| one.person.is_some_and(|person| people.contains(&person));
    let theirs = all.iter().filter(|one| is_theirs(one));
    let devices: BTreeSet<DeviceId> = theirs.map(|one| one.device).collect();
    let is_met = |one: &StoredCertificate| is_theirs(one) || (one.person.is_none() && devices.contains(&one.device));
    let issuers: BTreeSet<KeyId> = all
        .iter()
        .filter(|one| is_met(one))
        .filter_map(|one| Certificate::claimed_issuer(&one.bytes).ok())
        .collect();
    all.iter()
        .filter(|one| is_met(one) || issuers.contains(&one.key))
        .collect()
}
