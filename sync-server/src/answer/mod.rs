//! What each path answers. One file per path; the test of each stands at the same name under `tests/`.

pub(crate) mod chunks;
mod claim;
mod decide;
mod devices;
mod enrol;
mod feedback;
mod figures;
mod firms;
pub(crate) mod index;
mod inquiries;
mod invite;
mod lacking;
mod opening;
mod recover;
mod registers;
mod sync;

use cunfa_protocol::wire::{self, Refusal};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::db::{Db, Device};
use crate::refusal;
use crate::server::{Trouble, hash_token};

pub(crate) use claim::may_be_enrolled;
pub(crate) use devices::devices;
pub(crate) use enrol::enrol;
pub(crate) use figures::figures;
pub(crate) use firms::firms;
pub(crate) use inquiries::inquiries;
pub(crate) use invite::invite;
pub(crate) use lacking::lacking;
pub(crate) use opening::opening;
pub(crate) use recover::recover;
pub(crate) use registers::{registers, registers_of};
pub(crate) use sync::{Unpacked, append, asker, note, packed, sync, sync_of};

/// The one key every message of every version has.
#[derive(Deserialize)]
struct AnyVersion {
    version: u16,
}

/// Reads a message; tells another version from an unreadable one.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    match wire::decode(body) {
        Ok(AnyVersion { version }) if version != wire::VERSION => Err(refusal::version()),
        Ok(AnyVersion { .. }) => wire::decode(body).map_err(|_| Refusal::Unreadable),
        Err(_) => Err(Refusal::Unreadable),
    }
}

/// The device a token belongs to.
pub(crate) fn signed_in(db: &dyn Db, token: Option<&str>) -> Result<Device, Trouble> {
    let token = token.ok_or(Refusal::SignInAgain)?;
    Ok(db.device_by_token(&hash_token(token))?.ok_or(Refusal::SignInAgain)?)
}
