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

/// Where each word of the county lies, by its bytes: what was changed no longer has the name its bytes would give it.
fn words_in<'b>(files: &Files<'b>) -> BTreeMap<&'b [u8], Vec<(Code, &'b str)>> {
    let mut words: BTreeMap<&[u8], Vec<(Code, &str)>> = BTreeMap::new();
    for (name, bytes) in files {
        let code = if name.starts_with(layout::CERTIFICATES) {
            Code::CertificateRefused
        } else if name.starts_with(layout::REVOCATIONS) {
            Code::RevocationRefused
        } else {
            continue;
        };
        words.entry(bytes).or_default().push((code, name));
    }
    words
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
        let words = words_in(files);
        for (bytes, fault) in chain.faults() {
            for (code, name) in words.get(bytes.as_slice()).into_iter().flatten() {
                told.tell(*code, format!("{name}：{}", words::chain_fault(fault)));
            }
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
