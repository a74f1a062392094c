//! From what a server holds to the bytes of a volume. Derives the contents that acts are about; checks nothing else: whoever
//! reads the volume does.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use cunfa_core::entry::from_fields;
use cunfa_core::{Area, BatchId, BlobId, EntryId, VillageCode};
use cunfa_document::{DocumentError, DocumentKind, EntryDoc};
use cunfa_evidence::act::{ActError, SignedAct};
use cunfa_evidence::batch::{Batch, BatchError, SealedBatch};
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::{canonical, hash};

use crate::archive::{self, ArchiveError, Files};
use crate::layout::{self, EarlierRoot, Logged, Proof};
use crate::manifest::{FileLine, Manifest};

/// What goes into a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The county.
    pub county: Area,
    /// The village.
    pub village: VillageCode,
    /// First and last year of service.
    pub years: (u16, u16),
    /// Server clock, ms since 1970.
    pub exported_at_ms: i64,
    /// Every batch of every entry, in any order.
    pub batches: Vec<GivenBatch>,
    /// Certificates of everybody who signed one of them, and of whoever issued these.
    pub certificates: Vec<Vec<u8>>,
    /// Revocations of those keys.
    pub revocations: Vec<Vec<u8>>,
    /// Rulings on those of the batches that came out of quarantine.
    pub rulings: Vec<Vec<u8>>,
    /// The signed root.
    pub root: Vec<u8>,
    /// How many leaves it covers.
    pub root_size: u64,
    /// The place of each act in it.
    pub proofs: Vec<Proof>,
    /// The earlier roots the acts name, as far as the tree still shows them.
    pub earlier_roots: Vec<EarlierRoot>,
}

/// A batch of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenBatch {
    /// Its place.
    pub sequence: u64,
    /// As it came.
    pub sealed: SealedBatch,
    /// The signed receipt.
    pub receipt: Vec<u8>,
}

