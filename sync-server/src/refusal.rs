//! A refusal of a whole request and its HTTP status. What each means is in docs/protocol.md.

use cunfa_protocol::wire::Refusal;

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
        Refusal::Version => 426,
        Refusal::Busy => 503,
    }
}
