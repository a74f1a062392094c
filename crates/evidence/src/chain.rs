//! The chain of authority: from the county key, certificates and revocations to whose a key is. Two steps deep and no deeper:
//! the county key issues anything, a confirmed office person issues confirmations of counsel and cadres in their scope.
//!
//! The answer depends on what is given, never on its order.

mod holder;
mod rules;

use std::collections::BTreeMap;

use cunfa_core::{KeyId, Person};

use crate::certificate::{Certificate, CertificateError};
use crate::revocation::{Revocation, RevocationError};
use crate::suite::key_id;

pub use holder::{Holder, Place, Revoked};

/// Why a word of the chain counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A certificate that is none, or whose signature does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A revocation that is none, or that the county key did not sign.
    #[error(transparent)]
    Revocation(#[from] RevocationError),
    /// The issuer is neither the county key nor a key the county key certified.
    #[error("following the chain: unknown issuer")]
    UnknownIssuer,
    /// The issuer's key is no office person's.
    #[error("following the chain: the issuer is no office")]
    IssuerNotOffice,
    /// The issuer's own enrolment is not confirmed.
    #[error("following the chain: the issuer is not confirmed")]
    IssuerProvisional,
    /// An office confirms; it gives no provisional certificates.
    #[error("following the chain: an office issued a provisional certificate")]
    OfficeProvisional,
    /// An office certifies persons, not devices.
    #[error("following the chain: an office certified a device")]
    OfficeDevice,
    /// An office certifies counsel and cadres only.
    #[error("following the chain: an office certified another role")]
    OfficeRole,
    /// An area of the subject lies outside the office's scope, or the subject has none.
    #[error("following the chain: outside the office's scope")]
    OfficeScope,
    /// Certificates give the key to different persons, roles or devices; the county's word goes before an office's.
    #[error("following the chain: the key is given to somebody else")]
    Contradiction,
}

/// Whose each key is.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    holders: BTreeMap<KeyId, Holder>,
    faults: Vec<(Vec<u8>, ChainFault)>,
}

impl Chain {
    /// Follows the chain through everything given. What is refused counts for nothing and is listed in [`Chain::faults`].
    /// Verifies one signature per word.
    #[must_use]
    pub fn new<'b>(
        county_public_key: &[u8],
        certificates: impl IntoIterator<Item = &'b [u8]>,
        revocations: impl IntoIterator<Item = &'b [u8]>,
    ) -> Chain {
        let mut faults = Vec::new();
        let county = key_id(county_public_key);
        let mut by_county = Vec::new();
        let mut by_others = Vec::new();
        for bytes in certificates {
            match Certificate::claimed_issuer(bytes) {
                Ok(issuer) if issuer == county => match Certificate::read(bytes, county_public_key) {
                    Ok(certificate) => by_county.push((bytes, certificate)),
                    Err(error) => faults.push((bytes.to_vec(), error.into())),
                },
                Ok(issuer) => by_others.push((bytes, issuer)),
                Err(error) => faults.push((bytes.to_vec(), error.into())),
            }
        }
        let issuers = rules::by_key(&by_county);
        let by_offices: Vec<_> = by_others
            .into_iter()
            .filter_map(|(bytes, issuer)| match rules::read_by_office(bytes, issuer, &issuers) {
                Ok(certificate) => Some((bytes, certificate)),
                Err(fault) => {
                    faults.push((bytes.to_vec(), fault));
                    None
                }
            })
            .collect();
        let mut holders = rules::holders(by_county, by_offices, &mut faults);
        for bytes in revocations {
            match Revocation::read(bytes, county_public_key) {
                Ok(revocation) => {
                    if let Some(holder) = holders.get_mut(&revocation.key) {
                        holder.revoke(&revocation);
                    }
                }
                Err(error) => faults.push((bytes.to_vec(), error.into())),
            }
        }
        faults.sort_by(|(left, _), (right, _)| left.cmp(right));
        faults.dedup();
        Chain { holders, faults }
    }

    /// Whose the key is; `None` when no certificate that counts names it.
    #[must_use]
    pub fn holder(&self, key: KeyId) -> Option<&Holder> {
        self.holders.get(&key)
    }

    /// Whose the key is, if it may sign what lies at that place.
    #[must_use]
    pub fn holder_at(&self, key: KeyId, place: Place) -> Option<&Holder> {
        self.holder(key).filter(|holder| holder.signs_at(place))
    }

    /// Every key that somebody holds, by id.
    pub fn holders(&self) -> impl Iterator<Item = (KeyId, &Holder)> {
        self.holders.iter().map(|(key, holder)| (*key, holder))
    }

    /// What was refused, by its bytes, and why.
    #[must_use]
    pub fn faults(&self) -> &[(Vec<u8>, ChainFault)] {
        &self.faults
    }
}

/// Whether an office with this scope may confirm the person: a counsel or cadre, every area of whose scope lies in it.
///
/// # Errors
/// [`ChainFault::IssuerNotOffice`], [`ChainFault::OfficeRole`], [`ChainFault::OfficeScope`].
pub fn may_confirm(office: &Person, person: &Person) -> Result<(), ChainFault> {
    rules::may_confirm(office, person)
}
