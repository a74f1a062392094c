//! Approving several at once: what will be approved, what is left out and why, then one signed act for each; and what became of each.

use crate::components::changing;
use cunfa_core::EntryId;
use cunfa_protocol::view::{BatchRow, EntryRow, LeftOut, MAX_TOGETHER, ReviewOutcome, Reviewed, ToApprove};
use cunfa_protocol::{Code, command};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::state::DeskState;
use crate::components::{Button, Dialog, Loading, Look};
use crate::later::{later, parts};
use crate::model::hours;
use crate::transport::ask;
use crate::words::{self, deciding as w, desk};

/// The dialog, shown while several are to be approved.
#[component]
pub(super) fn TogetherDialog(desk: DeskState) -> impl IntoView {
    view! {
        <Dialog open=desk.together title=w::TOGETHER_TITLE test="together">
            {later(move || inside(desk))}
        </Dialog>
    }
}

parts! {
    fn inside(desk: DeskState) {
        view! { <Together desk=desk /> }
    }
}

/// What the dialog knows.
#[derive(Clone, Copy)]
struct Held {
    desk: DeskState,
    rows: RwSignal<Option<Vec<BatchRow>>>,
    /// What was not approved, with the reason; none before it was tried.
    failed: RwSignal<Option<Vec<(String, String)>>>,
    approved: RwSignal<usize>,
    failure: RwSignal<Option<Code>>,
    busy: RwSignal<bool>,
}

impl Held {
    fn ask(self, entries: Vec<EntryId>) {
        spawn_local(async move {
            match ask(command::ForReview { entries }).await {
                Ok(rows) => {
                    self.rows.try_set(Some(rows));
                    // Enter approves: the eye is on the list, the hand on the keys.
                    request_animation_frame(|| focus("[data-test=together-confirm]"));
                }
                Err(failure) => {
                    self.failure.try_set(Some(failure.code));
                }
            }
        });
    }

    fn approve(self) {
        let entries = self
            .rows
            .with_untracked(|rows| ordinary(rows.as_deref().unwrap_or_default()));
        if entries.is_empty() || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = ask(command::ReviewMany { entries }).await;
            self.busy.try_set(false);
            match answer {
                Ok(reviewed) => self.told(&reviewed),
                Err(failure) => {
                    self.failure.try_set(Some(failure.code));
                }
            }
        });
    }

    fn told(self, reviewed: &[Reviewed]) {
        let refused = reviewed.iter().filter_map(|one| Some((one.entry, why(&one.outcome)?)));
        let failed: Option<Vec<(String, String)>> = self.rows.try_with_untracked(|rows| {
            let rows = rows.as_deref().unwrap_or_default();
            refused.map(|(entry, why)| (line_of(rows, entry), why)).collect()
        });
        let failed = failed.unwrap_or_default();
        let approved = reviewed.len().saturating_sub(failed.len());
        self.desk.decided_together(w::said_approved(approved));
        if failed.is_empty() {
            self.desk.together.try_set(false);
            return;
        }
        self.approved.try_set(approved);
        self.failed.try_set(Some(failed));
        request_animation_frame(|| focus("[data-test=together-close]"));
    }
}

fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

fn ordinary(rows: &[BatchRow]) -> Vec<ToApprove> {
    let ordinary = rows.iter().filter(|row| row.left_out.is_empty());
    let to_approve = ordinary.filter_map(|row| {
        Some(ToApprove {
            entry: row.row.entry,
            sign_off: row.sign_off?,
        })
    });
    to_approve.collect()
}

/// Why it was not approved; none when it was.
fn why(outcome: &ReviewOutcome) -> Option<String> {
    match outcome {
        ReviewOutcome::Approved => None,
        ReviewOutcome::LeftOut(reasons) => Some(said(reasons)),
        ReviewOutcome::Refused(code) => Some(words::failure::sentence(code)),
    }
}

fn said(reasons: &[LeftOut]) -> String {
    let reasons: Vec<&str> = reasons.iter().map(|reason| w::left_out(*reason)).collect();
    reasons.join("；")
}

fn line_of(rows: &[BatchRow], entry: EntryId) -> String {
    let row = rows.iter().find(|row| row.row.entry == entry);
    row.map(|row| line(&row.row)).unwrap_or_default()
}

