//! Whether a text is shaped as its column wants, in the one way there is to write each value.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate};

use super::MAX_VILLAGES;
use super::column::Shape;
use super::days::Half;
use super::monthly;
use crate::ids::{Digest, EntryId, PersonId};
use crate::village::VillageCode;

/// Years in which anything may lie.
pub(super) const YEARS: RangeInclusive<i32> = 1980..=2100;
/// What says yes.
pub(super) const YES: &str = "yes";
/// What says no.
const NO: &str = "no";
/// Most fen of one amount: a million yuan.
const MAX_FEN: u32 = 100_000_000;
/// Most hours.
const MAX_HOURS: u32 = 999;
/// Most scores.
const MAX_SCORES: usize = 50;
/// Most tenths of a point.
const MAX_TENTHS: u32 = 10_000;
/// Longest key of a score, in bytes.
const MAX_KEY_BYTES: usize = 40;

/// Whether a text is shaped so. Lengths, blanks and hidden characters are no matter of shape.
pub(super) fn fits(shape: Shape, text: &str) -> bool {
    match shape {
        Shape::Line(_) => !text.contains(['\n', '\r', '\t']),
        Shape::Text(_) => true,
        Shape::Date => is_date(text),
        Shape::Village => village(text).is_some(),
        Shape::Villages => are_villages(text),
        Shape::Person => text.parse::<PersonId>().is_ok_and(|id| id.to_string() == text),
        Shape::Record(_) => text.parse::<EntryId>().is_ok_and(|id| id.to_string() == text),
        Shape::Fen => number(text).is_some_and(|fen| fen <= MAX_FEN),
        Shape::YesNo => text == YES || text == NO,
        Shape::Choice(codes) => codes.contains(&text),
        Shape::Hours => minutes(text).is_some(),
        Shape::Half => text.parse::<Half>().is_ok(),
        Shape::Scores => scores(text).is_some(),
        Shape::Month => monthly::month(text).is_some(),
        Shape::Root => text.parse::<Digest>().is_ok_and(|root| root.to_string() == text),
        Shape::Drawn => monthly::drawn(text).is_some(),
        Shape::Answers => monthly::answers(text).is_some(),
    }
}

fn is_date(text: &str) -> bool {
    let date: Option<NaiveDate> = text.parse().ok();
    date.is_some_and(|date| YEARS.contains(&date.year()) && date.to_string() == text)
}

fn village(text: &str) -> Option<VillageCode> {
    text.parse().ok().filter(|code: &VillageCode| !code.is_seat())
}

fn are_villages(text: &str) -> bool {
    let codes: Option<Vec<VillageCode>> = text.split(' ').map(village).collect();
    codes.is_some_and(|codes| codes.len() <= MAX_VILLAGES && codes.is_sorted_by(|before, after| before < after))
}

/// A whole number as it is written: digits, none of them a leading zero.
pub(super) fn number(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Hours by halves, in minutes.
pub(super) fn minutes(text: &str) -> Option<u32> {
    let (whole, half) = match text.strip_suffix(".5") {
        Some(whole) => (whole, 30),
        None => (text, 0),
    };
    let hours = number(whole).filter(|hours| *hours <= MAX_HOURS)?;
    Some(hours * 60 + half).filter(|minutes| *minutes > 0)
}

/// Keys with tenths of a point.
pub(super) fn scores(text: &str) -> Option<Vec<(String, u32)>> {
    let pairs: Option<Vec<(String, u32)>> = text.split(';').map(score).collect();
    let sorted = |pairs: &Vec<(String, u32)>| pairs.is_sorted_by(|(before, _), (after, _)| before < after);
    pairs.filter(|pairs| pairs.len() <= MAX_SCORES && sorted(pairs))
}

fn score(pair: &str) -> Option<(String, u32)> {
    let (key, tenths) = pair.split_once('=')?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let good = (1..=MAX_KEY_BYTES).contains(&key.len()) && key.bytes().all(plain);
    let tenths = number(tenths).filter(|tenths| *tenths <= MAX_TENTHS)?;
    good.then(|| (key.to_owned(), tenths))
}
