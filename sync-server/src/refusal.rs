//! A refusal of a whole request and its HTTP status. What each means is in docs/protocol.md.

use cunfa_evidence::frame::Dictionary;
use cunfa_protocol::wire::{Refusal, Spoken};

/// The refusal of what this program does not read, with what it does.
#[must_use]
pub fn version() -> Refusal {
    Refusal::Version(Spoken::here(Dictionary::held()))
}

/// The status a refusal travels with.
#[must_use]
pub fn status(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::Unreadable | Refusal::BadProof => 400,
        Refusal::SignInAgain => 401,
        Refusal::DeviceRevoked | Refusal::NotAllowed => 403,
        Refusal::InvitationUnknown => 404,
        Refusal::InvitationUsed | Refusal::InvitationElsewhere | Refusal::PersonAlreadyHere => 409,
        Refusal::InvitationExpired => 410,
        Refusal::TooLarge => 413,
        Refusal::Version(_) => 426,
        Refusal::Busy => 503,
    }
}