fn line(row: &EntryRow) -> String {
    w::summary(
        &row.number,
        &row.village_name,
        &hours::day_and_weekday(row.date),
        words::kind(row.kind),
        &hours::length(u32::from(row.minutes)),
    )
}

#[component]
fn Together(desk: DeskState) -> impl IntoView {
    let held = Held {
        desk,
        rows: RwSignal::new(None),
        failed: RwSignal::new(None),
        approved: RwSignal::new(0),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let mut entries = desk.chosen_in_order();
    let more = (entries.len() > MAX_TOGETHER).then(|| w::only_first(MAX_TOGETHER));
    entries.truncate(MAX_TOGETHER);
    held.ask(entries);
    let body = move || {
        let failed = held.failed.get();
        held.rows.with(|rows| match (rows, failed) {
            (_, Some(failed)) => outcome(held.approved.get_untracked(), failed),
            (Some(rows), None) => summary(rows),
            (None, None) if held.failure.with(Option::is_some) => ().into_any(),
            (None, None) => view! { <Loading /> }.into_any(),
        })
    };
    let said = move || held.failure.with(|code| code.as_ref().map(words::failure::sentence));
    let waits = move || held.busy.get().then_some(w::SIGNING);
    view! {
        <p>{w::TOGETHER_MORE}</p>
        {more.map(|more| view! { <p>{more}</p> })}
        {changing(body)}
        <div role="alert" class="return-fault" data-test="together-fault">{changing(said)}</div>
        <p class="field-hint" role="status">{changing(waits)}</p>
        <Keys held=held />
    }
}

#[component]
fn Keys(held: Held) -> impl IntoView {
    let close = Callback::new(move |()| held.desk.together.set(false));
    let count = Memo::new(move |_| {
        held.rows
            .with(|rows| ordinary(rows.as_deref().unwrap_or_default()).len())
    });
    let keys = move || {
        if held.failed.with(Option::is_some) {
            return view! { <Button label=desk::CLOSE test="together-close" look=Look::Primary on_press=close /> }
                .into_any();
        }
        let approve = move || {
            (count.get() > 0).then(|| {
                let press = Callback::new(move |()| held.approve());
                view! {
                    <Button
                        label=w::approve_these(count.get())
                        test="together-confirm"
                        look=Look::Primary
                        busy=held.busy
                        on_press=press
                    />
                }
            })
        };
        view! {
            <Button label=desk::CANCEL test="together-cancel" on_press=close />
            {changing(approve)}
        }
        .into_any()
    };
    view! { <div class="dialog-actions dialog-actions-sticky">{changing(keys)}</div> }
}

fn summary(rows: &[BatchRow]) -> AnyView {
    let (ordinary, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.left_out.is_empty());
    let none = ordinary.is_empty().then(|| view! { <p>{w::NONE_TOGETHER}</p> });
    let to_approve = (!ordinary.is_empty()).then(|| {
        let rows = ordinary
            .iter()
            .map(|row| item("together-row", line(&row.row), approving(row)));
        part(w::to_approve(ordinary.len()), None, rows.collect())
    });
    let left_out = (!others.is_empty()).then(|| {
        let rows = others
            .iter()
            .map(|row| item("together-left", line(&row.row), said(&row.left_out)));
        part(w::left_out_count(others.len()), Some(w::LEFT_OUT_MORE), rows.collect())
    });
    view! { {none}{to_approve}{left_out} }.into_any()
}

fn approving(row: &BatchRow) -> String {
    format!("{} · {}", w::signed_by(&row.signer), row.row.matter)
}

fn outcome(approved: usize, failed: Vec<(String, String)>) -> AnyView {
    let title = w::not_approved(failed.len());
    let rows = failed.into_iter().map(|(line, why)| item("together-failed", line, why));
    let rows = rows.collect();
    view! { <p>{w::said_approved(approved)}</p>{part(title, None, rows)} }.into_any()
}

fn part(title: String, hint: Option<&'static str>, rows: Vec<AnyView>) -> AnyView {
    let hint = hint.map(|hint| view! { <p class="field-hint">{hint}</p> });
    view! { <h3>{title}</h3>{hint}<ul class="together">{rows}</ul> }.into_any()
}

fn item(test: &'static str, line: String, more: String) -> AnyView {
    view! { <li data-test=test><strong>{line}</strong><span>{more}</span></li> }.into_any()
}
