//! What an answer of the link means. An answer is ours only by status, media type and readable body together; anything else
//! (a login page of the network, half a body) changes nothing here.

use cunfa_protocol::Code;
use cunfa_protocol::wire::{self, Fit, MEDIA_TYPE, Refusal};
use serde::de::DeserializeOwned;

use super::engine::Trouble;
use crate::link::{Answer, LinkError};

/// Why there is no message to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoMessage {
    /// No answer at all.
    Link(LinkError),
    /// Not ours.
    NotOurs,
    /// Ours, and a refusal.
    Refused(Refusal),
    /// Wait; seconds if given.
    Busy(Option<u64>),
    /// The server, or something before it, is down.
    Down,
    /// Send less at once.
    TooLarge,
}

/// Reads an answer as a message.
pub(crate) fn read<T: DeserializeOwned>(answer: Result<Answer, LinkError>) -> Result<T, NoMessage> {
    wire::decode(&read_bytes(answer)?).map_err(|_| NoMessage::NotOurs)
}

/// The bytes of an answer that is ours and no refusal.
pub(crate) fn read_bytes(answer: Result<Answer, LinkError>) -> Result<Vec<u8>, NoMessage> {
    let answer = answer.map_err(NoMessage::Link)?;
    let ours = answer.media_type == MEDIA_TYPE;
    match answer.status {
        200 if ours => Ok(answer.body),
        413 => Err(NoMessage::TooLarge),
        429 | 503 => Err(NoMessage::Busy(answer.retry_after_s)),
        500 | 502 | 504 => Err(NoMessage::Down),
        400..=499 if ours => Err(wire::decode::<Refusal>(&answer.body).map_or(NoMessage::NotOurs, NoMessage::Refused)),
        _ => Err(NoMessage::NotOurs),
    }
}

impl NoMessage {
    /// For the engine, after a request with so many batches.
    pub(crate) fn trouble(&self, batches_sent: usize) -> Trouble {
        match self {
            NoMessage::Link(LinkError::Unreachable | LinkError::Stalled | LinkError::Cut | LinkError::Address(_))
            | NoMessage::Down => Trouble::NoNetwork,
            NoMessage::Busy(retry_after_s) => Trouble::Busy {
                retry_after_s: *retry_after_s,
            },
            NoMessage::TooLarge | NoMessage::Refused(Refusal::TooLarge) => match batches_sent {
                0 => Trouble::NotOurServer,
                1 => Trouble::TooLargeAlone,
                2.. => Trouble::TooLarge,
            },
            NoMessage::Refused(Refusal::SignInAgain) => Trouble::SignInAgain,
            NoMessage::Refused(Refusal::DeviceRevoked) => Trouble::Revoked,
            NoMessage::Refused(Refusal::Busy) => Trouble::Busy { retry_after_s: None },
            NoMessage::Link(LinkError::NotValidNow) => Trouble::ClockOff,
            NoMessage::Refused(Refusal::Version(spoken)) => match spoken.fit(wire::VERSION) {
                Fit::AppTooOld => Trouble::AppTooOld,
                Fit::ServerTooOld => Trouble::ServerTooOld,
                Fit::Fits => Trouble::NotOurServer,
            },
            NoMessage::Refused(
                Refusal::Unreadable
                | Refusal::InvitationUnknown
                | Refusal::InvitationUsed
                | Refusal::InvitationExpired
                | Refusal::InvitationElsewhere
                | Refusal::NotAllowed
                | Refusal::PersonAlreadyHere
                | Refusal::BadProof,
            )
            | NoMessage::Link(LinkError::TooLarge)
            | NoMessage::NotOurs => Trouble::NotOurServer,
        }
    }

    /// For a person who enrols.
    pub(crate) fn code(&self) -> Code {
        match self {
            NoMessage::Link(LinkError::Address(_)) => Code::BadServerAddress,
            NoMessage::Link(LinkError::Unreachable | LinkError::Stalled | LinkError::Cut)
            | NoMessage::Busy(_)
            | NoMessage::Down
            | NoMessage::Refused(Refusal::Busy) => Code::NoNetwork,
            NoMessage::Refused(Refusal::InvitationUnknown) => Code::InvitationUnknown,
            NoMessage::Refused(Refusal::InvitationUsed) => Code::InvitationUsed,
            NoMessage::Refused(Refusal::InvitationExpired) => Code::InvitationExpired,
            NoMessage::Refused(Refusal::InvitationElsewhere) => Code::InvitationElsewhere,
            NoMessage::Refused(Refusal::NotAllowed) => Code::NotAllowed,
            NoMessage::Refused(Refusal::PersonAlreadyHere) => Code::PersonAlreadyHere,
            NoMessage::Refused(Refusal::DeviceRevoked | Refusal::SignInAgain) => Code::DeviceRevoked,
            NoMessage::Refused(Refusal::BadProof) => Code::Internal {
                attempted: "proving the new key".to_owned(),
            },
            NoMessage::Link(LinkError::NotValidNow) => Code::ClockOff,
            NoMessage::Refused(Refusal::Version(spoken)) => match spoken.fit(wire::VERSION) {
                Fit::AppTooOld => Code::AppTooOld,
                Fit::ServerTooOld => Code::ServerTooOld,
                Fit::Fits => Code::NotOurServer,
            },
            NoMessage::Refused(Refusal::Unreadable | Refusal::TooLarge)
            | NoMessage::Link(LinkError::TooLarge)
            | NoMessage::TooLarge
            | NoMessage::NotOurs => Code::NotOurServer,
        }
    }
}
