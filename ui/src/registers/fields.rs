//! One value of a record as a field, by its shape: text, date, amount, a choice by chips, or one of many by its name.

use cunfa_core::register::{Column, Shape};
use leptos::prelude::*;

use super::form::Form;
use super::picks::Pick;
use super::points::Points;
use super::today;
use crate::components::{Chip, Chips, TextArea, TextInput};
use crate::model::record::halves;
use crate::words::{self, registers as w};

/// The field of a column.
pub(super) fn field(form: Form, column: Column) -> AnyView {
    match column.shape() {
        Shape::Line(_) if column == Column::Phone => line(form, column, "tel"),
        Shape::Line(_) => line(form, column, ""),
        Shape::Text(_) => area(form, column),
        Shape::Date => line(form, column, ""),
        Shape::Fen | Shape::Hours => line(form, column, "decimal"),
        Shape::Village | Shape::Villages | Shape::Person | Shape::Record(_) => {
            view! { <Pick form=form column=column /> }.into_any()
        }
        Shape::YesNo => {
            let options = [("yes", words::YES), ("no", words::NO)];
            let options = options.map(|(code, word)| (code.to_owned(), word.to_owned()));
            chips(form, column, options.into())
        }
        Shape::Choice(codes) => {
            let options = codes.iter().map(|code| ((*code).to_owned(), w::choice(code)));
            chips(form, column, options.collect())
        }
        Shape::Half => {
            let options = halves(today()).into_iter();
            let options = options.map(|half| (half.clone(), w::half(&half)));
            chips(form, column, options.collect())
        }
        Shape::Scores => view! { <Points form=form column=column /> }.into_any(),
        // Of the month's check, which is written down beside its sheet.
        Shape::Month | Shape::Root | Shape::Drawn | Shape::Answers => ().into_any(),
    }
}

/// What a field is called, and whether it may stay empty.
pub(super) fn label(form: Form, column: Column) -> String {
    let name = w::column(form.kind, column);
    if form.kind.required(column) {
        name.to_owned()
    } else {
        w::optional(name)
    }
}

fn error(form: Form, column: Column) -> Signal<Option<String>> {
    Signal::derive(move || form.error(column))
}

fn text(form: Form, column: Column) -> Signal<String> {
    Signal::derive(move || form.typed.with(|typed| typed.get(column).to_owned()))
}

fn line(form: Form, column: Column, mode: &'static str) -> AnyView {
    let optional = !form.kind.required(column);
    view! {
        <TextInput id=format!("record-{}", column.code()) label=w::column(form.kind, column) hint=w::hint(column) mode=mode
            optional=optional value=text(form, column) error=error(form, column)
            on_text=Callback::new(move |text| form.put(column, text)) />
    }
    .into_any()
}

fn area(form: Form, column: Column) -> AnyView {
    let optional = !form.kind.required(column);
    view! {
        <TextArea id=format!("record-{}", column.code()) label=w::column(form.kind, column) hint=w::hint(column) rows=3
            optional=optional value=text(form, column) error=error(form, column)
            on_text=Callback::new(move |text| form.put(column, text)) />
    }
    .into_any()
}

/// One of a few, all in sight.
fn chips(form: Form, column: Column, options: Vec<(String, String)>) -> AnyView {
    let chips: Vec<Chip<String>> = options
        .into_iter()
        .map(|(code, word)| Chip::new(code.clone(), word, code))
        .collect();
    let hint = w::hint(column);
    let hint = (!hint.is_empty()).then(|| view! { <p class="field-hint">{hint}</p> });
    view! {
        <div class="field">
            <Chips label=label(form, column) options=chips test=column.code()
                is_chosen=move |code: &String| form.typed.with(|typed| typed.get(column) == code)
                on_choose=Callback::new(move |code: String| form.choose(column, &code))
                error=error(form, column) />
            {hint}
        </div>
    }
    .into_any()
}
