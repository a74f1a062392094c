//! Accounts of firms (律所) on the public page: a code of the county's, a passphrase of the firm's own, sessions (decision 0023). A firm is nobody of
//! the ledger: it has no device, signs nothing, and reads its own report and nothing else.
//!
//! Invariant: a session is good while it runs, its account has the key it began with, and the county's registers have the firm. Codes and tokens are
//! kept as hashes, of a passphrase what it opens.

pub(crate) mod report;

use std::sync::PoisonError;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cunfa_core::register::Firm;
use cunfa_core::{Area, DeviceId, Digest, EntryId, PersonId, text};
use cunfa_evidence::pin::{Cost, PinError, PinKey};
use cunfa_evidence::suite::tagged_hash;

use crate::db::{DbError, DbResult, FirmKey, FirmOffer, FirmRuns, FirmSession, FirmState, FirmTries, StoredFirm};
use crate::invitation::{draw_code, normalise};
use crate::random::{NoRandomness, draw};
use crate::server::{Server, Trouble};

const MINUTE_MS: i64 = 60 * 1_000;
/// How long a code is good.
const CODE_MS: i64 = 7 * 24 * 60 * MINUTE_MS;
/// How long a session runs of which nothing is asked, and how long at any rate.
const IDLE_MS: i64 = 30 * MINUTE_MS;
const SESSION_MS: i64 = 12 * 60 * MINUTE_MS;
/// Tries of a firm's passphrase, and in which time.
const TRIES: u32 = 10;
const TRIES_MS: i64 = 15 * MINUTE_MS;
/// Firms of one name, each in another county, of which one sign-in tries the passphrase.
const MOST_NAMED: usize = 4;
/// Shortest passphrase, in grapheme clusters. What it is made of is the firm's affair.
pub const MIN_PASSPHRASE: usize = 10;
/// Longest one, in bytes.
pub const MAX_PASSPHRASE_BYTES: usize = 512;
/// What a passphrase costs here: some 19 MiB for a part of a second, one at a time.
const COST: Cost = Cost {
    memory_kib: 19 * 1024,
    passes: 2,
    lanes: 1,
};
/// What is sealed by a passphrase.
const PURPOSE: &str = "firm-account";

/// Why something cannot be done for a firm: not now.
#[derive(Debug, thiserror::Error)]
pub enum FirmError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// What is stored of a passphrase cannot be used.
    #[error(transparent)]
    Key(#[from] PinError),
}

impl From<FirmError> for Trouble {
    fn from(error: FirmError) -> Trouble {
        match error {
            FirmError::Db(error) => Trouble::Db(error),
            FirmError::Random(error) => Trouble::Random(error),
            FirmError::Key(_) => Trouble::Db(DbError::Unreadable("firm's key")),
        }
    }
}

/// A code that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmCode {
    /// Ten characters, as [`draw_code`] makes them.
    pub code: String,
    /// Server clock from which it is good no more, ms since 1970.
    pub expires_ms: i64,
}

/// What came of signing in, or of using a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirmEntry {
    /// A session began; its token, for a cookie.
    In(String),
    /// No such firm, or another passphrase; no such code, or it was used or ran out.
    Wrong,
    /// Too often.
    TooOften,
}

/// Who reads: a firm in the registers of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmReader {
    /// The county.
    pub county: Area,
    /// The firm.
    pub firm: Firm,
}

/// Whether a passphrase may be chosen.
#[must_use]
pub fn is_long_enough(passphrase: &str) -> bool {
    passphrase.len() <= MAX_PASSPHRASE_BYTES && text::graphemes(passphrase.trim()) >= MIN_PASSPHRASE
}

impl Server {
    /// Gives a firm a code. What it had before goes.
    ///
    /// # Errors
    /// As [`FirmError`].
    pub fn invite_firm(
        &self,
        county: &Area,
        firm: EntryId,
        by: Option<(PersonId, DeviceId)>,
        now_ms: i64,
    ) -> Result<FirmCode, FirmError> {
        let code = draw_code(self.random.as_ref())?;
        let expires_ms = now_ms.saturating_add(CODE_MS);
        self.db().invite_firm(&FirmOffer {
            firm,
            county: county.clone(),
            code_hash: hash_code(&code),
            expires_ms,
            by,
            at_ms: now_ms,
        })?;
        Ok(FirmCode { code, expires_ms })
    }

    /// Uses a code, as it was typed, with the passphrase that the firm chose ([`is_long_enough`]), and signs in.
    ///
    /// # Errors
    /// As [`FirmError`].
    pub fn open_firm(&self, typed: &str, passphrase: &str, now_ms: i64) -> Result<FirmEntry, FirmError> {
        let code_hash = hash_code(&normalise(typed));
        let account = self.db().invited_firm(&code_hash, now_ms)?;
        let Some(account) = account.filter(|_| is_long_enough(passphrase)) else {
            return Ok(FirmEntry::Wrong);
        };
        if self.firm_of(&account)?.is_none() {
            return Ok(FirmEntry::Wrong);
        }
        let salt: [u8; 16] = draw(self.random.as_ref())?;
        let sealed = self.derived(passphrase, &salt, COST)?.seal(
            PURPOSE,
            &draw(self.random.as_ref())?,
            draw(self.random.as_ref())?,
        );
        let key = FirmKey {
            salt,
            cost: COST,
            sealed,
        };
        match self.db().open_firm(&code_hash, &key, now_ms)? {
            Some(firm) => self.begin(firm, &key, now_ms),
            None => Ok(FirmEntry::Wrong),
        }
    }

