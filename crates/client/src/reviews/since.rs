//! What an entry was before: as it was decided over last; else as the entry that it corrects; else as it was signed.

use cunfa_core::act::Body;
use cunfa_core::entry::from_fields;
use cunfa_core::{ActId, Action, Entry, EntryId};
use cunfa_protocol::Code;
use cunfa_protocol::view::{PriorDecision, Since};
use cunfa_store::{ActRecord, EntryRecord};

use crate::desk::Desk;
use crate::entries::{evidence, open_entry};

/// The comparison; none when there is nothing to compare with.
pub(crate) fn since(desk: &Desk, entry: EntryId) -> Result<Option<Since>, Code> {
    desk.person_who_may(Action::Review)?;
    let record = open_entry::record(desk, entry)?;
    if let Some(decided) = last_decided(&record) {
        return since_decision(desk, &record, decided);
    }
    if let Some(old) = record.official.corrects {
        return since_corrected(desk, &record, old);
    }
    Ok(record.life.changed_after_signing.then(|| Since {
        corrects: None,
        before: record.official.clone(),
        now: record.current.clone(),
        decisions: Vec::new(),
    }))
}

/// The signature that the last review is about.
fn last_decided(record: &EntryRecord) -> Option<&ActRecord> {
    let reviews = record.acts.iter().filter(|act| act.holds);
    let decided = reviews.filter_map(|act| Some((act.arrival, reviewed(act)?)));
    let (_, signature) = decided.max_by_key(|(arrival, _)| *arrival)?;
    record.acts.iter().find(|act| act.act.id == signature)
}

/// The signature that a review is about.
fn reviewed(act: &ActRecord) -> Option<ActId> {
    let Body::Review(review) = &act.act.body else {
        return None;
    };
    Some(review.sign_off)
}

/// The text that waits beside the one that was decided over; where that is the official one, the text now.
fn since_decision(desk: &Desk, record: &EntryRecord, decided: &ActRecord) -> Result<Option<Since>, Code> {
    let fields = record.doc.fields_at(&decided.act.heads);
    let Some(before) = fields.and_then(|fields| from_fields(&fields).ok()) else {
        return Ok(None);
    };
    let Some(now) = later_text(record, decided) else {
        return Ok(None);
    };
    let of_this = |act: &ActRecord| reviewed(act) == Some(decided.act.id);
    Ok(Some(Since {
        corrects: None,
        before,
        now,
        decisions: decisions(desk, record, of_this)?,
    }))
}

fn later_text(record: &EntryRecord, decided: &ActRecord) -> Option<Entry> {
    if decided.content != Some(record.official_content) {
        Some(record.official.clone())
    } else if record.life.changed_after_signing {
        Some(record.current.clone())
    } else {
        None
    }
}

/// A correction beside the official text of the entry it corrects; none while that is not here.
fn since_corrected(desk: &Desk, record: &EntryRecord, old: EntryId) -> Result<Option<Since>, Code> {
    let corrected = match open_entry::record(desk, old) {
        Err(Code::NoSuchEntry | Code::NotHereYet { .. }) => return Ok(None),
        corrected => corrected?,
    };
    Ok(Some(Since {
        corrects: Some(corrected.official.number.clone()),
        before: corrected.official.clone(),
        now: record.official.clone(),
        decisions: decisions(desk, &corrected, |act| reviewed(act).is_some())?,
    }))
}

fn decisions(desk: &Desk, record: &EntryRecord, of: impl Fn(&ActRecord) -> bool) -> Result<Vec<PriorDecision>, Code> {
    let mut decisions = Vec::new();
    for act in record.acts.iter().filter(|act| act.holds && of(act)) {
        if let Body::Review(review) = &act.act.body {
            decisions.push(PriorDecision {
                person_name: evidence::certified_name(&evidence::of(desk, act, record)?),
                device_time_ms: act.act.device_time_ms(),
                decision: review.decision.clone(),
            });
        }
    }
    Ok(decisions)
}
