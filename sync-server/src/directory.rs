//! The directory of a device: places, people and keys in the scope of those enrolled on it.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{Action, Area, KeyId, Person, PersonId, Role, may};
use cunfa_evidence::certificate::Certificate;
use cunfa_protocol::wire::{Blob, Directory};

use crate::answer::may_be_enrolled;
use crate::db::{DbResult, Device, StoredCertificate};
use crate::server::Server;

/// The directory as it is now, for the people on a device.
pub(crate) fn of(server: &Server, device: &Device, people: Vec<Person>, version: u64) -> DbResult<Directory> {
    let db = server.db();
    let scope = scope(&people);
    let everybody: BTreeMap<PersonId, Person> = db.people()?.into_iter().map(|person| (person.id, person)).collect();
    let certificates = db.certificates(&device.county)?;
    let met = met(&certificates, &everybody, &scope);
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

/// Where anybody of these works.
fn scope(people: &[Person]) -> Vec<Area> {
    areas(people.iter())
}

/// Where anybody of these may read the text of entries; county and city may not.
pub(crate) fn reading_scope(people: &[Person]) -> Vec<Area> {
    areas(people.iter().filter(|person| may(person.role, Action::ReadEntry)))
}

fn areas<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Area> {
    let mut areas: Vec<Area> = people.flat_map(|person| person.scope.iter().cloned()).collect();
    areas.sort();
    areas.dedup();
    areas
}

/// The certificates of every key whose work may be met in this scope, and of those who issued them.
fn met<'c>(
    all: &'c [StoredCertificate],
    everybody: &BTreeMap<PersonId, Person>,
    scope: &[Area],
) -> Vec<&'c StoredCertificate> {
    let direct: Vec<bool> = all.iter().map(|one| meets(one, all, everybody, scope)).collect();
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
    everybody: &BTreeMap<PersonId, Person>,
    scope: &[Area],
) -> bool {
    let overlaps = |person: &PersonId| {
        everybody
            .get(person)
            .is_some_and(|person| person.scope.iter().any(|area| touches(area, scope)))
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
