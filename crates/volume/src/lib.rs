//! A volume (一村一卷) as a file that anybody can check with one public key: a stored zip of fixed layout with batches, acts,
//! contents, certificates, revocations, roots, proofs and a signed list of them. Specified in docs/evidence.md, section 9.
//!
//! No network, no database, no clock: bytes in, bytes or a report out. Only the program in `bin/` opens files.

pub mod archive;
pub mod build;
pub mod layout;
pub mod manifest;
pub mod report;
mod say;
pub mod verify;
mod words;

pub use report::{Code, Report};
pub use say::{in_words, to_json};
pub use verify::{Unreadable, verify};

/// Why a volume cannot be read, in plain Chinese.
#[must_use]
pub fn why(why: &Unreadable) -> String {
    words::unreadable(why)
}

/// What the fuzzer drives: any bytes, as a volume and as the parts of one. Must not panic, whatever they are.
pub fn fuzz(data: &[u8]) {
    const KEY: &[u8] = include_bytes!("fuzz.key");
    if let Ok(report) = verify(data, KEY) {
        assert!(!to_json(&report).to_string().is_empty() && !in_words(&report).is_empty());
    }
    verify::fuzz_parts(data, KEY);
}
