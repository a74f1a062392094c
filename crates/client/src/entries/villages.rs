//! The villages in the person's scope.

use cunfa_protocol::Code;
use cunfa_protocol::view::VillageRow;

use crate::desk::Desk;
use crate::entries::places::{self, Places};

/// By code.
pub(crate) fn villages(desk: &Desk) -> Result<Vec<VillageRow>, Code> {
    Ok(Places::of_session(desk)?.all().map(places::row).collect())
}
