//! Each value by itself: there, of the kind, shaped, short, seen.

use super::Case;
use crate::entry::{Rule, check_text};
use crate::register::fault::FaultReason;
use crate::register::{Column, MAX_WITHDRAWAL_GRAPHEMES, Shape, shape};

pub(super) fn check(case: &mut Case<'_>) {
    let said = case.said;
    for column in said.kind.columns() {
        match said.values.get(*column) {
            Some(text) => value(case, *column, text),
            None if said.kind.required(*column) => case.fail(*column, FaultReason::Missing),
            None => {}
        }
    }
    for (column, _) in said.values.iter() {
        if !said.kind.columns().contains(&column) {
            case.fail(column, FaultReason::NotOfKind);
        }
    }
    if let Some(reason) = &said.withdrawn {
        why(case, reason);
    }
}

fn value(case: &mut Case<'_>, column: Column, text: &str) {
    let shape = column.shape();
    let most = match shape {
        Shape::Line(most) | Shape::Text(most) => most,
        Shape::Date
        | Shape::Village
        | Shape::Villages
        | Shape::Person
        | Shape::Record(_)
        | Shape::Fen
        | Shape::YesNo
        | Shape::Choice(_)
        | Shape::Hours
        | Shape::Half
        | Shape::Scores
        | Shape::Month
        | Shape::Root
        | Shape::Drawn
        | Shape::Answers => usize::MAX,
    };
    let is_tidy = words(case, Some(column), text, most);
    if !is_tidy || !shape::fits(shape, text) {
        case.fail(column, FaultReason::Shape);
    }
}

/// Faults of a text as such; tells whether it is tidy.
fn words(case: &mut Case<'_>, column: Option<Column>, text: &str, most: usize) -> bool {
    let (tidy, rules) = check_text(text, most);
    for rule in rules {
        case.note(column, reason_of(&rule));
    }
    tidy == text
}

/// The two faults of a text by itself; anything else is none of a text.
fn reason_of(rule: &Rule) -> FaultReason {
    match rule {
        Rule::TooLong { given, max } => FaultReason::TooLong {
            given: *given,
            max: *max,
        },
        Rule::ControlCharacters => FaultReason::HiddenCharacters,
        _ => FaultReason::Shape,
    }
}

fn why(case: &mut Case<'_>, reason: &str) {
    let before = case.faults.len();
    let is_tidy = words(case, None, reason, MAX_WITHDRAWAL_GRAPHEMES);
    if reason.trim().is_empty() {
        case.fail_whole(FaultReason::NoReason);
    } else if !is_tidy && case.faults.len() == before {
        case.fail_whole(FaultReason::Shape);
    }
}
