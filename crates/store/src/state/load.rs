//! From the log of one entry to its state. Every byte used is compared with its checksum first.

use std::collections::BTreeSet;

use cunfa_core::act::Body;
use cunfa_core::entry::{FieldMap, from_fields, is_of_newer};
use cunfa_core::life::{Fact, derive};
use cunfa_core::{ActId, Attachment, BlobId, Digest, Entry, EntryId, Life};
use cunfa_document::{DocumentKind, EntryDoc};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::canonical;
use cunfa_evidence::chain::Place;
use rusqlite::Connection;

use super::{ActRecord, Verifier, notes};
use crate::table::acts::{self, StoredAct};
use crate::table::attachments::{Named, Naming};
use crate::table::changes;
use crate::table::entries::{Around, Projected};
use crate::table::outbox::{self, Open};
use crate::{StoreError, search};

/// A text with its digest.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) entry: Entry,
    pub(crate) fields: FieldMap,
    pub(crate) content: Digest,
}

/// What the log of one entry says.
#[derive(Debug, Clone)]
pub(crate) struct EntryState {
    pub(crate) id: EntryId,
    pub(crate) doc: EntryDoc,
    /// `None` while the document cannot be read as an entry: parents are missing, a newer program wrote it, or it is a need's.
    pub(crate) readable: Option<Readable>,
    /// A newer program wrote something of it that this one does not know.
    pub(crate) newer: bool,
    pub(crate) acts: Vec<ActRecord>,
    /// What it names: now, in any text under an act, and in any value of a conflict.
    pub(crate) named: Named,
    /// 知悉, as its row keeps it.
    pub(crate) known: Option<String>,
}

/// The part of the state that needs a readable document.
#[derive(Debug, Clone)]
pub(crate) struct Readable {
    pub(crate) current: Text,
    pub(crate) official: Text,
    pub(crate) life: Life,
}

/// The document of an entry, from its log; `None` when there is no log of it.
pub(crate) fn document(connection: &Connection, entry: EntryId) -> Result<Option<EntryDoc>, StoreError> {
    let changes = changes::of_entry(connection, entry)?;
    if changes.is_empty() {
        return Ok(None);
    }
    if !changes.iter().all(changes::StoredChange::is_intact) {
        return Err(StoreError::EntryDamaged(entry));
    }
    Ok(Some(EntryDoc::load(
        entry,
        changes.iter().map(|change| change.bytes.as_slice()),
    )?))
}

impl EntryState {
    /// Derives the state; `None` when nothing of the entry is stored.
    pub(crate) fn load(
        connection: &Connection,
        verifier: &Verifier<'_>,
        id: EntryId,
    ) -> Result<Option<EntryState>, StoreError> {
        let stored = acts::of_entry(connection, id)?;
        let doc = match document(connection, id)? {
            Some(doc) => doc,
            None if stored.is_empty() => return Ok(None),
            None => EntryDoc::empty(id),
        };
        let open = outbox::undelivered(connection, id)?;
        let fields = doc.fields();
        let mut attached = attached(&doc, &fields);
        let records = stored
            .iter()
            .map(|act| open.record(&doc, verifier, act, &mut attached))
            .collect::<Result<Vec<_>, _>>()?;
        let newer = doc.kind() == Some(DocumentKind::Entry) && (is_of_newer(&fields) || from_fields(&fields).is_err());
        let current = if newer {
            last_readable(&doc, fields)
        } else {
            text(&doc, fields)
        };
        let readable = current.map(|current| readable(&doc, current, &records, open.changes == 0));
        let named = named(connection, id, &attached, open.changes == 0)?;
        Ok(Some(EntryState {
            id,
            doc,
            readable,
            newer,
            known: notes::known(&records, verifier)?,
            acts: records,
            named,
        }))
    }

