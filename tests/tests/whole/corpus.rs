//! The corpus of the sync figures is text as people write it, as far as a compressor can tell.

use chrono::NaiveDate;
use cunfa_core::entry::{CheckContext, check};
use cunfa_core::{EntryId, PersonId};
use cunfa_tests::bench::sync::corpus::{Corpus, Written};
use cunfa_tests::bench::sync::pack;

use super::village;

fn corpus(seed: u64) -> Corpus {
    let last_day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    Corpus::new(seed, &[village()], last_day).unwrap()
}

#[test]
fn the_text_takes_the_bytes_that_chinese_prose_takes() {
    let text: String = corpus(1).entries(0..800).map(|one| one.text()).collect();
    let characters = text.chars().count();
    let each = pack::floor(text.as_bytes()).unwrap() as f64 / characters as f64;
    println!("{characters} characters, {each:.3} bytes each by zstd -19");
    assert!((1.0..1.4).contains(&each), "{each:.3} bytes a character");
}

#[test]
fn a_hand_takes_about_a_byte_and_a_half_for_each_sample() {
    let ink: Vec<u8> = corpus(1).entries(0..300).flat_map(|one| pack::ink(&one.ink)).collect();
    let each = pack::floor(&ink).unwrap() as f64 / (300.0 * 200.0);
    println!("{each:.3} bytes a sample by zstd -19");
    assert!((1.0..2.0).contains(&each), "{each:.3} bytes a sample");
}

#[test]
fn the_same_seed_gives_the_same_entries_and_another_seed_others() {
    let lines = |seed, numbers| {
        corpus(seed)
            .entries(numbers)
            .map(|one| one.json().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(1, 0..20)[10..], lines(1, 10..20));
    assert_ne!(lines(1, 0..1), lines(2, 0..1));
    assert_ne!(lines(1, 0..1), lines(1, 1..2));
}

#[test]
fn every_entry_is_a_complete_form_that_a_counsel_could_save() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let context = CheckContext {
        entry: EntryId([2; 16]),
        latest: today,
        now: today.and_hms_opt(10, 0, 0).unwrap(),
        counsel: PersonId([1; 16]),
        counsel_name: "覃明远",
        number: "1-2026-0001",
        village_known: &|_| true,
        attachments: &[],
    };
    let faults = |one: Written| check(&one.form, &context).err().unwrap_or_default();
    let all: Vec<_> = corpus(3).entries(0..500).flat_map(faults).collect();
    assert!(all.is_empty(), "{all:?}");
}

#[test]
fn every_hand_is_one_that_may_sign_and_no_two_are_alike() {
    let mut earlier = Vec::new();
    for one in corpus(3).entries(0..300) {
        assert_eq!(one.ink.check(&earlier), Ok(()), "entry {}", one.number);
        earlier.push(one.ink.shape());
    }
}
