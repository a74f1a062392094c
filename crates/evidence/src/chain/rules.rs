//! Who may issue what, and which of several certificates of one key counts.

use std::collections::BTreeMap;

use cunfa_core::{KeyId, Person, Role, Standing};

use super::{ChainFault, Holder};
use crate::certificate::{Certificate, Subject};

/// A certificate with the bytes it was read from.
pub(super) type Given<'b> = (&'b [u8], Certificate);

/// Certificates of the county by the key they are of: a key's id is a digest, to be computed once for each.
pub(super) type ByKey<'g> = BTreeMap<KeyId, Vec<&'g Certificate>>;

pub(super) fn by_key<'g>(by_county: &'g [Given<'_>]) -> ByKey<'g> {
    let mut keys = ByKey::new();
    for (_, certificate) in by_county {
        keys.entry(certificate.key()).or_default().push(certificate);
    }
    keys
}

/// Reads a certificate that somebody else than the county key issued.
pub(super) fn read_by_office(bytes: &[u8], issuer: KeyId, by_county: &ByKey<'_>) -> Result<Certificate, ChainFault> {
    let of_issuer = by_county.get(&issuer).map_or(&[][..], Vec::as_slice);
    let known = of_issuer.first().ok_or(ChainFault::UnknownIssuer)?;
    if of_issuer
        .iter()
        .any(|other| identity(&other.subject) != identity(&known.subject))
    {
        return Err(ChainFault::UnknownIssuer);
    }
    let certificate = Certificate::read(bytes, &known.public_key)?;
    // Of several certificates of the issuer any may allow it; else the fault of the one that came nearest to allowing it is named.
    let mut fault = ChainFault::IssuerNotOffice;
    for office in of_issuer {
        match issued(office, &certificate) {
            Ok(()) => return Ok(certificate),
            Err(found) if rank(&found) > rank(&fault) => fault = found,
            Err(_) => {}
        }
    }
    Err(fault)
}

fn issued(issuer: &Certificate, certificate: &Certificate) -> Result<(), ChainFault> {
    let office = issuer.subject.person().ok_or(ChainFault::IssuerNotOffice)?;
    if office.role != Role::Office {
        return Err(ChainFault::IssuerNotOffice);
    }
    match (issuer.standing, certificate.standing, &certificate.subject) {
        (Standing::Provisional, _, _) => Err(ChainFault::IssuerProvisional),
        (Standing::Confirmed, Standing::Provisional, _) => Err(ChainFault::OfficeProvisional),
        (Standing::Confirmed, Standing::Confirmed, Subject::Device(_)) => Err(ChainFault::OfficeDevice),
        (Standing::Confirmed, Standing::Confirmed, Subject::Person { person, .. }) => may_confirm(office, person),
    }
}

/// How far a certificate came before it was refused.
fn rank(fault: &ChainFault) -> u8 {
    match fault {
        ChainFault::Certificate(_)
        | ChainFault::Revocation(_)
        | ChainFault::UnknownIssuer
        | ChainFault::Contradiction
        | ChainFault::IssuerNotOffice => 0,
        ChainFault::IssuerProvisional => 1,
        ChainFault::OfficeProvisional => 2,
        ChainFault::OfficeDevice => 3,
        ChainFault::OfficeRole => 4,
        ChainFault::OfficeScope => 5,
    }
}

pub(super) fn may_confirm(office: &Person, person: &Person) -> Result<(), ChainFault> {
    if office.role != Role::Office {
        return Err(ChainFault::IssuerNotOffice);
    }
    if !matches!(person.role, Role::Counsel | Role::Cadre) {
        return Err(ChainFault::OfficeRole);
    }
    let inside = |area| office.scope.iter().any(|wide| wide.contains(area));
    if person.scope.is_empty() || !person.scope.iter().all(inside) {
        return Err(ChainFault::OfficeScope);
    }
    Ok(())
}

/// One holder per key, from the certificates that agree.
pub(super) fn holders(
    by_county: Vec<Given<'_>>,
    by_offices: Vec<Given<'_>>,
    faults: &mut Vec<(Vec<u8>, ChainFault)>,
) -> BTreeMap<KeyId, Holder> {
    let mut keys: BTreeMap<KeyId, Sides<'_>> = BTreeMap::new();
    for given in by_county {
        keys.entry(given.1.key()).or_default().county.push(given);
    }
    for given in by_offices {
        keys.entry(given.1.key()).or_default().offices.push(given);
    }
    let held = keys
        .into_iter()
        .filter_map(|(key, sides)| Some((key, sides.holder(faults)?)));
    held.collect()
}

/// The certificates of one key.
#[derive(Default)]
struct Sides<'b> {
    county: Vec<Given<'b>>,
    offices: Vec<Given<'b>>,
}

impl Sides<'_> {
    /// The county's word goes before an office's; a side that contradicts itself says nothing.
    fn holder(self, faults: &mut Vec<(Vec<u8>, ChainFault)>) -> Option<Holder> {
        let mut contradicted = |given: Given<'_>| faults.push((given.0.to_vec(), ChainFault::Contradiction));
        let (first, second) = if self.county.is_empty() {
            (self.offices, Vec::new())
        } else {
            (self.county, self.offices)
        };
        let whose = identity(&first.first()?.1.subject);
        if first
            .iter()
            .any(|(_, certificate)| identity(&certificate.subject) != whose)
        {
            first.into_iter().chain(second).for_each(contradicted);
            return None;
        }
        let mut good: Vec<Certificate> = first.into_iter().map(|(_, certificate)| certificate).collect();
        for given in second {
            if identity(&given.1.subject) == whose {
                good.push(given.1);
            } else {
                contradicted(given);
            }
        }
        good.sort_by(|left, right| order(right, left));
        Holder::of(good)
    }
}

/// What certificates of one key must agree on. Names, posts and scopes may change.
#[derive(PartialEq, Eq)]
struct Identity {
    person: Option<(cunfa_core::PersonId, Role)>,
    device: cunfa_core::DeviceId,
}

fn identity(subject: &Subject) -> Identity {
    Identity {
        person: subject.person().map(|person| (person.id, person.role)),
        device: subject.device(),
    }
}

/// The one of the later place goes first, then a confirmed one before a provisional one, then the later, then by content, so that the
/// order given decides nothing.
fn order(left: &Certificate, right: &Certificate) -> std::cmp::Ordering {
    let rank = |one: &Certificate| (one.from_sequence, one.standing, one.from_ms);
    rank(left)
        .cmp(&rank(right))
        .then_with(|| left.body().cmp(&right.body()))
}
