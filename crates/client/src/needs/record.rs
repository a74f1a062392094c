//! From a form to a need, in one transaction. Saying it twice is saying it once.

use cunfa_core::need::{self, NeedContext};
use cunfa_core::{Action, VillageCode};
use cunfa_document::EntryDoc;
use cunfa_protocol::Code;
use cunfa_protocol::command::RecordNeed;
use cunfa_protocol::view::{NeedView, Topic};

use crate::desk::{Desk, code_of};
use crate::needs::{open, writing};

/// Records it. When this returns, the need is on the disk.
pub(crate) fn record(desk: &mut Desk, with: &RecordNeed) -> Result<NeedView, Code> {
    let person = desk.person_who_may(Action::RecordNeed)?.clone();
    if desk.store()?.open_need(with.need).map_err(code_of)?.is_some() {
        return open::open(desk, with.need);
    }
    let villages = desk.store()?.villages(&person.scope).map_err(code_of)?;
    let now = desk.now()?;
    let known = |code: &VillageCode| villages.iter().any(|village| village.code == *code);
    let context = NeedContext {
        latest: now.latest,
        now: now.local,
        recorder: person.id,
        recorder_name: &person.name,
        village_known: &known,
    };
    let need = need::check(&with.form, &context).map_err(|failures| Code::Form { failures })?;
    let made = EntryDoc::create_need(with.need, &need::to_fields(&need), desk.actor());
    let (_, change) = made.map_err(writing::refused)?;
    let record = writing::append(desk, with.need, &need.village, change)?;
    desk.told().topic(Topic::Drafts);
    open::view(desk, record)
}
