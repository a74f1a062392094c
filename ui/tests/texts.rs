//! Texts in a real browser: its tables for composed characters give what the device's own give.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use cunfa_core::text::tidy;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn text(points: &str) -> String {
    points
        .split(' ')
        .map(|point| char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap())
        .collect()
}

#[wasm_bindgen_test]
fn the_browser_composes_characters_as_the_device_does() {
    let lines = include_str!("../../crates/core/tests/samples/nfc.txt").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let (before, after) = line.split_once(';').unwrap();
        assert_eq!(tidy(&text(before)), text(after), "{line}");
    }
}
