//! 月度检查: every village's month on one sheet, the entries drawn for a closer look with room for what is found, and a form to ask villagers
//! with. On paper there is only the sheet.

use crate::components::changing;
use chrono::{Datelike, NaiveDate};
use cunfa_protocol::command;
use cunfa_protocol::view::{CheckVillage, EntryRow, MonthCheck, SheetOf, Topic};
use leptos::prelude::*;

use super::check_results::{self, Results};
use crate::clock;
use crate::components::{FailureBanner, Loading, PrintButton};
use crate::later::{later, parts};
use crate::live::live;
use crate::model::hours;
use crate::model::route::Route;
use crate::sheets::SheetSection;
use crate::words::{self, check as w, desk, rules};

/// The fold; nothing is counted before it is opened.
#[component]
pub fn CheckFold(
    /// Any day of the month.
    month: Signal<NaiveDate>,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class="more-chips check-fold" data-test="check" on:toggle=move |_| opened.set(true)>
            <summary data-test="check-open">{w::TITLE}</summary>
            {changing(move || opened.get().then(|| later(move || inside(month))))}
        </details>
    }
}

parts! {
    in county;
    /// The sheet and what was found, beside the registers, whose record it is.
    fn inside(month: Signal<NaiveDate>) {
        view! { <Inside month=month /> }
    }
}

#[component]
fn Inside(month: Signal<NaiveDate>) -> impl IntoView {
    let check = live(&[Topic::Entries], move || command::MonthCheck { month: month.get() });
    view! {
        <div class="stack">
            <div class="buttons"><PrintButton label=w::PRINT test="check-print" /></div>
            <SheetSection of=Signal::derive(move || SheetOf::Check(month.get())) />
            <FailureBanner code=check.failure on_again=Callback::new(move |()| check.again()) />
            {changing(move || match check.value.get() {
                None => view! { <Loading /> }.into_any(),
                Some(check) => sheet(check).into_any(),
            })}
            <Results check=check />
            <details class="more-chips" data-test="check-ask">
                <summary data-test="check-ask-open">{w::ASK}</summary>
                <p class="field-hint">{w::ASK_HINT}</p>
                {questions()}
            </details>
        </div>
    }
}

fn sheet(check: MonthCheck) -> impl IntoView {
    let signed = check.data.log.as_ref().map(|log| clock::moment(log.at_ms));
    let (made, data) = (w::made(&check), w::data(&check.data, &signed.unwrap_or_default()));
    let by_rules = check.rules.iter().map(|basis| rules::title(&basis.rule));
    let by_rules: Vec<String> = by_rules.collect();
    let rows = check.villages.iter().map(village).collect_view();
    let drawn = check.villages.iter().flat_map(|village| {
        let found = village.found.as_ref().and_then(check_results::read);
        let found = found.map(|found| found.drawn).unwrap_or_default();
        let entries = village.drawn.iter();
        entries.map(move |row| {
            let of_it = found.iter().find(|(entry, _)| *entry == row.entry);
            entry(row, of_it.map(|(_, found)| w::finding(*found)))
        })
    });
    let drawn: Vec<_> = drawn.collect();
    let draw = if drawn.is_empty() {
        view! { <p>{w::NONE_DRAWN}</p> }.into_any()
    } else {
        let heads = [
            w::COL_VILLAGE,
            w::COL_NUMBER,
            w::COL_DATE,
            w::COL_WHAT,
            w::COL_TRUE,
            w::COL_SATISFIED,
            w::COL_NOTE,
        ];
        table(w::DRAWN, &heads, drawn.into_any())
    };
    let heads = [
        w::COL_VILLAGE,
        w::COL_COUNSEL,
        w::COL_ENTRIES,
        w::COL_MINUTES,
        w::COL_LECTURES,
        w::COL_LEFT,
        w::COL_FOUND,
    ];
    let forms = check.villages.iter();
    let forms = forms.filter(|village| village.found.is_none() && !village.drawn.is_empty());
    let forms = forms.map(|village| form(&village.cell.village.name)).collect_view();
    view! {
        <article class="check-sheet" data-test="check-sheet">
            <h3>{w::title(check.month.year(), check.month.month())}</h3>
            <p class="check-made">{made}</p>
            <p class="check-made" data-test="check-data">{data}</p>
            {by_rules.into_iter().map(|rule| view! { <p class="check-made">{rule}</p> }).collect_view()}
            <h4>{w::VILLAGES}</h4>
            {table(w::VILLAGES, &heads, rows.into_any())}
            <h4>{w::DRAWN}</h4>
            <p class="field-hint">{w::DRAWN_HINT}</p>
            {draw}
            {lines(&w::SIGN)}
            {forms}
        </article>
    }
}

