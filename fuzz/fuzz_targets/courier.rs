//! Any bytes as a courier's file and as the text within one; nothing may panic. How to run it: fuzz/README.md.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cunfa_evidence::courier::fuzz(data));
