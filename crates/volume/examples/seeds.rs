//! Writes seeds for the fuzzer into a folder: honest volumes under the fuzzer's root key, and their parts.

#![allow(clippy::unwrap_used, reason = "a tool for the fuzzer, run by hand")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{World, small_of};
use cunfa_volume::archive;

/// Secret of the key in `src/fuzz.key`.
const FUZZ: u8 = 0xC0;

fn main() {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "fuzz/corpus/volume".to_owned());
    std::fs::create_dir_all(&folder).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(format!("{folder}/{name}"), bytes).unwrap();
    let mut tiny = World::of_county(FUZZ);
    put("empty", &tiny.volume());
    common::approved(&mut tiny);
    put("tiny", &tiny.volume());
    let small = small_of(World::of_county(FUZZ)).volume();
    put("small", &small);
    for (name, bytes) in archive::read(&small).unwrap().files {
        put(&name.replace('/', "-"), bytes);
    }
}
