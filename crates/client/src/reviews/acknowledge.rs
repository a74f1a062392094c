//! Acknowledging a 重大事项 (知悉): the office says that it read it, at once, signed or not (decision 0014). It decides nothing.

use cunfa_core::{Action, Body, Person, Stage};
use cunfa_protocol::Code;
use cunfa_protocol::command::AcknowledgeMajor;
use cunfa_protocol::view::EntryView;
use cunfa_store::EntryRecord;

use crate::desk::Desk;
use crate::entries::writing::{self, Signed, Signer};
use crate::entries::{open_entry, view};

/// Acknowledges it, over the official text that was shown. Saying it twice is saying it once.
pub(crate) fn acknowledge(desk: &mut Desk, with: &AcknowledgeMajor) -> Result<EntryView, Code> {
    let record = open_entry::record(desk, with.entry)?;
    let person = desk.person_who_may_in(Action::AcknowledgeMajor, &record.official.village)?;
    if record.official.major.is_none() {
        return Err(Code::ChangedMeanwhile);
    }
    if !is_due(person, &record) {
        return open_entry::open_entry(desk, with.entry);
    }
    let signed = shown(&record);
    let session = desk.session()?;
    let signer = Signer {
        person: &session.person,
        key: &session.key,
    };
    let act = writing::signed_act(desk, &signer, &signed, Body::Acknowledgement)?;
    let written = writing::append_act(desk, &signed, act)?;
    view::entry_view(desk, written)
}

/// Whether this person may acknowledge it now: it is not void, and nobody of an office did.
pub(crate) fn is_due(person: &Person, record: &EntryRecord) -> bool {
    person.may_in(Action::AcknowledgeMajor, &record.official.village)
        && record.official.major.is_some()
        && record.row.known.is_none()
        && record.life.stage != Stage::Voided
}

/// The official text: at its signature, else as it is now.
fn shown(record: &EntryRecord) -> Signed<'_> {
    let official = record.acts.iter().find(|act| Some(act.act.id) == record.life.official);
    let heads = official.map_or_else(|| record.doc.heads(), |act| act.act.heads.clone());
    Signed {
        entry: record.entry,
        village: &record.official.village,
        heads,
        content: record.official_content,
    }
}
