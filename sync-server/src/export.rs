//! A village's volume from the log: its batches with receipts, whoever signed them, and their places under a new root.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::Datelike;
use cunfa_core::{Area, BlobId, DeviceId, KeyId, VillageCode};
use cunfa_evidence::act::{NamedRoot, SignedAct};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::certificate::Certificate;
use cunfa_evidence::root::Root;
use cunfa_evidence::ruling::Ruling;
use cunfa_evidence::tree::verify_consistency;
use cunfa_volume::build::{self, BuildError, Given, GivenBatch};
use cunfa_volume::layout::{self, EarlierRoot, Proof};

use crate::db::{Db, DbError, DbResult, StoredCertificate};
use crate::server::Server;

/// Why there is no volume.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No such village.
    #[error("exporting a volume: no such village")]
    NoVillage,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Where attachments lie cannot be read now.
    #[error("exporting a volume: {0}")]
    Attachment(String),
    /// The log holds what makes no volume.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// A volume and how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// Entries in it.
    pub entries: usize,
    /// Attachments in it.
    pub attachments: usize,
    /// Attachments that signed contents name and that are not here.
    pub attachments_missing: usize,
}

/// Whether a volume carries attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachments {
    /// Those that are here.
    Carried,
    /// None.
    LeftOut,
}

/// Who signed in the log.
#[derive(Default)]
struct Signers {
    keys: BTreeSet<KeyId>,
    devices: BTreeSet<DeviceId>,
    named: BTreeMap<u64, NamedRoot>,
}

impl Server {
    /// Exports the entries of a village whose service lies in these years, under a root made now; with those attachments that
    /// signed contents name and that are here, or without any.
    ///
    /// # Errors
    /// As [`ExportError`].
    pub fn export(
        &self,
        village: &VillageCode,
        years: &RangeInclusive<u16>,
        attachments: Attachments,
        now_ms: i64,
    ) -> Result<Exported, ExportError> {
        let db = self.db();
        db.village(village)?.ok_or(ExportError::NoVillage)?;
        let county = village.county();
        let root = self.new_root(&county, now_ms)?;
        let rows = db.entries(&village.area())?.into_iter();
        let rows: Vec<_> = rows
            .filter(|row| u16::try_from(row.date.year()).is_ok_and(|year| years.contains(&year)))
            .collect();
        let mut signers = Signers::default();
        let (mut batches, mut proofs, mut rulings) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            // What came after the root was made is left for the next volume.
            let log = db.entry_log(row.entry)?.into_iter();
            for batch in log.filter(|batch| batch.sequence <= root.root.batches) {
                signers.add(&batch.sealed.open().map_err(BuildError::from)?)?;
                proofs.extend(proofs_of(db, &root.root, batch.sequence)?);
                signers.keys.extend(
                    batch
                        .ruling
                        .iter()
                        .filter_map(|ruling| Some(Ruling::claimed(ruling).ok()?.issuer)),
                );
                rulings.extend(batch.ruling);
                batches.push(GivenBatch {
                    sequence: batch.sequence,
                    sealed: batch.sealed,
                    receipt: batch.receipt,
                });
            }
        }
        let words = words(db, &county, &mut signers)?;
        let given = Given {
            village: village.clone(),
            years: (*years.start(), *years.end()),
            exported_at_ms: now_ms,
            batches,
            certificates: words.certificates,
            revocations: words.revocations,
            rulings,
            root_size: root.root.size,
            proofs,
            earlier_roots: earlier_roots(db, &root.root, &signers)?,
            root: root.bytes,
            county,
        };
        let mut files = build::files(&given)?;
        let (mut carried, mut missing) = (0, 0);
        if attachments == Attachments::Carried {
            for (blob, length) in build::attachments_named(&files) {
                match self.attachment(&given.county, blob, length)? {
                    Some(bytes) => {
                        files.insert(layout::attachment(blob), bytes);
                        carried += 1;
                    }
                    None => missing += 1,
                }
            }
        }
        Ok(Exported {
            bytes: build::seal(&build::manifest(&given, &files), &files, &self.key).map_err(BuildError::from)?,
            entries: rows.len(),
            attachments: carried,
            attachments_missing: missing,
        })
    }

    /// The bytes of an attachment, if they are here and as long as the content says.
    fn attachment(&self, county: &Area, blob: BlobId, length: u32) -> Result<Option<Vec<u8>>, ExportError> {
        if self.db().blob(county, blob)?.held != Some(length) {
            return Ok(None);
        }
        let whole = self
            .whole(blob)
            .map_err(|trouble| ExportError::Attachment(trouble.to_string()))?;
        Ok(whole.map(|bytes| bytes.to_vec()))
    }
}

