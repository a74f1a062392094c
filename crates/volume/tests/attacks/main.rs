//! What somebody may do to a volume: with it in hand, and as a server that holds the county key and signs the list again. Each is
//! rejected by name, and what was not touched still holds. Nothing is signed again that the attacker could not sign.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod acts;
mod attacker;
mod batches;
#[path = "../common/mod.rs"]
mod common;
mod county;
