//! The points of an assessment, by the sheet of the rule file: what the data come to is filled in, and whoever assesses says what counts. Where there
//! is no sheet, the sum alone.

use crate::components::changing;
use cunfa_core::assessment::{Conclusion, ScoreLine};
use cunfa_core::register::{Column, Half};
use cunfa_core::rules::{ScoreItem, ScoreSheet};
use cunfa_protocol::view::HalfYear;
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::Form;
use crate::components::{FailureBanner, Loading, TextInput};
use crate::model::record::show_tenths;
use crate::transport::ask;
use crate::words::registers as w;

/// The key of the sum, where there is no sheet.
const TOTAL: &str = Conclusion::TOTAL;

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    key: String,
    label: String,
    hint: String,
    /// What the data come to, in tenths.
    counted: Option<u32>,
}

/// Whom and which half it is about.
type About = (String, Half);

/// The field.
#[component]
pub(super) fn Points(form: Form, column: Column) -> impl IntoView {
    let about = Memo::new(move |_| about(form));
    let items = RwSignal::new(None::<Vec<Item>>);
    let failure = RwSignal::new(None::<Code>);
    let fetch = move |(person, half): About| {
        items.set(None);
        failure.set(None);
        spawn_local(async move {
            let Some(day) = half.months().first().copied() else {
                return;
            };
            let answer = ask(command::HalfYear { day }).await;
            if about.try_get_untracked() != Some(Some((person.clone(), half))) {
                return;
            }
            match answer {
                Ok(year) => {
                    let found = all(&year, &person);
                    if form.is_new() {
                        fill(form, column, &found);
                    }
                    items.try_set(Some(found));
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    };
    Effect::new(move |_| {
        if let Some(about) = about.get() {
            fetch(about);
        }
    });
    let again = Callback::new(move |()| {
        if let Some(about) = about.get_untracked() {
            fetch(about);
        }
    });
    let shown = move || match (about.with(Option::is_some), items.get()) {
        (false, _) => view! { <p class="field-hint">{w::SCORES_FIRST}</p> }.into_any(),
        (true, Some(items)) => given(form, column, items),
        (true, None) if failure.with(Option::is_some) => ().into_any(),
        (true, None) => view! { <Loading /> }.into_any(),
    };
    let wrong = move || form.error(column).map(|said| view! { <p>{said}</p> });
    view! {
        <div class="register-pick" data-test="points">
            <h3>{w::column(form.kind, column)}</h3>
            <FailureBanner code=failure on_again=again />
            {changing(shown)}
            <div class="field-error" role="alert" data-test="scores-error">{changing(wrong)}</div>
        </div>
    }
}

fn about(form: Form) -> Option<About> {
    let (person, half) = (form.says(Column::Person), form.says(Column::Half));
    let half: Half = half.parse().ok()?;
    (!person.is_empty()).then_some((person, half))
}

/// The items of the sheet by which this counsel is scored, else of the only one there is.
fn all(year: &HalfYear, person: &str) -> Vec<Item> {
    let mut counsel = year.counsel.iter().map(|of| &of.assessed);
    let scores = counsel
        .find(|of| of.counsel.to_string() == person)
        .and_then(|of| of.scores.as_ref());
    let own = scores.and_then(|scores| year.sheets.iter().find(|one| one.rule == scores.rule));
    let Some(sheet) = own.or(year.sheets.first()).map(|one| &one.sheet) else {
        return vec![sum()];
    };
    let lines = scores.map(|scores| scores.lines.as_slice()).unwrap_or_default();
    items(sheet, lines)
}

fn items(sheet: &ScoreSheet, lines: &[ScoreLine]) -> Vec<Item> {
    let one = |item: &ScoreItem| {
        let line = lines.iter().find(|line| line.key == item.key);
        Item {
            key: item.key.clone(),
            label: w::item(&item.title, item.points),
            hint: line.map_or_else(String::new, |line| w::counted(&line.scored)),
            counted: line.and_then(ScoreLine::tenths),
        }
    };
    sheet.items.iter().map(one).collect()
}

fn sum() -> Item {
    Item {
        key: TOTAL.to_owned(),
        label: w::SCORES_TOTAL.to_owned(),
        hint: w::SCORES_NO_SHEET.to_owned(),
        counted: None,
    }
}

/// What the data come to, in the place of what was there for somebody else.
fn fill(form: Form, column: Column, items: &[Item]) {
    form.put(column, String::new());
    for item in items {
        if let Some(counted) = item.counted {
            form.put_points(column, &item.key, &show_tenths(counted));
        }
    }
}

fn given(form: Form, column: Column, items: Vec<Item>) -> AnyView {
    let field = |item: Item| {
        let (key, at) = (item.key.clone(), item.key.clone());
        let typed = Signal::derive(move || form.typed.with(|typed| typed.points(column, &key).to_owned()));
        view! {
            <TextInput id=format!("points-{}", item.key) label=item.label hint=item.hint mode="decimal" value=typed
                on_text=Callback::new(move |text: String| form.put_points(column, &at, &text)) />
        }
    };
    let fields = items.into_iter().map(field).collect_view();
    let together = move || w::together(form.typed.with(|typed| typed.total(column)));
    view! {
        <p class="field-hint">{w::SCORES_HINT}</p>
        {fields}
        <p data-test="points-together"><strong>{changing(together)}</strong></p>
    }
    .into_any()
}