    /// The row and the search tokens this state should have; `None` while it cannot be read.
    pub(crate) fn project(&self) -> Option<(Projected, String)> {
        let Readable {
            current,
            official,
            life,
        } = self.readable.as_ref()?;
        let tokens = search::tokens(&official.entry, &current.entry);
        let signed = self.acts.iter().find(|act| Some(act.act.id) == life.official);
        let around = Around {
            stage: life.stage.code(),
            changed: life.changed_after_signing,
            conflicts: !self.doc.conflicts().is_empty(),
            on_paper: signed.is_some_and(|act| matches!(act.act.body, Body::Submission(_))),
            signed_at: self.arrival(|act| Some(act.act.id) == life.official),
            decided_at: self.arrival(|act| act.holds && is_review_of(act, life.official)),
            contrary: life.reviews_differ,
            heads: self.doc.heads().iter().flat_map(|head| head.0).collect(),
            content: official.content,
            search_digest: search::digest(&tokens),
            known: self.known.clone(),
            explained: notes::explained(&self.acts),
            ink: notes::ink(signed),
            newer: self.newer,
        };
        Some((Projected::new(self.id, &official.entry, &around), tokens))
    }

    fn arrival(&self, of: impl Fn(&ActRecord) -> bool) -> i64 {
        self.acts
            .iter()
            .filter(|act| of(act))
            .map(|act| act.arrival)
            .max()
            .unwrap_or(0)
    }
}

fn is_review_of(act: &ActRecord, sign_off: Option<ActId>) -> bool {
    match &act.act.body {
        Body::Review(review) => Some(review.sign_off) == sign_off,
        Body::SignOff(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_)
        | Body::Registration(_) => false,
    }
}

fn place(sequence: Option<u64>) -> Place {
    sequence.map_or(Place::NotYet, Place::Sequence)
}

/// What a document says with these fields, if it is an entry's.
fn text(doc: &EntryDoc, fields: FieldMap) -> Option<Text> {
    if doc.kind() != Some(DocumentKind::Entry) {
        return None;
    }
    if is_of_newer(&fields) {
        return None;
    }
    shown(doc, fields)
}

/// As far as this program reads it.
fn shown(doc: &EntryDoc, fields: FieldMap) -> Option<Text> {
    let entry = from_fields(&fields).ok()?;
    let content = canonical::digest(doc.entry(), &entry);
    Some(Text { entry, fields, content })
}

/// How far back it is looked for something to show.
const STEPS_BACK: usize = 64;

/// What there is to show of an entry that a newer program wrote to: what can be read of it now, else of what it was written over.
fn last_readable(doc: &EntryDoc, fields: FieldMap) -> Option<Text> {
    let now = shown(doc, fields);
    let mut heads = doc.heads();
    let mut before = || {
        heads = doc.before(&heads);
        doc.fields_at(&heads).and_then(|fields| shown(doc, fields))
    };
    now.or_else(|| (0..STEPS_BACK).find_map(|_| before()))
}

/// What a document says now, if it is an entry's.
pub(crate) fn current(doc: &EntryDoc) -> Option<Text> {
    text(doc, doc.fields())
}

/// The attachment that a field of a document is, if it is one.
fn of_field((key, value): (&String, &String)) -> Option<Attachment> {
    Attachment::from_text(key.strip_prefix("attachment.")?, value)
}

/// What the document names now, in any value of a conflict. A field with several values has one that shows.
fn attached(doc: &EntryDoc, fields: &FieldMap) -> Vec<Attachment> {
    let mut attached: Vec<Attachment> = fields.iter().filter_map(of_field).collect();
    if !attached.is_empty() {
        for (key, values) in doc.conflicts() {
            attached.extend(values.iter().filter_map(|value| of_field((&key, value))));
        }
    }
    attached
}

