//! Verifying a volume with one public key: container, list, keys, batches, then entry by entry. A check that fails is noted
//! and the next one made all the same, so that the report names everything that does not hold.

mod act;
mod batches;
mod container;
mod entry;
mod keys;
mod order;
mod rulings;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::{EntryId, KeyId, VillageCode};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::prepared::{PreparedKey, Verify};

use crate::archive::{self, ArchiveError, Files};
use crate::manifest::Manifest;
use crate::report::{Code, EntryReport, Finding, Report, Tell, VolumeLine};
use crate::{layout, words};

use batches::Stored;
use keys::Keys;
use tree::Trees;

/// Why nothing can be said about the bytes at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not 65 bytes of a public key.
    #[error("verifying a volume: the root key is no public key")]
    RootKey,
    /// Not an archive.
    #[error("verifying a volume: {0}")]
    Archive(#[from] ArchiveError),
}

/// What every check may look at.
struct Context<'b> {
    files: Files<'b>,
    village: Option<VillageCode>,
    county_key: PreparedKey,
    keys: Keys,
    trees: Trees,
}

/// Verifies a volume. Never panics, whatever the bytes are.
///
/// # Errors
/// [`Unreadable`] when the bytes cannot be taken apart; everything else is in the report.
pub fn verify(bytes: &[u8], root_key: &[u8]) -> Result<Report, Unreadable> {
    let county_key = PreparedKey::new(root_key).map_err(|_| Unreadable::RootKey)?;
    let root_id: KeyId = county_key.id();
    let archive = archive::read(bytes)?;
    let mut told = Vec::new();
    if let Some(fault) = &archive.fault {
        told.tell(Code::ContainerChanged, words::place(fault));
    }
    let files = archive.files;
    let manifest = container::manifest(&files, &county_key, &mut told);
    let keys = Keys::read(&files, root_key, &mut told);
    let trees = Trees::read(&files, manifest.as_ref(), root_key, &mut told);
    let context = Context {
        village: manifest.as_ref().map(|manifest| manifest.village.clone()),
        files,
        county_key,
        keys,
        trees,
    };
    let stored = batches::read(&context, manifest.as_ref(), &mut told);
    let mut used = BTreeSet::new();
    let mut acts = Vec::new();
    let mut entries = Vec::new();
    for (entry, stored) in by_entry(stored) {
        let (report, found) = entry::check(&context, manifest.as_ref(), entry, stored, &mut used);
        acts.extend(found);
        entries.push(report);
    }
    context.stray(&used, &mut entries, &mut told);
    order::check(&acts, &mut entries);
    order::corrections(&mut entries);
    entries.sort_by(|a, b| (&a.date, &a.number, a.entry).cmp(&(&b.date, &b.number, b.entry)));
    Ok(Report {
        root_key: root_id,
        volume: manifest.map(|manifest| line(manifest, &context.trees)),
        findings: told,
        entries,
    })
}

fn line(manifest: Manifest, trees: &Trees) -> VolumeLine {
    VolumeLine {
        county: manifest.county,
        village: manifest.village,
        years: (manifest.first_year, manifest.last_year),
        exported_at_ms: manifest.exported_at_ms,
        root_size: manifest.root_size,
        root: trees.root_hash(),
    }
}

fn by_entry(stored: Vec<Stored>) -> BTreeMap<EntryId, Vec<Stored>> {
    let mut entries: BTreeMap<EntryId, Vec<Stored>> = BTreeMap::new();
    for one in stored {
        entries.entry(one.entry).or_default().push(one);
    }
    entries
}

impl Context<'_> {
    /// Acts in no batch, and files nothing needs. `entries` are by id.
    fn stray(&self, used: &BTreeSet<String>, entries: &mut [EntryReport], told: &mut Vec<Finding>) {
        for (name, bytes) in &self.files {
            let known = matches!(*name, layout::MANIFEST | layout::ROOT | layout::PROOFS | layout::ROOTS)
                || name.starts_with(layout::BATCHES)
                || *name == layout::certificate(bytes)
                || *name == layout::revocation(bytes)
                || *name == layout::ruling(bytes)
                || used.contains(*name);
            if known {
                continue;
            }
            if !name.starts_with(layout::ACTS) {
                told.tell(Code::FileStray, *name);
                continue;
            }
            let of = SignedAct::read(bytes).ok().map(|act| act.entry());
            let place = of.and_then(|of| entries.binary_search_by_key(&of, |entry| entry.entry).ok());
            let findings = place
                .and_then(|place| entries.get_mut(place))
                .map(|entry| &mut entry.findings);
            findings.unwrap_or(told).tell(Code::ActExtra, *name);
        }
    }
}

/// Any bytes as each part of a volume; for the fuzzer.
pub(crate) fn fuzz_parts(data: &[u8], key: &[u8]) {
    let names = [
        layout::MANIFEST.to_owned(),
        layout::ROOT.to_owned(),
        layout::PROOFS.to_owned(),
        layout::ROOTS.to_owned(),
        layout::batch(1),
        layout::certificate(data),
        layout::revocation(data),
        layout::ruling(data),
    ];
    let files: Files<'_> = names.iter().map(|name| (name.as_str(), data)).collect();
    if let Ok(bytes) = archive::write(&files) {
        let read = archive::read(&bytes);
        assert!(read.is_ok_and(|archive| archive.fault.is_none() && archive.files == files));
        let _ = verify(&bytes, key);
    }
}
