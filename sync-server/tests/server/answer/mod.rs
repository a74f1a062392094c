//! Each path of the protocol, and what every path has in common.

mod chunks;
mod claim;
mod decide;
mod devices;
mod disclosure;
mod enrol;
mod hostile;
mod index;
mod inquiries;
mod invite;
mod lacking;
mod needs;
mod pull;
mod recover;
mod refused_acts;
mod refused_batches;
mod refused_confirmations;
mod refused_notes;
mod refused_signing;
mod refused_submissions;
mod registers;
mod roots;
mod scope;
mod sync;
mod tampered_acts;
mod together;
