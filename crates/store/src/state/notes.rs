//! What acts note beside the life of an entry: 知悉 of a 重大事项, and the counsel's answers to questions. Only acts that hold count.

use std::collections::BTreeSet;

use cunfa_core::{Body, Digest, EntryId, QuestionKind};
use cunfa_evidence::act::ClockQuality;

use super::{ActRecord, Verifier};
use crate::StoreError;

/// 知悉: the office read a 重大事项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// By whom, as certified; empty when no name is here.
    pub by: String,
    /// When by the device's clock, ms since 1970.
    pub at_ms: i64,
    /// How far that clock could be trusted.
    pub clock: ClockQuality,
}

/// Every quality of a clock with its stored code.
const CLOCKS: [(ClockQuality, u8); 3] = [
    (ClockQuality::Checked, 1),
    (ClockQuality::Unchecked, 2),
    (ClockQuality::Off, 3),
];

impl Known {
    /// As a row keeps it.
    fn stored(&self) -> String {
        let code = CLOCKS.iter().find(|(clock, _)| *clock == self.clock);
        let code = code.map(|(_, code)| *code).unwrap_or_default();
        serde_json::to_string(&(&self.by, self.at_ms, code)).unwrap_or_default()
    }

    /// From a row.
    pub(crate) fn read(stored: &str) -> Option<Known> {
        let (by, at_ms, code): (String, i64, u8) = serde_json::from_str(stored).ok()?;
        let (clock, _) = CLOCKS.into_iter().find(|(_, known)| *known == code)?;
        Some(Known { by, at_ms, clock })
    }
}

/// The earliest acknowledgement that holds, as a row keeps it: the same in any order of arrival.
pub(super) fn known(acts: &[ActRecord], verifier: &Verifier<'_>) -> Result<Option<String>, StoreError> {
    let holding = acts
        .iter()
        .filter(|act| act.holds && act.act.body == Body::Acknowledgement);
    let Some(act) = holding.min_by_key(|act| (act.act.device_time_s, act.act.id)) else {
        return Ok(None);
    };
    let known = Known {
        by: verifier.name(&act.act)?,
        at_ms: act.act.device_time_ms(),
        clock: act.clock,
    };
    Ok(Some(known.stored()))
}

/// What the answers that hold name, as a row keeps it: the same in any order of arrival.
pub(super) fn explained(acts: &[ActRecord]) -> String {
    let named = acts
        .iter()
        .filter(|act| act.holds)
        .filter_map(|act| match &act.act.body {
            Body::Explanation(said) => Some((said.question, &said.others)),
            Body::SignOff(_)
            | Body::Review(_)
            | Body::Void(_)
            | Body::Submission(_)
            | Body::Acknowledgement
            | Body::Opening(_)
            | Body::Registration(_) => None,
        });
    serde_json::to_string(&named.collect::<BTreeSet<_>>()).unwrap_or_default()
}

/// From a row.
pub(crate) fn read_explained(stored: &str) -> Option<Vec<(QuestionKind, Vec<EntryId>)>> {
    serde_json::from_str(stored).ok()
}

/// Digest of what is compared of a sign-off's ink; `None` for what is no sign-off, or too plain.
pub(super) fn ink(signed: Option<&ActRecord>) -> Option<Digest> {
    match &signed?.act.body {
        Body::SignOff(sign_off) => Some(cunfa_evidence::hash(&sign_off.ink.outline()?)),
        Body::Review(_)
        | Body::Void(_)
        | Body::Submission(_)
        | Body::Acknowledgement
        | Body::Explanation(_)
        | Body::Opening(_)
        | Body::Registration(_) => None,
    }
}
