//! What the app says of whoever runs the server; readable without a network.

use cunfa_protocol::Code;
use cunfa_protocol::view::About;

use crate::desk::{Desk, code_of};

/// Who runs the server.
pub(crate) fn about(desk: &Desk) -> Result<About, Code> {
    desk.person()?;
    let operator = desk.store()?.operator().map_err(code_of)?;
    Ok(About { operator })
}
