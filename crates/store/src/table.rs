//! One file per table or closely tied tables: the statements and the types of their rows. Every function takes the
//! connection, so that the caller decides on the transaction.

pub(crate) mod acts;
pub(crate) mod batches;
pub(crate) mod changes;
pub(crate) mod claims;
pub(crate) mod decisions;
pub(crate) mod device;
pub(crate) mod directory;
pub(crate) mod drafts;
pub(crate) mod entries;
pub(crate) mod keys;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod pulled;
pub(crate) mod root;
pub(crate) mod roster;
pub(crate) mod sync;
