//! One file per table or closely tied tables: the statements and the types of their rows. Every function takes the
//! connection, so that the caller decides on the transaction.

pub(crate) mod acts;
pub(crate) mod attachments;
pub(crate) mod batches;
pub(crate) mod blobs;
pub(crate) mod burden;
pub(crate) mod changes;
pub(crate) mod chunks;
pub(crate) mod claims;
pub(crate) mod couriers;
pub(crate) mod decisions;
pub(crate) mod device;
pub(crate) mod directory;
pub(crate) mod draft_attachments;
pub(crate) mod drafts;
pub(crate) mod entries;
pub(crate) mod feedback;
pub(crate) mod filling;
pub(crate) mod forgotten;
pub(crate) mod indexed;
pub(crate) mod keys;
pub(crate) mod need_drafts;
pub(crate) mod needs;
pub(crate) mod operator;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod pulled;
pub(crate) mod reminders;
pub(crate) mod restored;
pub(crate) mod root;
pub(crate) mod roster;
pub(crate) mod sync;
pub(crate) mod templates;
pub(crate) mod uncovered;
pub(crate) mod views;
