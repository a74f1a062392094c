//! A device and its people that the register lost come back by the county's own certificates of them.

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{DeviceId, KeyId, Person, PersonId};
use cunfa_evidence::certificate::{Certificate, Subject};
use cunfa_protocol::wire::{self, EnrolRequest, Refusal, Returning};

use super::known;
use crate::db::{Device, StoredCertificate};
use crate::server::{Server, Trouble};

/// Certificates, each with its bytes.
pub(super) type Certified = Vec<(Certificate, Vec<u8>)>;

/// What comes back.
pub(super) struct Return {
    /// The device, if it is known.
    pub(super) device: Option<Device>,
    pub(super) id: DeviceId,
    pub(super) number: u32,
    pub(super) certificates: Certified,
    /// The people whom the county certified on it, with every scope it stated.
    pub(super) had: Vec<Person>,
}

/// What the county certified and the server lost: its own signatures over this device, and over this person's key on it.
/// What an office confirmed is not taken back: it confirms anew.
pub(super) fn returns(
    server: &Server,
    request: &EnrolRequest,
    again: &Returning,
    device: Option<Device>,
) -> Result<Return, Trouble> {
    let of_device = Certificate::read(&again.device.0, server.key.public()).map_err(|_| Refusal::SignInAgain)?;
    if of_device.public_key != request.device_key.0 {
        return Err(Refusal::SignInAgain.into());
    }
    let Subject::Device(id) = of_device.subject else {
        return Err(Refusal::SignInAgain.into());
    };
    let (mut people, had) = people(server, again, id)?;
    let asking = |(certificate, _): &(Certificate, Vec<u8>)| certificate.public_key == request.person_key.0;
    if !people.iter().any(asking) {
        return Err(Refusal::SignInAgain.into());
    }
    let another = match &device {
        Some(device) => device.id != id,
        None => server.db().device(id)?.is_some(),
    };
    if another {
        return Err(Refusal::SignInAgain.into());
    }
    if device.as_ref().is_some_and(Device::is_revoked) {
        return Err(Refusal::DeviceRevoked.into());
    }
    if device.is_some() {
        people.retain(asking);
    } else {
        people.insert(0, (of_device, again.device.0.clone()));
    }
    Ok(Return {
        device,
        id,
        number: again.device_number,
        certificates: people,
        had,
    })
}

/// The certificates of whoever the county certified on the device and the register still knows: one key of each, with every scope it
/// had. And everybody it certified, as stated.
fn people(server: &Server, again: &Returning, id: DeviceId) -> Result<(Certified, Vec<Person>), Trouble> {
    if again.people.len() > wire::MAX_CLAIMS {
        return Err(Refusal::TooLarge.into());
    }
    let mut seen: BTreeMap<PersonId, KeyId> = BTreeMap::new();
    let mut stated = BTreeSet::new();
    let (mut people, mut had) = (Vec::new(), Vec::new());
    for shown in &again.people {
        let certificate =
            Certificate::read(&shown.0, server.key.public()).map_err(|_| Trouble::from(Refusal::SignInAgain))?;
        let Subject::Person { person, device } = &certificate.subject else {
            return Err(Refusal::SignInAgain.into());
        };
        if *device != id {
            return Err(Refusal::SignInAgain.into());
        }
        let is_new = known(server, certificate.key())?.is_none() && server.db().person(person.id)?.is_some();
        let is_theirs = is_new && *seen.entry(person.id).or_insert(certificate.key()) == certificate.key();
        had.push(person.clone());
        let statement = (certificate.key(), certificate.from_sequence, certificate.standing);
        if is_theirs && stated.insert(statement) {
            people.push((certificate, shown.0.clone()));
        }
    }
    Ok((people, had))
}

/// The certificates that come back. What they state from a place on that the log no longer reaches is left out; whose scope the
/// register has otherwise than they state it gets another from the next place on.
pub(super) fn all_returned(
    server: &Server,
    certificates: &[(Certificate, Vec<u8>)],
    county: &cunfa_core::Area,
) -> Result<Vec<StoredCertificate>, Trouble> {
    let shard = server.db().shard(county)?.ok_or(Refusal::InvitationUnknown)?;
    let stated = certificates
        .iter()
        .filter(|(one, _)| one.from_sequence <= shard.last_sequence);
    let mut all: Vec<StoredCertificate> = Vec::new();
    let mut newest: BTreeMap<KeyId, &Certificate> = BTreeMap::new();
    for (certificate, bytes) in stated {
        all.push(returned(certificate, bytes, county));
        let known = newest.entry(certificate.key()).or_insert(certificate);
        if known.from_sequence < certificate.from_sequence {
            *known = certificate;
        }
    }
    for (key, certificate) in newest {
        let Some(stated) = certificate.subject.person() else {
            continue;
        };
        let registered = server.db().person(stated.id)?;
        if let Some(person) = registered.filter(|person| person.scope != stated.scope) {
            let held: Vec<StoredCertificate> = all.iter().filter(|one| one.key == key).cloned().collect();
            all.extend(server.reissue(&held, &person.scope, shard.last_sequence + 1));
        }
    }
    Ok(all)
}

/// A certificate that comes back.
fn returned(certificate: &Certificate, bytes: &[u8], county: &cunfa_core::Area) -> StoredCertificate {
    StoredCertificate {
        key: certificate.key(),
        county: county.clone(),
        device: certificate.subject.device(),
        person: certificate.subject.person().map(|person| person.id),
        standing: certificate.standing,
        from_sequence: certificate.from_sequence,
        bytes: bytes.to_vec(),
    }
}
