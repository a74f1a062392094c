//! A cell's value put right: what nobody sees goes, full-width digits become digits, codes stored as numbers become digits again. Every
//! step is told.

use std::collections::BTreeSet;

use cunfa_core::VillageCode;

use super::{Column, Repair, Repaired, Why};
use crate::read::{Cell, Row, Value};

/// Digits of a village's code.
const DIGITS: usize = 12;
/// Numbers from here on are not whole any more.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// What was read of a cell.
pub(super) struct Cleaned {
    pub(super) text: String,
    pub(super) repairs: Vec<Repaired>,
}

/// The cell as text, cleaned; `None` when there is nothing.
///
/// # Errors
/// An error in the cell.
pub(super) fn text(row: &Row, at: Option<u32>, column: Column) -> Result<Option<Cleaned>, Why> {
    let Some(cell) = at.and_then(|at| row.get(&at)) else {
        return Ok(None);
    };
    let raw = raw(cell).map_err(|error| Why::ErrorCell(column, error))?;
    let mut repairs = of_cell(cell, column, &raw);
    let text = tidy(&raw, column, &mut repairs);
    Ok((!text.is_empty()).then_some(Cleaned { text, repairs }))
}

/// As it stands in the cell.
fn raw(cell: &Cell) -> Result<String, String> {
    match &cell.value {
        Value::Text(text) | Value::Other(text) => Ok(text.clone()),
        Value::Number(number) => Ok(shown(*number)),
        Value::Error(error) => Err(error.clone()),
    }
}

/// A number as a person would write it: whole ones with every digit.
fn shown(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < LARGEST_WHOLE {
        format!("{number:.0}")
    } else {
        format!("{number}")
    }
}

fn of_cell(cell: &Cell, column: Column, raw: &str) -> Vec<Repaired> {
    let told = |is: bool, repair: Repair| {
        is.then(|| Repaired {
            column,
            repair,
            was: String::new(),
            now: raw.trim().to_owned(),
        })
    };
    let blank = raw.trim().is_empty();
    [
        told(cell.merged && !blank, Repair::Merged),
        told(cell.formula && !blank, Repair::Formula),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Takes one step, and tells of it if it changed something.
fn step(
    text: String,
    column: Column,
    repair: Repair,
    repairs: &mut Vec<Repaired>,
    by: impl Fn(&str) -> String,
) -> String {
    let now = by(&text);
    if now != text {
        repairs.push(Repaired {
            column,
            repair,
            was: text,
            now: now.clone(),
        });
    }
    now
}

fn tidy(raw: &str, column: Column, repairs: &mut Vec<Repaired>) -> String {
    let text = step(raw.to_owned(), column, Repair::Invisible, repairs, |text| {
        text.chars().filter(|c| !is_invisible(*c)).collect()
    });
    let text = step(text, column, Repair::Quoted, repairs, unquoted);
    // Ends of lines and blanks at the ends are no repair worth a word.
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    let text = step(text, column, Repair::FullWidth, repairs, |text| {
        text.chars().map(half_width).collect()
    });
    let text = step(text, column, Repair::Spaces, repairs, spaces);
    cunfa_core::text::tidy(&text)
}

/// Neither seen nor a space: zero-width characters, marks of direction, soft hyphens, control characters. Selectors of a rare
/// character's form stay.
fn is_invisible(c: char) -> bool {
    let zero_width =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}');
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    zero_width || turns || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Without what keeps digits as text: '0123, ="0123".
fn unquoted(text: &str) -> String {
    let inner = text.trim();
    let formula = inner.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let apostrophe = inner
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    formula.or(apostrophe).map_or_else(|| text.to_owned(), str::to_owned)
}

/// Full-width digits, letters and the signs that stand in codes; marks of Chinese punctuation stay.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{00A0}' => ' ',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' | '＋' | '－' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        other => other,
    }
}

