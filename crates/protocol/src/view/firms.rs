//! A firm's (律所) account on the public page, as the county's desk shows it.

use serde::{Deserialize, Serialize};

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirmAccess {
    /// There is none.
    Closed,
    /// A code was given and not used; it may have run out.
    Invited {
        /// Server clock from which it is good no more, ms since 1970.
        expires_ms: i64,
    },
    /// The firm chose a passphrase and signs in.
    Open {
        /// When it did; server clock, ms since 1970.
        since_ms: i64,
    },
}

/// The account of one firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmAccount {
    /// How it stands.
    pub access: FirmAccess,
    /// The code just given, in two halves with a dash between them; it is told this once.
    pub code: Option<String>,
    /// Address of the public page, without a path; none when the server has none.
    pub url: Option<String>,
}