/// What is named, and whether a receipt covers a change that does.
fn named(
    connection: &Connection,
    entry: EntryId,
    attached: &[Attachment],
    all_delivered: bool,
) -> Result<Named, StoreError> {
    if attached.is_empty() {
        return Ok(Named::new());
    }
    let covered = if all_delivered {
        attached.iter().map(|attachment| attachment.blob).collect()
    } else {
        covered(connection, entry)?
    };
    let naming = |attachment: &Attachment| Naming {
        length: attachment.length,
        covered: covered.contains(&attachment.blob),
    };
    Ok(attached
        .iter()
        .map(|attachment| (attachment.blob, naming(attachment)))
        .collect())
}

/// What the delivered changes name: in their own text, and in any text under an act that they make up.
fn covered(connection: &Connection, entry: EntryId) -> Result<BTreeSet<BlobId>, StoreError> {
    let open = outbox::open_changes(connection, entry)?;
    let changes = changes::of_entry(connection, entry)?;
    let delivered = changes.iter().filter(|change| !open.contains(&change.hash));
    let doc = EntryDoc::load(entry, delivered.map(|change| change.bytes.as_slice()))?;
    let mut fields = vec![doc.fields()];
    for act in acts::of_entry(connection, entry)? {
        let heads = SignedAct::read(&act.bytes)?.statement().act.heads.clone();
        fields.extend(doc.fields_at(&heads));
    }
    let attached = fields.iter().flat_map(|fields| fields.iter().filter_map(of_field));
    Ok(attached.map(|attachment| attachment.blob).collect())
}

fn readable(doc: &EntryDoc, current: Text, acts: &[ActRecord], content_delivered: bool) -> Readable {
    let facts = acts.iter().filter(|act| act.holds).filter_map(|act| {
        act.content.map(|content| Fact {
            act: &act.act,
            content,
            delivered: act.delivered,
        })
    });
    let life = derive(&facts.collect::<Vec<_>>(), current.content, content_delivered);
    let signed = acts.iter().find(|act| Some(act.act.id) == life.official);
    let fields = signed.and_then(|act| doc.fields_at(&act.act.heads));
    let official = fields
        .and_then(|fields| text(doc, fields))
        .unwrap_or_else(|| current.clone());
    Readable {
        current,
        official,
        life,
    }
}

impl Open {
    fn record(
        &self,
        doc: &EntryDoc,
        verifier: &Verifier<'_>,
        stored: &StoredAct,
        attached: &mut Vec<Attachment>,
    ) -> Result<ActRecord, StoreError> {
        if !stored.is_intact() {
            return Err(StoreError::EntryDamaged(doc.entry()));
        }
        let signed = SignedAct::read(&stored.bytes)?;
        if signed.entry() != doc.entry() {
            return Err(StoreError::EntryDamaged(doc.entry()));
        }
        let act = &signed.statement().act;
        let over = act.body.is_over_text();
        let at = over.then(|| doc.fields_at(&act.heads)).flatten();
        let at = at.and_then(|fields| text(doc, fields));
        attached.extend(at.iter().flat_map(|at| at.entry.attachments.iter().cloned()));
        let holds = match (&at, over) {
            (Some(at), true) => {
                act.check_counsel(&at.entry).is_ok()
                    && verifier.holds(&signed, at.content, &at.entry.village, place(stored.sequence))?
            }
            (None, true) => false,
            (_, false) => match current(doc) {
                Some(now) if act.heads.is_empty() => verifier.holds(
                    &signed,
                    canonical::no_text(),
                    &now.entry.village,
                    place(stored.sequence),
                )?,
                Some(_) | None => false,
            },
        };
        Ok(ActRecord {
            act: signed.statement().act.clone(),
            content: at.map(|at| at.content),
            holds,
            delivered: !self.acts.contains(&stored.id),
            arrival: stored.arrival,
            standing: verifier.standing(&signed.statement().act)?,
            received_at_ms: stored.received_at_ms,
            clock: signed.statement().clock,
            root: signed.statement().root,
        })
    }
}