/// Why there is no volume.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// Too large or too many files.
    #[error("building a volume: {0}")]
    Archive(#[from] ArchiveError),
    /// A batch of the log that does not open.
    #[error("building a volume: {0}")]
    Batch(#[from] BatchError),
    /// An act of the log that cannot be read.
    #[error("building a volume: {0}")]
    Act(#[from] ActError),
    /// Changes of the log that are no document.
    #[error("building a volume: {0}")]
    Document(#[from] DocumentError),
    /// An act whose content cannot be derived.
    #[error("building a volume: the content of an act cannot be derived")]
    Content,
    /// Two batches of the same sequence.
    #[error("building a volume: two batches at sequence {0}")]
    Sequence(u64),
}

/// Builds the files of a volume, all but the manifest.
///
/// # Errors
/// As [`BuildError`].
pub fn files(given: &Given) -> Result<BTreeMap<String, Vec<u8>>, BuildError> {
    let mut files = BTreeMap::new();
    let mut entries: BTreeMap<EntryId, Vec<Batch>> = BTreeMap::new();
    let mut by_sequence: Vec<&GivenBatch> = given.batches.iter().collect();
    by_sequence.sort_by_key(|batch| batch.sequence);
    for given in by_sequence {
        let batch = given.sealed.open()?;
        let logged = Logged {
            entry: batch.entry,
            device: batch.device,
            sealed: given.sealed.clone(),
            receipt: given.receipt.clone(),
        };
        if files.insert(layout::batch(given.sequence), logged.encode()).is_some() {
            return Err(BuildError::Sequence(given.sequence));
        }
        entries.entry(batch.entry).or_default().push(batch);
    }
    for (entry, batches) in entries {
        add_entry(&mut files, entry, &batches)?;
    }
    for bytes in &given.certificates {
        files.insert(layout::certificate(bytes), bytes.clone());
    }
    for bytes in &given.revocations {
        files.insert(layout::revocation(bytes), bytes.clone());
    }
    for bytes in &given.rulings {
        files.insert(layout::ruling(bytes), bytes.clone());
    }
    files.insert(layout::ROOT.to_owned(), given.root.clone());
    let proofs: Vec<Proof> = sorted(&given.proofs);
    files.insert(layout::PROOFS.to_owned(), layout::encode_proofs(&proofs));
    files.insert(
        layout::ROOTS.to_owned(),
        layout::encode_roots(&sorted(&given.earlier_roots)),
    );
    Ok(files)
}

/// The attachments that the contents among these files name, each once, with the length each content gives.
#[must_use]
pub fn attachments_named(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<(BlobId, u32)> {
    let contents = files.iter().filter(|(name, _)| name.starts_with(layout::CONTENTS));
    contents
        .filter_map(|(_, bytes)| canonical::decode(bytes).ok())
        .flat_map(|(_, content)| content.attachments)
        .map(|attachment| (attachment.blob, attachment.length))
        .collect()
}

/// Builds and signs a volume without attachments.
///
/// # Errors
/// As [`BuildError`].
pub fn build(given: &Given, county_key: &SigningKey) -> Result<Vec<u8>, BuildError> {
    let files = files(given)?;
    Ok(seal(&manifest(given, &files), &files, county_key)?)
}

/// The manifest of these files.
#[must_use]
pub fn manifest(given: &Given, files: &BTreeMap<String, Vec<u8>>) -> Manifest {
    let batches: BTreeMap<u64, BatchId> = given
        .batches
        .iter()
        .map(|batch| (batch.sequence, batch.sealed.id()))
        .collect();
    Manifest {
        county: given.county.clone(),
        village: given.village.clone(),
        first_year: given.years.0,
        last_year: given.years.1,
        exported_at_ms: given.exported_at_ms,
        root_size: given.root_size,
        batches: batches.into_iter().collect(),
        files: lines(files),
    }
}

/// The lines of a manifest for these files.
#[must_use]
pub fn lines(files: &BTreeMap<String, Vec<u8>>) -> Vec<FileLine> {
    let line = |(name, bytes): (&String, &Vec<u8>)| FileLine {
        name: name.clone(),
        size: bytes.len() as u64,
        sm3: hash(bytes),
    };
    files.iter().map(line).collect()
}

/// Signs the manifest and puts it before the files.
///
/// # Errors
/// As [`ArchiveError`].
pub fn seal(
    manifest: &Manifest,
    files: &BTreeMap<String, Vec<u8>>,
    county_key: &SigningKey,
) -> Result<Vec<u8>, ArchiveError> {
    let signed = manifest.issue(county_key);
    let mut all: Files<'_> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    all.insert(layout::MANIFEST, &signed);
    archive::write(&all)
}

/// The acts of an entry, and the content at the heads of each.
fn add_entry(files: &mut BTreeMap<String, Vec<u8>>, entry: EntryId, batches: &[Batch]) -> Result<(), BuildError> {
    let changes = batches.iter().flat_map(|batch| &batch.changes).map(Vec::as_slice);
    let document = EntryDoc::load(entry, changes)?;
    if document.kind() == Some(DocumentKind::Need) {
        return Err(DocumentError::OtherKind.into());
    }
    for bytes in batches.iter().flat_map(|batch| &batch.acts) {
        let act = SignedAct::read(bytes)?;
        let said = &act.statement().act;
        if !said.body.is_over_text() {
            files.insert(layout::act(act.id()), bytes.clone());
            continue;
        }
        let heads = &said.heads;
        let name = layout::content(entry, heads);
        if let Entry::Vacant(place) = files.entry(name) {
            let fields = document.fields_at(heads).ok_or(BuildError::Content)?;
            let content = from_fields(&fields).map_err(|_| BuildError::Content)?;
            place.insert(canonical::encode(entry, &content));
        }
        files.insert(layout::act(act.id()), bytes.clone());
    }
    Ok(())
}

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let unique: BTreeSet<T> = items.iter().cloned().collect();
    unique.into_iter().collect()
}
