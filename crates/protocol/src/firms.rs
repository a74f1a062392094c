//! What the county asks of a firm's (律所) account on the public page, and says of it: `POST /v1/firms`. Travels as [`crate::wire`]'s messages do. See
//! docs/protocol.md.

use cunfa_core::{EntryId, PersonId};
use serde::{Deserialize, Serialize};

use crate::view::FirmAccess;

/// Path of the firms' accounts.
pub const FIRMS_PATH: &str = "/v1/firms";

/// The county asks how an account stands, gives a code, or takes the account away. Each code is a new one, also for the same request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmsRequest {
    /// [`crate::wire::VERSION`].
    pub version: u16,
    /// Who asks: a person of the county on this device.
    pub by: PersonId,
    /// The firm's record.
    pub firm: EntryId,
    /// What is wanted.
    pub want: FirmWant,
}

/// What is wanted of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirmWant {
    /// How it stands.
    State,
    /// A code (开通码), which takes the place of the one before, of the passphrase and of every session.
    Invite,
    /// That it is no more.
    Stop,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmsResponse {
    /// How the account stands now.
    pub access: FirmAccess,
    /// The code that was given, ten characters; shown once.
    pub code: Option<String>,
    /// Address of the public page, without a path; none when the server has none.
    pub url: Option<String>,
}
