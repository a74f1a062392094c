//! The directory of a device: places, people and keys in the scope of those enrolled on it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Area, KeyId, Person, PersonId, Role};
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
    let met = met(&certificates, &worked(&certificates, &everybody), &scope);
    let keys: BTreeSet<KeyId> = met.iter().map(|one| one.key).collect();
    let revocations = db.revocations(&device.county)?;
    let revocations = revocations.into_iter().filter(|one| keys.contains(&one.key));
    Ok(Directory {
        version,
        villages: db.villages(&scope)?,
        certificates: met.into_iter().map(|one| Blob(one.bytes.clone())).collect(),
        revocations: revocations.map(|one| Blob(one.bytes)).collect(),
        rules: db.rules()?,
        roster: everybody
            .into_values()
            .filter(|person| person.role == Role::Cadre && may_be_enrolled(&people, person))
            .collect(),
        people,
        courier_key: Blob(server.courier_key().issue(&server.key)),
    })
}

/// Where each person works, and where they worked under earlier certificates: what they signed there is met there still.
fn worked(all: &[StoredCertificate], everybody: &BTreeMap<PersonId, Person>) -> BTreeMap<PersonId, Vec<Area>> {
    let scopes = everybody.values().map(|person| (person.id, person.scope.clone()));
    let mut worked: BTreeMap<PersonId, Vec<Area>> = scopes.collect();
    let certificates = all.iter().filter_map(|one| Certificate::stored(&one.bytes).ok());
    for certificate in certificates {
        if let Some(person) = certificate.subject.person() {
            let areas = worked.entry(person.id).or_default();
            areas.extend(person.scope.iter().cloned());
            areas.sort();
            areas.dedup();
        }
    }
    worked
}

/// The certificates of every key whose work may be met in this scope, and of those who issued them.
fn met<'c>(
    all: &'c [StoredCertificate],
    worked: &BTreeMap<PersonId, Vec<Area>>,
    scope: &[Area],
) -> Vec<&'c StoredCertificate> {
    let direct: Vec<bool> = all.iter().map(|one| meets(one, all, worked, scope)).collect();
    let issuers: BTreeSet<KeyId> = all
        .iter()
        .zip(&direct)
        .filter(|(_, met)| **met)
        .filter_map(|(one, _)| Certificate::claimed_issuer(&one.bytes).ok())
        .collect();
    all.iter()
        .zip(direct)
        .filter(|(one, met)| *met || issuers.contains(&one.key))
        .map(|(one, _)| one)
        .collect()
}

/// Whether work signed with this key may be met in this scope. A device's key is met wherever a person on it is.
fn meets(
    certificate: &StoredCertificate,
    all: &[StoredCertificate],
    worked: &BTreeMap<PersonId, Vec<Area>>,
    scope: &[Area],
) -> bool {
    let overlaps = |person: &PersonId| {
        worked
            .get(person)
            .is_some_and(|areas| areas.iter().any(|area| touches(area, scope)))
    };
    match &certificate.person {
        Some(person) => overlaps(person),
        None => all
            .iter()
            .any(|one| one.device == certificate.device && one.person.iter().any(overlaps)),
    }
}

fn touches(area: &Area, scope: &[Area]) -> bool {
    scope.iter().any(|mine| mine.contains(area) || area.contains(mine))
}
