//! An opened entry, put together from its batches in memory; each act is checked as the device's own file would check it.

use cunfa_core::entry::from_fields;
use cunfa_core::life::{self, Fact};
use cunfa_core::{Act, Digest, Entry, EntryId};
use cunfa_document::EntryDoc;
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::{Batch, SealedBatch};
use cunfa_evidence::canonical;
use cunfa_evidence::chain::Place;
use cunfa_protocol::Code;
use cunfa_protocol::view::{OpenedAct, OpenedText};
use cunfa_protocol::wire::PulledBatch;

use super::figures;
use crate::desk::{Desk, code_of};

/// An act with the text it was made over.
struct Said {
    act: Act,
    text: Option<(Entry, Digest)>,
    holds: bool,
}

/// The official text and the acts.
pub(super) fn of(desk: &Desk, entry: EntryId, batches: &[PulledBatch]) -> Result<OpenedText, Code> {
    let opened: Vec<(u64, Batch)> = batches.iter().filter_map(|batch| open(entry, batch)).collect();
    let mut doc = EntryDoc::empty(entry);
    let changes = opened.iter().flat_map(|(_, batch)| &batch.changes);
    doc.apply(changes.map(Vec::as_slice)).map_err(|_| Code::NotOurServer)?;
    let current = from_fields(&doc.fields()).map_err(|_| Code::NotOurServer)?;
    let digest = canonical::digest(entry, &current);
    let mut said = Vec::new();
    for (sequence, batch) in &opened {
        for act in batch.acts.iter().filter_map(|bytes| SignedAct::read(bytes).ok()) {
            said.push(check(desk, &doc, &current, *sequence, &act)?);
        }
    }
    let facts = said.iter().filter(|one| one.holds).filter_map(|one| {
        let (_, content) = one.text.as_ref()?;
        Some(Fact {
            act: &one.act,
            content: *content,
            delivered: true,
        })
    });
    let life = life::derive(&facts.collect::<Vec<_>>(), digest, true);
    let signed = said.iter().find(|one| Some(one.act.id) == life.official);
    let official = signed.and_then(|one| one.text.as_ref().map(|(text, _)| text.clone()));
    let names = figures::names(desk)?;
    Ok(OpenedText {
        entry: official.unwrap_or(current),
        acts: said
            .into_iter()
            .map(|one| OpenedAct {
                person_name: names.get(&one.act.person).cloned().unwrap_or_default(),
                act: one.act,
                holds: one.holds,
            })
            .collect(),
    })
}

fn open(entry: EntryId, pulled: &PulledBatch) -> Option<(u64, Batch)> {
    let (bytes, signature) = (pulled.batch.bytes.0.clone(), pulled.batch.signature.0.clone());
    let batch = SealedBatch::from_the_way(bytes, signature).open().ok()?;
    (batch.entry == entry).then_some((pulled.sequence, batch))
}

fn check(desk: &Desk, doc: &EntryDoc, current: &Entry, sequence: u64, signed: &SignedAct) -> Result<Said, Code> {
    let act = signed.statement().act.clone();
    let over = act.body.is_over_text();
    let fields = over.then(|| doc.fields_at(&act.heads)).flatten();
    let text = fields.and_then(|fields| from_fields(&fields).ok());
    let text = text.map(|text| {
        let content = canonical::digest(doc.entry(), &text);
        (text, content)
    });
    let (village, content) = match &text {
        Some((text, content)) => (&text.village, *content),
        None => (&current.village, canonical::no_text()),
    };
    let holder = desk.store()?.holder(act.key).map_err(code_of)?;
    let place = Place::Sequence(sequence);
    let holds = act.entry == doc.entry()
        && over == text.is_some()
        && text.as_ref().is_none_or(|(text, _)| act.check_counsel(text).is_ok())
        && holder.is_some_and(|holder| {
            let person = holder.subject.person();
            person.is_some_and(|person| person.id == act.person && person.role == act.role)
                && holder.may_at(act.body.action(), village, place)
                && holder.signs_at(place)
                && signed.verify(content, &holder.public_key).is_ok()
        });
    Ok(Said { act, text, holds })
}
