//! What the server needs of a database for the accounts of firms (律所): a code that was given, what a passphrase opens, and sessions. They are
//! in no log, and belong to nobody of it; a firm has one account, or none.

use cunfa_core::{Area, DeviceId, Digest, EntryId, PersonId};
use cunfa_evidence::pin::Cost;

use super::DbResult;

/// A code that is given to a firm. It takes the place of everything the firm had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmOffer {
    /// The firm's record.
    pub firm: EntryId,
    /// In whose registers it is.
    pub county: Area,
    /// How the code is known.
    pub code_hash: Digest,
    /// Server clock from which it is good no more.
    pub expires_ms: i64,
    /// Who gave it, on which device; none: at the server.
    pub by: Option<(PersonId, DeviceId)>,
    /// Server clock.
    pub at_ms: i64,
}

/// What a firm's passphrase opens: 32 random bytes under a key that is derived from it. Nothing else of the passphrase is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmKey {
    /// Salt of the derivation.
    pub salt: [u8; 16],
    /// Its cost.
    pub cost: Cost,
    /// The sealed bytes; different ones for each key.
    pub sealed: Vec<u8>,
}

/// A firm's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFirm {
    /// The firm's record.
    pub firm: EntryId,
    /// In whose registers it is.
    pub county: Area,
    /// How it stands.
    pub state: FirmState,
}

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirmState {
    /// A code was given and not used.
    Invited {
        /// Server clock from which it is good no more.
        expires_ms: i64,
    },
    /// The firm chose a passphrase.
    Open {
        /// When; server clock.
        since_ms: i64,
        /// What it opens.
        key: FirmKey,
    },
}

/// A session that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirmSession<'a> {
    /// How its token is known.
    pub token_hash: &'a Digest,
    /// Whose.
    pub firm: EntryId,
    /// What the passphrase opened: another one by now, and nothing begins.
    pub key: &'a FirmKey,
    /// Server clock.
    pub at_ms: i64,
}

/// Which sessions still run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirmRuns {
    /// Those that began after this, by the server's clock,
    pub began_after_ms: i64,
    /// and of which something was asked after this.
    pub seen_after_ms: i64,
}

/// How often a passphrase may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirmTries {
    /// Most tries in a window.
    pub most: u32,
    /// A window that began before this, by the server's clock, is over.
    pub since_ms: i64,
}

/// Accounts of firms.
pub trait FirmDb: Send + Sync {
    /// Gives a firm a code. The one before, the passphrase and every session go.
    ///
    /// # Errors
    /// The engine's.
    fn invite_firm(&self, offer: &FirmOffer) -> DbResult<()>;
    /// Takes the account away, with everything of it. Says whether there was one.
    ///
    /// # Errors
    /// The engine's.
    fn stop_firm(&self, firm: EntryId) -> DbResult<bool>;
    /// Every account, by county and firm.
    ///
    /// # Errors
    /// The engine's.
    fn firms(&self) -> DbResult<Vec<StoredFirm>>;
    /// One of them.
    ///
    /// # Errors
    /// The engine's.
    fn firm(&self, firm: EntryId) -> DbResult<Option<StoredFirm>>;
    /// The account that a code is for, if it is good at this time.
    ///
    /// # Errors
    /// The engine's.
    fn invited_firm(&self, code_hash: &Digest, now_ms: i64) -> DbResult<Option<StoredFirm>>;
    /// Uses a code up, if it is good at this time: the account is open from now on. Gives whose it is.
    ///
    /// # Errors
    /// The engine's.
    fn open_firm(&self, code_hash: &Digest, key: &FirmKey, now_ms: i64) -> DbResult<Option<EntryId>>;
    /// Counts a try, and says whether it may be made. Nobody may where there is no account.
    ///
    /// # Errors
    /// The engine's.
    fn try_firm(&self, firm: EntryId, tries: FirmTries, now_ms: i64) -> DbResult<bool>;
    /// Begins a session and forgets the tries, unless the account has another key by now. Says whether it began.
    ///
    /// # Errors
    /// The engine's.
    fn begin_firm_session(&self, session: &FirmSession<'_>) -> DbResult<bool>;
    /// The account of a session that runs, which is asked for now.
    ///
    /// # Errors
    /// The engine's.
    fn firm_session(&self, token_hash: &Digest, runs: FirmRuns, now_ms: i64) -> DbResult<Option<StoredFirm>>;
    /// Ends a session, if there is one.
    ///
    /// # Errors
    /// The engine's.
    fn end_firm_session(&self, token_hash: &Digest) -> DbResult<()>;
    /// Forgets the sessions that run no more; gives how many.
    ///
    /// # Errors
    /// The engine's.
    fn sweep_firm_sessions(&self, runs: FirmRuns) -> DbResult<u64>;
}
