//! What the chain says of one key.

use cunfa_core::{Action, Area, KeyId, Person, Relation, Standing, VillageCode, may_in};

use crate::certificate::{Certificate, Subject};
use crate::revocation::{Revocation, RevocationReason};

/// Where in the county's log something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the batch of this sequence, by its receipt.
    Sequence(u64),
    /// Not in the log: it would come after everything that is.
    NotYet,
}

/// From where on a key signs no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// The first sequence.
    pub from_sequence: u64,
    /// Why.
    pub reason: RevocationReason,
    /// When, ms since 1970 by the server's clock; decides nothing.
    pub at_ms: i64,
}

/// Whose a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The key, uncompressed SEC1.
    pub public_key: Vec<u8>,
    /// Whose: a person with role and newest scope on a device, or a device.
    pub subject: Subject,
    /// Since when, ms since 1970.
    pub from_ms: i64,
    /// From where in the log on the newest scope holds.
    pub from_sequence: u64,
    /// Confirmed as soon as one certificate says so.
    pub standing: Standing,
    /// Who signed the certificate that counts.
    pub issuer: KeyId,
    /// From where on it signs no more.
    pub revoked: Option<Revoked>,
    /// The scopes before the newest one, with the place each began at, by falling place.
    earlier: Vec<(u64, Vec<Area>)>,
}

impl Holder {
    /// Who a key's only certificate says.
    #[must_use]
    pub fn new(certificate: Certificate) -> Holder {
        Holder {
            earlier: Vec::new(),
            from_sequence: certificate.from_sequence,
            public_key: certificate.public_key,
            subject: certificate.subject,
            from_ms: certificate.from_ms,
            standing: certificate.standing,
            issuer: certificate.issuer,
            revoked: None,
        }
    }

    /// Who several certificates of one key say, the one that counts most first.
    pub(super) fn of(certificates: impl IntoIterator<Item = Certificate>) -> Option<Holder> {
        let mut certificates = certificates.into_iter();
        let mut holder = Holder::new(certificates.next()?);
        for certificate in certificates {
            let last = holder.earlier.last().map_or(holder.from_sequence, |(from, _)| *from);
            if let (true, Some(person)) = (certificate.from_sequence < last, certificate.subject.person()) {
                holder.earlier.push((certificate.from_sequence, person.scope.clone()));
            }
        }
        Some(holder)
    }

    /// Whether the village lies in the scope that holds at this place of the log.
    #[must_use]
    pub fn covers_at(&self, village: &VillageCode, place: Place) -> bool {
        self.scope_at(place).iter().any(|area| area.covers(village))
    }

    /// Whether the person may do this with the village at this place of the log.
    #[must_use]
    pub fn may_at(&self, action: Action, village: &VillageCode, place: Place) -> bool {
        let relation = |person: &Person| Relation::of(person.role, self.scope_at(place), village);
        let may = |person: &Person| may_in(person.role, action, relation(person));
        self.subject.person().is_some_and(may)
    }

    fn scope_at(&self, place: Place) -> &[Area] {
        let began = |from: u64| match place {
            Place::Sequence(sequence) => from <= sequence,
            Place::NotYet => true,
        };
        match self.subject.person() {
            Some(person) if began(self.from_sequence) => &person.scope,
            Some(_) => self
                .earlier
                .iter()
                .find(|(from, _)| began(*from))
                .map_or(&[], |(_, scope)| scope),
            None => &[],
        }
    }

    /// Of several revocations the one with the lowest sequence counts.
    pub(super) fn revoke(&mut self, revocation: &Revocation) {
        let new = Revoked {
            from_sequence: revocation.from_sequence,
            reason: revocation.reason,
            at_ms: revocation.at_ms,
        };
        let rank = |revoked: &Revoked| (revoked.from_sequence, revoked.at_ms, revoked.reason);
        if self.revoked.is_none_or(|old| rank(&new) < rank(&old)) {
            self.revoked = Some(new);
        }
    }

    /// Whether the key may sign what lies there.
    #[must_use]
    pub fn signs_at(&self, place: Place) -> bool {
        match (self.revoked, place) {
            (None, _) => true,
            (Some(revoked), Place::Sequence(sequence)) => sequence < revoked.from_sequence,
            (Some(_), Place::NotYet) => false,
        }
    }
}
