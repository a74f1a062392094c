//! Locking: the signing key is forgotten, nothing else. Unsent work stays and goes on being sent.

use cunfa_protocol::view::{Session, Topic};

use crate::desk::Desk;
use crate::session::status;

/// Locks.
pub(crate) fn lock(desk: &mut Desk) -> Session {
    desk.session = None;
    desk.told().topic(Topic::Session);
    status::status(desk)
}
