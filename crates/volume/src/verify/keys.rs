//! Whose each key is, by the chain of authority, with every key prepared for many verifications.

use std::collections::BTreeMap;

use cunfa_core::{DeviceId, KeyId};
use cunfa_evidence::certificate::Subject;
use cunfa_evidence::chain::{Chain, Holder};
use cunfa_evidence::prepared::PreparedKey;

use crate::archive::Files;
use crate::report::{Code, Finding, Tell};
use crate::{layout, words};

/// A key and whose it is.
pub(super) struct Held {
    pub(super) holder: Holder,
    pub(super) key: PreparedKey,
}

/// The keys of a volume.
pub(super) struct Keys(BTreeMap<KeyId, Held>);

impl Keys {
    pub(super) fn read(files: &Files<'_>, root_key: &[u8], told: &mut Vec<Finding>) -> Keys {
        let within = |folder: &'static str| {
            let all = files.iter().filter(move |(name, _)| name.starts_with(folder));
            all.map(|(_, bytes)| *bytes)
        };
        let chain = Chain::new(root_key, within(layout::CERTIFICATES), within(layout::REVOCATIONS));
        for (bytes, fault) in chain.faults() {
            let name = layout::certificate(bytes);
            let (code, name) = if files.contains_key(name.as_str()) {
                (Code::CertificateRefused, name)
            } else {
                (Code::RevocationRefused, layout::revocation(bytes))
            };
            told.tell(code, format!("{name}：{}", words::chain_fault(fault)));
        }
        let held = chain.holders().filter_map(|(id, holder)| {
            let key = PreparedKey::new(&holder.public_key).ok()?;
            let holder = holder.clone();
            Some((id, Held { holder, key }))
        });
        Keys(held.collect())
    }

    pub(super) fn get(&self, id: KeyId) -> Option<&Held> {
        self.0.get(&id)
    }

    /// The batch keys of a device.
    pub(super) fn of_device(&self, device: DeviceId) -> impl Iterator<Item = &Held> {
        self.0.values().filter(move |held| match &held.holder.subject {
            Subject::Device(of) => *of == device,
            Subject::Person { .. } => false,
        })
    }
}