/// No blanks between Chinese characters (张 三), one between other words.
fn spaces(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in chars {
        if c == ' ' || c == '\t' {
            blank = true;
            continue;
        }
        let wide = |c: char| u32::from(c) > 0x2E7F;
        if blank
            && c != '\n'
            && out
                .chars()
                .last()
                .is_some_and(|last| last != '\n' && !(wide(last) && wide(c)))
        {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// A village's code out of a cell that holds one.
///
/// # Errors
/// What is wrong with it.
pub(super) fn code(
    cleaned: Cleaned,
    is_number: bool,
    known: &BTreeSet<&VillageCode>,
) -> Result<(VillageCode, Vec<Repaired>), Why> {
    let Cleaned { text, mut repairs } = cleaned;
    if is_number {
        repairs.push(Repaired {
            column: Column::Code,
            repair: Repair::Number,
            was: String::new(),
            now: text.clone(),
        });
    }
    let bare: String = text.chars().filter(|c| *c != ' ').collect();
    let digits = match scientific(&bare) {
        Some(None) => return Err(Why::DigitsLost(bare)),
        Some(Some(digits)) => {
            repairs.push(told(Repair::Scientific, &bare, &digits));
            digits
        }
        None => match bare.strip_suffix(".0").or_else(|| bare.strip_suffix(".00")) {
            Some(digits) => {
                repairs.push(told(Repair::TrailingZero, &bare, digits));
                digits.to_owned()
            }
            None => bare,
        },
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Why::NotDigits(digits));
    }
    if let Ok(code) = digits.parse::<VillageCode>() {
        return Ok((code, repairs));
    }
    // Zeros that a number cannot hold: only a code of the register shows that they were there.
    let filled = format!("{digits:0>DIGITS$}").parse::<VillageCode>();
    match filled {
        Ok(code) if digits.len() < DIGITS && known.contains(&code) => {
            repairs.push(told(Repair::LeadingZeros, &digits, code.as_str()));
            Ok((code, repairs))
        }
        _ => Err(Why::Digits(digits)),
    }
}

fn told(repair: Repair, was: &str, now: &str) -> Repaired {
    Repaired {
        column: Column::Code,
        repair,
        was: was.to_owned(),
        now: now.to_owned(),
    }
}

/// "4.50102001003E+11": the digits, or none of them when the exponent stands for more of them than are there. `None` when it is no such
/// number.
fn scientific(text: &str) -> Option<Option<String>> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 1 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    Some((fraction.len() == exponent).then(|| format!("{whole}{fraction}")))
}

/// The parts of a cell that holds several: separated by 、 , ; / and ends of lines.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let split = text.split(['、', '，', ',', ';', '；', '/', '\n']);
    split.map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn cleaned(text: &str) -> (String, Vec<Repair>) {
        let row = Row::from([(
            0,
            Cell {
                value: Value::Text(text.to_owned()),
                formula: false,
                merged: false,
            },
        )]);
        let read = self::text(&row, Some(0), Column::Code).unwrap().unwrap();
        (read.text, read.repairs.iter().map(|one| one.repair).collect())
    }

    fn code_of(text: &str) -> Result<(String, Vec<Repair>), Why> {
        let lost: VillageCode = "045010200100".parse().unwrap();
        let known = BTreeSet::from([&lost]);
        let (text, _) = cleaned(text);
        let cell = Cleaned {
            text,
            repairs: Vec::new(),
        };
        let (code, repairs) = code(cell, false, &known)?;
        Ok((code.to_string(), repairs.iter().map(|one| one.repair).collect()))
    }

    #[test]
    fn what_nobody_sees_and_what_is_too_wide_is_put_right_and_told() {
        assert_eq!(
            cleaned("４５０１０２００１００３"),
            ("450102001003".to_owned(), vec![Repair::FullWidth])
        );
        assert_eq!(
            cleaned("\u{FEFF}450102"),
            ("450102".to_owned(), vec![Repair::Invisible])
        );
        assert_eq!(
            cleaned("张\u{3000}三"),
            ("张三".to_owned(), vec![Repair::FullWidth, Repair::Spaces])
        );
        assert_eq!(cleaned(" 甲村 \r\n"), ("甲村".to_owned(), Vec::new()));
        assert_eq!(cleaned("'450102"), ("450102".to_owned(), vec![Repair::Quoted]));
        assert_eq!(cleaned("=\"0123\""), ("0123".to_owned(), vec![Repair::Quoted]));
        assert_eq!(
            cleaned("艾力 江·Wang  Li"),
            ("艾力江·Wang Li".to_owned(), vec![Repair::Spaces])
        );
        assert_eq!(cleaned("那𡌶村\u{E0100}"), ("那𡌶村\u{E0100}".to_owned(), Vec::new()));
    }

    #[test]
    fn a_code_that_lost_digits_is_refused_and_one_that_kept_them_is_read() {
        assert_eq!(
            code_of("4.50102001003E+11"),
            Ok(("450102001003".to_owned(), vec![Repair::Scientific]))
        );
        assert_eq!(code_of("4.501E+11"), Err(Why::DigitsLost("4.501E+11".to_owned())));
        assert_eq!(
            code_of("450102001003.0"),
            Ok(("450102001003".to_owned(), vec![Repair::TrailingZero]))
        );
        assert_eq!(
            code_of("45010200100"),
            Ok(("045010200100".to_owned(), vec![Repair::LeadingZeros]))
        );
        assert_eq!(code_of("4501020010"), Err(Why::Digits("4501020010".to_owned())));
        assert_eq!(code_of("4501020010031"), Err(Why::Digits("4501020010031".to_owned())));
        assert_eq!(code_of("45010200100x"), Err(Why::NotDigits("45010200100x".to_owned())));
    }
}
