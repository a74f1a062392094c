//! What a record says, value by value.

use cunfa_core::register::{Column, RecordKind};
use leptos::prelude::*;

use crate::model::record::{Names, value};
use crate::words::{self, registers as w};

/// What becomes of values that are not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blanks {
    Shown,
    LeftOut,
}

/// The values in the order of the columns; nothing when there are none.
pub(super) fn list(kind: RecordKind, values: &[(Column, String)], names: &Names, blanks: Blanks) -> Option<AnyView> {
    let one = |column: &Column| {
        let text = match (value(values, *column), blanks) {
            (Some(text), _) => w::value(*column, text, names),
            (None, Blanks::Shown) => words::NOT_GIVEN.to_owned(),
            (None, Blanks::LeftOut) => return None,
        };
        // Who a counsel is stands beside it as the name.
        let is_id = kind == RecordKind::Counsel && *column == Column::Person;
        let test = format!("fact-{}", column.code());
        (!is_id).then(|| view! { <dt>{w::column(kind, *column)}</dt><dd data-test=test>{text}</dd> })
    };
    let all: Vec<_> = kind.columns().iter().filter_map(one).collect();
    (!all.is_empty()).then(|| view! { <dl class="facts register-facts" data-test="record-facts">{all}</dl> }.into_any())
}
