//! What stands behind an act: whose key, which text, and what is known of the time, each with where it comes from.

use cunfa_core::Person;
use serde::{Deserialize, Serialize};

use super::entries::Amendment;

/// What stands behind one act. Beside it, the act itself says who, when by the device's clock, and with which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// For whom the key is certified, and by whom; none while this device holds no certificate that gives it to a person.
    pub certified: Option<Certified>,
    /// The text that was signed.
    pub text: SignedText,
    /// How far the clock of the signing device can be trusted.
    pub clock: Clock,
    /// The server's log as the signing device last knew it; the act was made after that.
    pub root: Option<KnownRoot>,
    /// When the server received it, by the server's clock and receipt, ms since 1970; none while no receipt is here.
    pub received_at_ms: Option<i64>,
}

/// A certificate in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// For whom, as registered.
    pub person: Person,
    /// By whom.
    pub issuer: Issuer,
    /// Since when, by the server's clock, ms since 1970.
    pub from_ms: i64,
}

/// Who vouches for a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// The county's own key.
    County,
    /// An office.
    Office {
        /// Who confirmed it there, by name; empty when it is not known here.
        name: String,
    },
}

/// The signed text, seen from the text now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedText {
    /// The text as it is now.
    Present,
    /// Another: that text, and the fields in which the text now differs from it.
    Other(Box<Amendment>),
    /// Not on this device yet, or not readable by this program.
    NotHere,
}

/// How far a device's clock could be trusted at signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Compared with the server within the last 7 days, and within 10 minutes of it.
    Checked,
    /// Never or long ago compared.
    Unchecked,
    /// Known to be off.
    Off,
}

/// A state of the server's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRoot {
    /// How many acts it held.
    pub acts: u64,
    /// When the server signed it, by its clock, ms since 1970; none when this device holds no root of that size.
    pub made_at_ms: Option<i64>,
}
