//! Evidence: canonical bytes, signature suites, acts, batches, certificates, receipts. Specified in docs/evidence.md.
//!
//! No I/O, no clock; randomness comes in as an argument.

pub mod act;
pub mod batch;
pub mod canonical;
mod cbor;
pub mod certificate;
pub mod keys;
pub mod pin;
pub mod receipt;
pub mod recovery;
mod signed;
pub mod suite;
pub mod tuning;

pub use suite::hash;
