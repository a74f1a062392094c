//! One of many, or several, by name: villages, counsel, firms, recusals. What is chosen stays in sight; of the others those that a search finds.

use crate::components::changing;
use cunfa_core::register::{Column, RecordKind, Shape};
use cunfa_protocol::view::{RecordRow, RegisterList};
use cunfa_protocol::{Code, FailureReply, command};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::label;
use super::form::Form;
use crate::components::{Chip, Chips, FailureBanner, Loading, TextInput};
use crate::model::record::{Names, offered, value};
use crate::transport::ask;
use crate::words::registers as w;

/// Options in sight beside the chosen ones; where there are no more, nobody has to search.
const IN_SIGHT: usize = 8;

/// Codes with what they are called.
type Options = Vec<(String, String)>;

/// The field.
#[component]
pub(super) fn Pick(form: Form, column: Column) -> impl IntoView {
    let options = RwSignal::new(None::<Options>);
    let failure = RwSignal::new(None::<Code>);
    let fetch = move || {
        failure.set(None);
        spawn_local(async move {
            match of(column).await {
                Ok(found) => {
                    options.try_set(Some(found));
                }
                Err(reply) => {
                    failure.try_set(Some(reply.code));
                }
            }
        });
    };
    fetch();
    let shown = move || match options.get() {
        None if failure.with(Option::is_some) => {
            view! { <FailureBanner code=failure on_again=Callback::new(move |()| fetch()) /> }.into_any()
        }
        None => view! { <Loading /> }.into_any(),
        Some(options) => choice(form, column, options),
    };
    view! { <div class="register-pick" data-test=format!("pick-{}", column.code())>{changing(shown)}</div> }
}

fn choice(form: Form, column: Column, options: Options) -> AnyView {
    let search = RwSignal::new(String::new());
    let many = options.len() > IN_SIGHT;
    let options = StoredValue::new(known(form, column, options));
    let sight = Memo::new(move |_| {
        let chosen = form.typed.with(|typed| typed.chosen(column));
        options.with_value(|options| {
            let (shown, rest) = search.with(|search| offered(options, &chosen, search, IN_SIGHT));
            (shown.into_iter().cloned().collect::<Options>(), rest)
        })
    });
    let chips = Signal::derive(move || {
        let shown = sight.with(|(shown, _)| shown.clone());
        let chip = |(code, name): (String, String)| Chip::new(code.clone(), name, code);
        shown.into_iter().map(chip).collect::<Vec<Chip<String>>>()
    });
    let finder = many.then(|| {
        view! {
            <TextInput id=format!("find-{}", column.code()) label=label(form, column) hint=w::FIND value=search
                on_text=Callback::new(move |text| search.set(text)) />
        }
    });
    let rest =
        move || sight.with(|(_, rest)| (*rest > 0).then(|| view! { <p class="field-hint">{w::rest(*rest)}</p> }));
    let nothing = move || {
        let none = sight.with(|(shown, _)| shown.is_empty());
        none.then(|| view! { <p class="field-hint">{search.with(|search| w::nothing_to_choose(search))}</p> })
    };
    view! {
        {finder}
        <Chips label=label(form, column) options=chips test=column.code() bare=many
            is_chosen=move |code: &String| form.typed.with(|typed| typed.chosen(column).contains(code))
            on_choose=Callback::new(move |code: String| form.choose(column, &code))
            error=Signal::derive(move || form.error(column)) />
        {changing(rest)}
        {changing(nothing)}
    }
    .into_any()
}

/// The options, and what was chosen before and is none any more, by the name it had.
fn known(form: Form, column: Column, mut options: Options) -> Options {
    for code in form.typed.with_untracked(|typed| typed.chosen(column)) {
        if options.iter().all(|(one, _)| *one != code) {
            let name = form.names.with_untracked(|names| names.get(&code).to_owned());
            options.push((code, name));
        }
    }
    options
}

/// What may be chosen, as far as this person reads it.
async fn of(column: Column) -> Result<Options, FailureReply> {
    match column.shape() {
        Shape::Village | Shape::Villages => {
            let villages = ask(command::Villages {}).await?.into_iter();
            Ok(villages.map(|row| (row.code.to_string(), w::village(&row))).collect())
        }
        Shape::Person => register(RecordKind::Counsel).await,
        Shape::Record(kind) => register(kind).await,
        Shape::Line(_)
        | Shape::Text(_)
        | Shape::Date
        | Shape::Fen
        | Shape::YesNo
        | Shape::Choice(_)
        | Shape::Hours
        | Shape::Half
        | Shape::Scores
        | Shape::Month
        | Shape::Root
        | Shape::Drawn
        | Shape::Answers => Ok(Vec::new()),
    }
}

async fn register(kind: RecordKind) -> Result<Options, FailureReply> {
    let list = ask(command::Registers { kind }).await?;
    let names = Names::of(&list.names);
    let RegisterList { rows, .. } = list;
    let holding = rows.into_iter().filter(|row| row.withdrawn.is_none());
    Ok(holding.filter_map(|row| option(kind, &row, &names)).collect())
}

fn option(kind: RecordKind, row: &RecordRow, names: &Names) -> Option<(String, String)> {
    let said = |column| value(&row.values, column);
    let named = |column| said(column).map(|code| names.get(code)).unwrap_or_default();
    match kind {
        RecordKind::Counsel => {
            let firm = said(Column::Firm).map(|code| names.get(code));
            Some((said(Column::Person)?.to_owned(), w::person(said(Column::Name)?, firm)))
        }
        RecordKind::Recusal => {
            let from = said(Column::From).unwrap_or_default();
            let name = w::recusal(named(Column::Village), named(Column::Person), from);
            Some((row.record.to_string(), name))
        }
        RecordKind::Firm
        | RecordKind::Appointment
        | RecordKind::Board
        | RecordKind::Training
        | RecordKind::Filing
        | RecordKind::Village
        | RecordKind::Allocation
        | RecordKind::Assessment
        | RecordKind::RuleFile
        | RecordKind::Fee
        | RecordKind::Check => Some((row.record.to_string(), said(Column::Name)?.to_owned())),
    }
}
