//! The sync server: who may what, verify, append, answer. `Server::answer` is one synchronous function over bytes; HTTP
//! (`http`), the admin commands (`cli`) and an in-memory simulation are doors to it.
//!
//! Invariant: nothing is answered as stored that is not committed, with its receipt, in the same transaction.

mod answer;
pub mod blobs;
mod chain;
mod chunks;
pub mod cli;
mod clock;
pub mod config;
mod confirm;
pub mod county_key;
pub mod courier;
mod day;
pub mod db;
mod directory;
pub mod export;
pub mod firms;
mod follow;
pub mod http;
mod index;
mod inquiries;
pub mod invitation;
mod project;
pub mod public;
mod quarantine;
pub mod random;
pub mod refusal;
pub mod register;
mod registers;
mod revoke;
mod roots;
mod scope;
pub mod server;
mod verify;

pub use chunks::{Receiving, Sending};
pub use clock::Doubt;
pub use follow::HANDOVER_DAYS;
pub use random::{Random, SystemRandom};
pub use server::{Answer, Limits, OpenError, Server, ServerConfig};
