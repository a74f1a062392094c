//! Any bytes as a volume and as each part of one; nothing may panic. How to run it: fuzz/README.md.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cunfa_volume::fuzz(data));