    /// Signs a firm in by its name and its passphrase.
    ///
    /// # Errors
    /// As [`FirmError`].
    pub fn sign_in_firm(&self, name: &str, passphrase: &str, now_ms: i64) -> Result<FirmEntry, FirmError> {
        if passphrase.len() > MAX_PASSPHRASE_BYTES {
            return Ok(FirmEntry::Wrong);
        }
        let named = self.firms_named(name)?;
        if named.is_empty() {
            // Takes as long as a firm that is there.
            self.derived(passphrase, &[0; 16], COST)?;
            return Ok(FirmEntry::Wrong);
        }
        let tries = FirmTries {
            most: TRIES,
            since_ms: now_ms.saturating_sub(TRIES_MS),
        };
        let mut entry = FirmEntry::Wrong;
        for (firm, key) in named {
            if !self.db().try_firm(firm, tries, now_ms)? {
                entry = FirmEntry::TooOften;
                continue;
            }
            let derived = self.derived(passphrase, &key.salt, key.cost)?;
            if derived.open(PURPOSE, &key.sealed).is_ok() {
                return self.begin(firm, &key, now_ms);
            }
        }
        Ok(entry)
    }

    /// Who reads by a session's token; nobody when it runs no more.
    ///
    /// # Errors
    /// The database's.
    pub fn firm_signed_in(&self, token: &str, now_ms: i64) -> DbResult<Option<FirmReader>> {
        let Some(token_hash) = hash_token(token) else {
            return Ok(None);
        };
        match self.db().firm_session(&token_hash, runs(now_ms), now_ms)? {
            Some(account) => self.firm_of(&account),
            None => Ok(None),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database's.
    pub fn sign_out_firm(&self, token: &str) -> DbResult<()> {
        hash_token(token).map_or(Ok(()), |token_hash| self.db().end_firm_session(&token_hash))
    }

    /// Forgets sessions that run no more.
    ///
    /// # Errors
    /// The database's.
    pub fn sweep_firm_sessions(&self, now_ms: i64) -> DbResult<()> {
        self.db().sweep_firm_sessions(runs(now_ms)).map(|_| ())
    }

    /// The firm of an account, as the registers have it; none when they do not any more.
    fn firm_of(&self, account: &StoredFirm) -> DbResult<Option<FirmReader>> {
        let registers = self.registers(&account.county)?;
        Ok(registers.one::<Firm>(account.firm).map(|firm| FirmReader {
            county: account.county.clone(),
            firm,
        }))
    }

    /// The open accounts of firms of this name, with what their passphrases open.
    fn firms_named(&self, name: &str) -> DbResult<Vec<(EntryId, FirmKey)>> {
        let name = text::tidy(name);
        let mut named = Vec::new();
        for account in self.db().firms()? {
            let is_named = self.firm_of(&account)?.is_some_and(|reader| reader.firm.name == name);
            if let (true, FirmState::Open { key, .. }) = (is_named, account.state) {
                named.push((account.firm, key));
            }
        }
        named.truncate(MOST_NAMED);
        Ok(named)
    }

    /// One at a time, so that strangers who try take one place of the machine and no more.
    fn derived(&self, passphrase: &str, salt: &[u8; 16], cost: Cost) -> Result<PinKey, PinError> {
        let _alone = self.deriving.lock().unwrap_or_else(PoisonError::into_inner);
        PinKey::derive(&text::tidy(passphrase), salt, cost)
    }

    fn begin(&self, firm: EntryId, key: &FirmKey, now_ms: i64) -> Result<FirmEntry, FirmError> {
        let token: [u8; 32] = draw(self.random.as_ref())?;
        let session = FirmSession {
            token_hash: &hash_of_token(&token),
            firm,
            key,
            at_ms: now_ms,
        };
        Ok(if self.db().begin_firm_session(&session)? {
            FirmEntry::In(URL_SAFE_NO_PAD.encode(token))
        } else {
            FirmEntry::Wrong
        })
    }
}

fn runs(now_ms: i64) -> FirmRuns {
    FirmRuns {
        began_after_ms: now_ms.saturating_sub(SESSION_MS),
        seen_after_ms: now_ms.saturating_sub(IDLE_MS),
    }
}

fn hash_code(code: &str) -> Digest {
    tagged_hash("cunfa/firm-code", &[code.as_bytes()])
}

/// How the database knows a token; none for what is none.
fn hash_token(token: &str) -> Option<Digest> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(hash_of_token(&bytes))
}

fn hash_of_token(token: &[u8; 32]) -> Digest {
    tagged_hash("cunfa/firm-session", &[token])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_enough_by_what_a_person_counts_and_of_whatever_it_is_made() {
        for good in ["一二三四五六七八九十", "aaaaaaaaaa", "correct horse battery"] {
            assert!(is_long_enough(good), "{good}");
        }
        for bad in ["", "123456789", "  一二三四五六七八九  ", "          "] {
            assert!(!is_long_enough(bad), "{bad}");
        }
        assert!(!is_long_enough(&"a".repeat(MAX_PASSPHRASE_BYTES + 1)));
    }

    #[test]
    fn what_is_no_token_is_nobodys() {
        let token = URL_SAFE_NO_PAD.encode([7; 32]);
        assert_eq!(hash_token(&token), Some(hash_of_token(&[7; 32])));
        for other in ["", "x", token.get(..42).unwrap_or_default(), &format!("{token}A"), "韦"] {
            assert_eq!(hash_token(other), None, "{other}");
        }
    }
}
