//! Evidence: canonical bytes, signature suites, acts, batches, certificates and their chain, receipts, the tree over
//! acts and its roots. Specified in docs/evidence.md; the courier's sealed file in docs/courier.md.
//!
//! No I/O, no clock; randomness comes in as an argument.

pub mod act;
pub mod backup;
pub mod batch;
pub mod canonical;
pub mod cbor;
pub mod certificate;
pub mod chain;
pub mod claim;
pub mod courier;
pub mod frame;
pub mod keys;
pub mod pin;
pub mod prepared;
pub mod receipt;
pub mod recovery;
pub mod refusal;
pub mod revocation;
pub mod root;
pub mod ruling;
pub mod signed;
pub mod suite;
pub mod tree;
pub mod tuning;

pub use suite::hash;