/// A table with a name and headings.
pub(super) fn table<H: ToString>(label: &'static str, heads: &[H], rows: AnyView) -> AnyView {
    let heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
    headed(label, heads, rows)
}

fn headed(label: &'static str, heads: Vec<String>, rows: AnyView) -> AnyView {
    let heads = heads
        .into_iter()
        .map(|head| view! { <th role="columnheader" scope="col">{head}</th> });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table role="table" class="table check-table">
                <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn village(of: &CheckVillage) -> impl IntoView + use<> {
    let tally = &of.cell.tally;
    let note = desk::standing(&of.cell.standing);
    let counsel = note.unwrap_or_else(|| of.counsel.join("、"));
    let minutes = desk::counted_of_owed(
        &hours::length(tally.counted_minutes),
        &hours::length(tally.owed_minutes),
    );
    let found = of.found.as_ref().map(|found| {
        let lines = check_results::read(found)
            .map(|check| w::found(&check))
            .unwrap_or_default();
        let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
        // One thing beside its label, where the table is a list of cards.
        view! { <div>{lines.collect_view()}<small>{check_results::signed(found)}</small></div> }
    });
    let lectures = desk::counted_of_owed(&tally.lectures.to_string(), &tally.owed_lectures.to_string());
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{of.cell.village.name.clone()}<small>{of.cell.village.township.clone()}</small></th>
            <td role="cell" data-label=w::COL_COUNSEL>{counsel}</td>
            <td role="cell" data-label=w::COL_ENTRIES>{w::entries(of.entries)}</td>
            <td role="cell" data-label=w::COL_MINUTES>{minutes}</td>
            <td role="cell" data-label=w::COL_LECTURES>{lectures}</td>
            <td role="cell" data-label=w::COL_LEFT>{w::left(of.cell.unsigned, of.cell.unreviewed, of.returned)}</td>
            <td role="cell" data-label=w::COL_FOUND class="check-blank">{found}</td>
        </tr>
    }
}

fn entry(row: &EntryRow, found: Option<&'static str>) -> impl IntoView + use<> {
    let what = format!(
        "{} · {} · {}",
        words::kind(row.kind),
        words::mode(row.mode),
        hours::length(row.minutes.into())
    );
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{row.village_name.clone()}</th>
            <td role="cell" data-label=w::COL_NUMBER>
                <a class="link" data-test="check-entry" href=Route::Entry(row.entry).href()>{row.number.clone()}</a>
            </td>
            <td role="cell" data-label=w::COL_DATE>{row.date.to_string()}</td>
            <td role="cell" data-label=w::COL_WHAT>{what}<small>{row.people.clone()}" "{row.matter.clone()}</small></td>
            <td role="cell" data-label=w::COL_TRUE class="check-blank">{found}</td>
            <td role="cell" data-label=w::COL_SATISFIED class="check-blank"></td>
            <td role="cell" data-label=w::COL_NOTE class="check-blank"></td>
        </tr>
    }
}

/// Words with room behind them to write by hand.
fn lines(words: &[&'static str]) -> AnyView {
    let words = words.iter().map(|word| view! { <span>{*word}</span> });
    view! { <p class="check-sign">{words.collect_view()}</p> }.into_any()
}

/// The questions, each with a box for every answer.
fn questions() -> AnyView {
    let heads = w::ASK_ANSWERS
        .iter()
        .map(|answer| view! { <th scope="col">{*answer}</th> });
    let rows = w::ASK_QUESTIONS.iter().map(|question| {
        let blanks = w::ASK_ANSWERS.iter().map(|_| view! { <td>"☐"</td> });
        view! { <tr><th scope="row">{*question}</th>{blanks.collect_view()}</tr> }
    });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=w::ASK>
            <table class="table">
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The form to ask villagers of one village with; only for paper.
fn form(village: &str) -> impl IntoView + use<> {
    view! {
        <section class="check-form" data-test="check-form">
            <h4>{w::ask_title(village)}</h4>
            <p>{w::ASK_LEAD}</p>
            {questions()}
            <p class="check-more">{w::ASK_MORE}</p>
            {lines(&w::ASK_BY)}
        </section>
    }
}
