//! Numbers that stand for words in a statement. Stored and signed; they never change.

use cunfa_core::{Body, Opinion, QuestionKind, Role, Way};

use super::ClockQuality;

/// Kinds of act.
pub(super) const SIGN_OFF: u8 = 1;
pub(super) const REVIEW: u8 = 2;
pub(super) const VOID: u8 = 3;
pub(super) const SUBMISSION: u8 = 4;
pub(super) const ACKNOWLEDGEMENT: u8 = 5;
pub(super) const EXPLANATION: u8 = 6;
pub(super) const OPENING: u8 = 7;
pub(super) const REGISTRATION: u8 = 8;

/// Decisions.
pub(super) const APPROVE: u8 = 1;
pub(super) const RETURN: u8 = 2;

pub(super) fn kind(body: &Body) -> u8 {
    match body {
        Body::SignOff(_) => SIGN_OFF,
        Body::Review(_) => REVIEW,
        Body::Void(_) => VOID,
        Body::Submission(_) => SUBMISSION,
        Body::Opening(_) => OPENING,
        Body::Acknowledgement => ACKNOWLEDGEMENT,
        Body::Explanation(_) => EXPLANATION,
        Body::Registration(_) => REGISTRATION,
    }
}

pub(super) fn question(kind: QuestionKind) -> u8 {
    match kind {
        QuestionKind::Overlap => 1,
        QuestionKind::LongDay => 2,
        QuestionKind::CopiedText => 3,
        QuestionKind::CopiedInk => 4,
        QuestionKind::WrittenLate => 5,
        QuestionKind::OneSitting => 6,
        QuestionKind::SameParty => 7,
        QuestionKind::OtherVillage => 8,
        QuestionKind::Recused => 9,
    }
}

pub(super) fn way(way: Way) -> u8 {
    match way {
        Way::Electronic => 1,
        Way::Paper => 2,
    }
}

pub(super) fn role(role: Role) -> u8 {
    match role {
        Role::Counsel => 1,
        Role::Cadre => 2,
        Role::Office => 3,
        Role::County => 4,
        Role::City => 5,
    }
}

pub(super) fn opinion(opinion: Opinion) -> u8 {
    match opinion {
        Opinion::True => 1,
        Opinion::TrueAndSatisfied => 2,
        Opinion::Differs => 3,
    }
}

pub(super) fn clock(clock: ClockQuality) -> u8 {
    match clock {
        ClockQuality::Checked => 1,
        ClockQuality::Unchecked => 2,
        ClockQuality::Off => 3,
    }
}
