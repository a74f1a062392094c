//! One entry: its batches opened, its document derived, its acts checked, and where it stands by those that hold.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use cunfa_core::entry::{FieldMap, from_fields};
use cunfa_core::life::{self, Fact};
use cunfa_core::{ActId, Digest, Entry, EntryId, Stage};
use cunfa_document::{DocumentKind, EntryDoc};
use cunfa_evidence::batch::Batch;
use cunfa_evidence::canonical;

use super::Context;
use super::act::{self, Found};
use super::batches::Stored;
use crate::layout;
use crate::manifest::Manifest;
use crate::report::{BatchLine, Code, EntryReport, Finding, Tell};

/// An entry while it is checked.
pub(super) struct Subject {
    pub(super) entry: EntryId,
    /// `None` when the changes are no document.
    pub(super) document: Option<EntryDoc>,
    /// Content digests by heads, derived once.
    contents: BTreeMap<Vec<Digest>, Option<Derived>>,
}

/// The content at some heads.
#[derive(Clone)]
pub(super) struct Derived {
    pub(super) content: Entry,
    pub(super) bytes: Vec<u8>,
    pub(super) digest: Digest,
}

impl Subject {
    /// The content at these heads, if the document gives one.
    pub(super) fn content_at(&mut self, heads: &[Digest]) -> Option<Derived> {
        if let Some(known) = self.contents.get(heads) {
            return known.clone();
        }
        let fields = self.document.as_ref().and_then(|document| document.fields_at(heads));
        let derived = fields.and_then(|fields| derive(self.entry, &fields));
        self.contents.insert(heads.to_vec(), derived.clone());
        derived
    }
}

fn derive(entry: EntryId, fields: &FieldMap) -> Option<Derived> {
    let content = from_fields(fields).ok()?;
    let bytes = canonical::encode(entry, &content);
    let digest = cunfa_evidence::hash(&bytes);
    Some(Derived { content, bytes, digest })
}

/// Checks an entry; gives its report, its acts for the checks across entries, and notes the files it needed in `used`.
pub(super) fn check(
    context: &Context<'_>,
    manifest: Option<&Manifest>,
    entry: EntryId,
    stored: Vec<Stored>,
    used: &mut BTreeSet<String>,
) -> (EntryReport, Vec<Found>) {
    let mut report = EntryReport {
        entry,
        number: String::new(),
        date: String::new(),
        stage: None,
        official: None,
        content: None,
        findings: Vec::new(),
        batches: stored.iter().map(line).collect(),
        acts: Vec::new(),
        changed: Vec::new(),
    };
    let opened = open(context, entry, stored, &mut report.findings);
    let document = document(entry, &opened, &mut report.findings);
    let mut subject = Subject {
        entry,
        document,
        contents: BTreeMap::new(),
    };
    let found = act::check(context, &mut subject, &opened, &mut report, used);
    settle(manifest, &subject, &found, &mut report);
    (report, found)
}

fn line(stored: &Stored) -> BatchLine {
    BatchLine {
        sequence: stored.sequence,
        id: stored.id,
        device: stored.device,
        received_at_ms: stored.receipt.as_ref().map(|receipt| receipt.received_at_ms),
    }
}

/// Opens the batches; one that is of another entry or device inside counts for nothing.
fn open(
    context: &Context<'_>,
    entry: EntryId,
    stored: Vec<Stored>,
    findings: &mut Vec<Finding>,
) -> Vec<(Stored, Batch)> {
    let mut opened = Vec::new();
    for one in stored {
        let name = layout::batch(one.sequence);
        for finding in &one.findings {
            findings.tell(finding.code, &finding.about);
        }
        let Ok(batch) = one.logged.sealed.open() else {
            findings.tell(Code::BatchUnreadable, name);
            continue;
        };
        if context
            .village
            .as_ref()
            .is_some_and(|village| *village != batch.village)
        {
            findings.tell(Code::BatchOtherVillage, &name);
        }
        if batch.entry == entry && batch.device == one.device {
            opened.push((one, batch));
        } else {
            findings.tell(Code::BatchClaims, name);
        }
    }
    opened
}

