//! What stands behind an act, from what this device holds: certificate, signed text, times.

use cunfa_core::entry::from_fields;
use cunfa_evidence::act::{ClockQuality, NamedRoot};
use cunfa_evidence::chain::Holder;
use cunfa_protocol::Code;
use cunfa_protocol::view::{Amendment, Certified, Clock, Evidence, Issuer, KnownRoot, SignedText};
use cunfa_store::{ActRecord, EntryRecord};

use crate::desk::{Desk, code_of};
use crate::entries::view::differing;

/// The evidence of one act of the entry.
pub(crate) fn of(desk: &Desk, act: &ActRecord, record: &EntryRecord) -> Result<Evidence, Code> {
    Ok(Evidence {
        certified: certified(desk, act)?,
        text: text(act, record),
        clock: clock(act.clock),
        root: act.root.map(|root| known_root(desk, root)).transpose()?,
        received_at_ms: act.received_at_ms,
    })
}

/// The registered name of the act's person; empty when no certificate gives the key to that person.
pub(crate) fn certified_name(evidence: &Evidence) -> String {
    evidence
        .certified
        .as_ref()
        .map(|certified| certified.person.name.clone())
        .unwrap_or_default()
}

/// Whose the key is, if it is certified for the person who acted. A key that only its holder claims is certified by nobody.
fn certified(desk: &Desk, act: &ActRecord) -> Result<Option<Certified>, Code> {
    let Some(holder) = desk.store()?.holder(act.act.key).map_err(code_of)? else {
        return Ok(None);
    };
    let person = holder.subject.person().filter(|person| person.id == act.act.person);
    let Some(person) = person.filter(|_| holder.issuer != act.act.key).cloned() else {
        return Ok(None);
    };
    Ok(Some(Certified {
        issuer: issuer(desk, &holder)?,
        person,
        from_ms: holder.from_ms,
    }))
}

/// Who signed the certificate: an office person, else the county.
fn issuer(desk: &Desk, holder: &Holder) -> Result<Issuer, Code> {
    let office = desk.store()?.holder(holder.issuer).map_err(code_of)?;
    let name = office.and_then(|office| office.subject.person().map(|person| person.name.clone()));
    Ok(name.map_or(Issuer::County, |name| Issuer::Office { name }))
}

/// The signed text, seen from the text now.
fn text(act: &ActRecord, record: &EntryRecord) -> SignedText {
    if act.content == Some(record.current_content) {
        return SignedText::Present;
    }
    let fields = act.content.and_then(|_| record.doc.fields_at(&act.act.heads));
    let Some((fields, entry)) = fields.and_then(|fields| from_fields(&fields).ok().map(|entry| (fields, entry))) else {
        return SignedText::NotHere;
    };
    SignedText::Other(Box::new(Amendment {
        fields: differing(&fields, &record.current_fields),
        entry,
    }))
}

/// How far a clock can be trusted, as screens say it.
pub(crate) fn clock(quality: ClockQuality) -> Clock {
    match quality {
        ClockQuality::Checked => Clock::Checked,
        ClockQuality::Unchecked => Clock::Unchecked,
        ClockQuality::Off => Clock::Off,
    }
}

/// The named root; when it was made is known only while this device holds that very root.
fn known_root(desk: &Desk, root: NamedRoot) -> Result<KnownRoot, Code> {
    let held = desk.store()?.accepted_root().map_err(code_of)?;
    let same = held.filter(|held| NamedRoot::of(held.size, held.hash) == root);
    Ok(KnownRoot {
        acts: root.size,
        made_at_ms: same.map(|held| held.at_ms),
    })
}
