//! Composed characters: the samples that the tests of the page hold the browser's tables to.

#![allow(clippy::unwrap_used, reason = "tests")]

use cunfa_core::text::tidy;

fn text(points: &str) -> String {
    points
        .split(' ')
        .map(|point| char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap())
        .collect()
}

#[test]
fn what_can_be_typed_in_two_ways_is_kept_in_one() {
    let lines = include_str!("samples/nfc.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    for line in lines {
        let (before, after) = line.split_once(';').unwrap();
        assert_eq!(tidy(&text(before)), text(after), "{line}");
    }
}