fn document(entry: EntryId, opened: &[(Stored, Batch)], findings: &mut Vec<Finding>) -> Option<EntryDoc> {
    let mut document = EntryDoc::empty(entry);
    let changes = opened.iter().flat_map(|(_, batch)| &batch.changes);
    match document.apply(changes.map(Vec::as_slice)) {
        Err(_) => {
            findings.tell(Code::DocumentBroken, "");
            None
        }
        // What is no entry has no place in a volume.
        Ok(_) if document.kind() == Some(DocumentKind::Need) => {
            findings.tell(Code::DocumentBroken, "");
            None
        }
        Ok(applied) => {
            if !applied.missing.is_empty() || document.heads().is_empty() {
                findings.tell(Code::DocumentIncomplete, "");
            }
            Some(document)
        }
    }
}

/// Where the entry stands by the acts that hold, and what changed after the official signature.
fn settle(manifest: Option<&Manifest>, subject: &Subject, found: &[Found], report: &mut EntryReport) {
    let fields = subject.document.as_ref().map(EntryDoc::fields).unwrap_or_default();
    let Some(now) = derive(subject.entry, &fields) else {
        report.findings.tell(Code::EntryUnreadable, "");
        return;
    };
    report.content = Some(now.digest);
    let holding: BTreeSet<ActId> = report
        .acts
        .iter()
        .filter(|act| act.counts())
        .map(|act| act.act)
        .collect();
    let those = found.iter().filter(|found| holding.contains(&found.act.id));
    let facts: Vec<Fact<'_>> = those
        .filter_map(|found| {
            Some(Fact {
                act: &found.act,
                content: found.content?,
                delivered: true,
            })
        })
        .collect();
    let life = life::derive(&facts, now.digest, true);
    (report.stage, report.official) = (Some(life.stage), life.official);
    let signed = life
        .official
        .and_then(|id| found.iter().find(|found| found.act.id == id));
    let fields_then = signed.and_then(|found| subject.document.as_ref()?.fields_at(&found.act.heads));
    let official = fields_then
        .as_ref()
        .and_then(|fields| from_fields(fields).ok())
        .unwrap_or(now.content);
    report.number.clone_from(&official.number);
    report.date = official.date.to_string();
    if let Some(manifest) = manifest {
        if official.village != manifest.village {
            report.findings.tell(Code::EntryOtherVillage, official.village.as_str());
        }
        let year = u16::try_from(official.date.year()).unwrap_or(0);
        if !(manifest.first_year..=manifest.last_year).contains(&year) {
            report.findings.tell(Code::OtherYear, &report.date);
        }
    }
    if let Some(corrected) = official.corrects {
        report.findings.tell(Code::Corrects, corrected.to_string());
    }
    notes(&life, report);
    if life.changed_after_signing {
        report.changed = changes(&fields_then.unwrap_or_default(), &fields);
        report.findings.tell(Code::ChangedAfterSigning, "");
    }
}

fn notes(life: &life::Life, report: &mut EntryReport) {
    match life.stage {
        Stage::Unsigned => report.findings.tell(Code::Unsigned, ""),
        Stage::Voided => report.findings.tell(Code::Voided, life.reasons.join("；")),
        Stage::Signed | Stage::InReview | Stage::Returned | Stage::Approved => {}
    }
    if life.sign_offs_differ {
        report.findings.tell(Code::SignOffsDiffer, "");
    }
    if life.reviews_differ {
        report.findings.tell(Code::ReviewsDiffer, "");
    }
}

/// The fields that read differently: key, then, now.
fn changes(then: &FieldMap, now: &FieldMap) -> Vec<(String, String, String)> {
    let keys: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let text = |fields: &FieldMap, key: &str| fields.get(key).cloned().unwrap_or_default();
    let different = keys.into_iter().filter(|key| then.get(*key) != now.get(*key));
    different
        .map(|key| (key.clone(), text(then, key), text(now, key)))
        .collect()
}