impl Signers {
    fn add(&mut self, batch: &Batch) -> Result<(), ExportError> {
        self.devices.insert(batch.device);
        for bytes in &batch.acts {
            let act = SignedAct::read(bytes).map_err(BuildError::from)?;
            self.keys.insert(act.statement().act.key);
            self.named.extend(act.statement().root.map(|named| (named.size, named)));
        }
        Ok(())
    }

    fn holds(&self, certificate: &StoredCertificate) -> bool {
        let of_device = certificate.person.is_none() && self.devices.contains(&certificate.device);
        of_device || self.keys.contains(&certificate.key)
    }
}

fn proofs_of(db: &dyn Db, root: &Root, sequence: u64) -> DbResult<Vec<Proof>> {
    let leaves = db.leaves(&root.county, sequence)?.into_iter();
    leaves
        .map(|leaf| {
            Ok(Proof {
                sequence,
                act: leaf.act,
                index: leaf.index,
                path: db.inclusion(&root.county, leaf.index, root.size)?,
            })
        })
        .collect()
}

/// Signed words about keys, as bytes.
struct Words {
    certificates: Vec<Vec<u8>>,
    revocations: Vec<Vec<u8>>,
}

/// The certificates of everybody who signed and of the offices that confirmed them, and the revocations of all these keys.
fn words(db: &dyn Db, county: &Area, signers: &mut Signers) -> DbResult<Words> {
    let all = db.certificates(county)?;
    let issuers: Vec<KeyId> = all
        .iter()
        .filter(|one| signers.holds(one))
        .filter_map(|one| Certificate::claimed_issuer(&one.bytes).ok())
        .collect();
    signers.keys.extend(issuers);
    let certificates: Vec<StoredCertificate> = all.into_iter().filter(|one| signers.holds(one)).collect();
    let keys: BTreeSet<KeyId> = certificates.iter().map(|one| one.key).collect();
    let revocations = db
        .revocations(county)?
        .into_iter()
        .filter(|one| keys.contains(&one.key));
    Ok(Words {
        revocations: revocations.map(|one| one.bytes).collect(),
        certificates: certificates.into_iter().map(|one| one.bytes).collect(),
    })
}

/// The earlier roots that acts name, as far as the tree still extends them.
fn earlier_roots(db: &dyn Db, root: &Root, signers: &Signers) -> DbResult<Vec<EarlierRoot>> {
    let mut earlier = Vec::new();
    let stored = db.roots(&root.county)?;
    for named in signers.named.values().filter(|named| named.size <= root.size) {
        let is_named = |hash| NamedRoot::of(named.size, hash) == *named;
        let mut those = stored.iter().map(|one| &one.root).filter(|one| one.size == named.size);
        let Some(found) = those.find(|one| is_named(one.hash)) else {
            continue;
        };
        let path = db.consistency(&root.county, named.size, root.size)?;
        if verify_consistency(named.size, found.hash, root.size, root.hash, &path).is_ok() {
            earlier.push(EarlierRoot {
                size: named.size,
                hash: found.hash,
                path,
            });
        }
    }
    Ok(earlier)
}
