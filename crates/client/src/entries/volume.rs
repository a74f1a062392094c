//! A page of a volume (一村一卷): the entries of a village and year, narrowed and searched. No document is loaded.

use cunfa_core::Action;
use cunfa_protocol::Code;
use cunfa_protocol::command::Volume;
use cunfa_protocol::view::VolumePage;
use cunfa_store::RowQuery;

use crate::desk::{Desk, code_of};
use crate::entries::places::Places;
use crate::entries::row;
use crate::finding::sought;

/// Rows of a page: more than a screen shows, few enough to be drawn without a stall.
const PAGE: u32 = 20;

/// The page.
pub(crate) fn volume(desk: &Desk, with: &Volume) -> Result<VolumePage, Code> {
    let person = desk.person_who_may(Action::ReadEntry)?;
    let today = desk.today()?;
    let query = RowQuery {
        scope: person.scope.clone(),
        village: with.village.clone(),
        year: with.year,
        month: with.filter.month.map(|month| sought::month(month, today)),
        stages: with.filter.stages.clone(),
        kind: with.filter.kind,
        mode: with.filter.mode,
        major: with.filter.major,
        unsent: with.filter.unsent,
        search: with.search.clone(),
        offset: with.offset,
        limit: PAGE,
    };
    let page = desk.store()?.rows(&query).map_err(code_of)?;
    let places = Places::of_session(desk)?;
    let rows = page.rows.iter().map(|found| row::entry_row(found, &places)).collect();
    Ok(VolumePage {
        rows,
        total: page.total,
        offset: page.offset,
    })
}
