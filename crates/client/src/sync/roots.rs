//! Whether an answer stands: its root must be the county's, of today by the newest word of the server's own clock, and extend the
//! one this device holds. Otherwise the server forgot, rewrote, or tells others something else, and nothing of the answer is taken.

use cunfa_core::Area;
use cunfa_evidence::receipt::TimeToken;
use cunfa_evidence::root::{NotExtended, Root, civil_day};
use cunfa_protocol::wire::SyncResponse;

/// Why an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RootRefused {
    /// The root, or the time token beside it, does not read, is not signed by the county key, or is of another county or epoch
    /// than the answer.
    #[error("checking an answer: its root is not one")]
    Unreadable,
    /// There is no root of today, and the one held here is older; or there is no word of the clock, though one was asked for.
    #[error("checking an answer: no root of its day")]
    Withheld,
    /// Of an epoch before the one known here.
    #[error("checking an answer: of an epoch that is over")]
    OlderEpoch,
    /// It does not extend the one held here.
    #[error("checking an answer: {0}")]
    NotExtended(#[from] NotExtended),
}

impl RootRefused {
    /// As it is kept.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            RootRefused::Unreadable => "unreadable",
            RootRefused::Withheld => "withheld",
            RootRefused::OlderEpoch => "older_epoch",
            RootRefused::NotExtended(_) => "not_extended",
        }
    }
}

/// Whose roots count, and the last one.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The county's public key.
    pub county_key: &'a [u8],
    /// The county.
    pub county: &'a Area,
    /// The last root accepted.
    pub held: Option<&'a Root>,
    /// The time of the newest token held here, server clock, ms since 1970.
    pub token_ms: Option<i64>,
    /// Whether a new token was asked for.
    pub asked_time: bool,
}

impl Known<'_> {
    /// Checks an answer; gives the bytes of a new root to be stored with it, if it brings one.
    ///
    /// # Errors
    /// As [`RootRefused`]; then nothing of the answer may be stored.
    pub fn check<'r>(&self, response: &'r SyncResponse) -> Result<Option<&'r [u8]>, RootRefused> {
        let newest_ms = self.token_ms.max(self.token(response)?);
        let of_today = |root: &Root| newest_ms.is_none_or(|newest| civil_day(root.at_ms) >= civil_day(newest));
        if self.held.is_some_and(|held| response.epoch < held.epoch) {
            return Err(RootRefused::OlderEpoch);
        }
        let Some(news) = &response.root else {
            let newest = self.held.filter(|held| held.epoch == response.epoch);
            return if newest.is_some_and(of_today) {
                Ok(None)
            } else {
                Err(RootRefused::Withheld)
            };
        };
        let root = Root::read(&news.root.0, self.county_key).map_err(|_| RootRefused::Unreadable)?;
        if root.county != *self.county || root.epoch != response.epoch {
            return Err(RootRefused::Unreadable);
        }
        if let Some(held) = self.held.filter(|held| held.epoch == root.epoch) {
            root.extends(held, &news.consistency)?;
        }
        if of_today(&root) {
            Ok(Some(&news.root.0))
        } else {
            Err(RootRefused::Withheld)
        }
    }

    /// What the answer says of the server's clock.
    fn token(&self, response: &SyncResponse) -> Result<Option<i64>, RootRefused> {
        match &response.time_token {
            Some(bytes) => {
                let token = TimeToken::read(&bytes.0, self.county_key).map_err(|_| RootRefused::Unreadable)?;
                Ok(Some(token.server_time_ms))
            }
            None if self.asked_time => Err(RootRefused::Withheld),
            None => Ok(None),
        }
    }
}
