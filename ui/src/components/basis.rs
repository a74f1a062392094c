//! By what a month was counted: the steps after its entries, its lectures, the rule file with every reading of it, and what is wrong with
//! the files at hand.

use cunfa_core::rules::{Basis, RuleFault, RuleFile, Tally};
use leptos::prelude::*;

use crate::later::{later, parts};
use crate::words::{field, rules as w};

/// What is wrong; nothing when nothing is.
#[component]
pub fn RuleFaults(faults: Vec<RuleFault>) -> impl IntoView {
    (!faults.is_empty()).then(|| later(move || sentences(faults.clone())))
}

parts! {
    fn sentences(faults: Vec<RuleFault>) {
        let said = faults
            .iter()
            .map(|one| view! { <p class="field-hint" data-test="rule-fault">{w::fault(one)}</p> });
        said.collect_view()
    }
}

/// The steps from a month's entries to its numbers.
#[component]
pub fn Steps(tally: Tally) -> impl IntoView {
    let rounded = w::month_rounded(tally.rounding);
    let by = tally.made_up_by.iter().map(w::made_up_by);
    let made_up = by.chain(tally.made_up_for.iter().map(w::made_up_for));
    let lectures = tally.lecture_lines.iter();
    // Figures tell no numbers.
    let number = |number: &str| (!number.is_empty()).then(|| field::number(number));
    let lectures = lectures.map(|line| format!("{} · {}", w::LECTURES, w::lecture(line, number(&line.number))));
    let steps: Vec<String> = rounded.into_iter().chain(made_up).chain(lectures).collect();
    (!steps.is_empty()).then(|| {
        let steps = steps.into_iter().map(|step| view! { <li>{step}</li> });
        view! { <ul class="lines" data-test="steps">{steps.collect_view()}</ul> }
    })
}

/// The rule file.
#[component]
pub fn RuleOf(basis: Basis) -> impl IntoView {
    view! {
        <p class="field-hint" data-test="rule">{w::title(&basis.rule)}</p>
        <Readings rule=basis.rule />
    }
}

/// Every reading of a rule file, in a fold.
#[component]
pub fn Readings(rule: RuleFile) -> impl IntoView {
    let readings = w::readings(&rule)
        .into_iter()
        .map(|one| view! { <li>{one}</li> })
        .collect_view();
    view! {
        <details class="counted" data-test="readings">
            <summary>{w::HOW}</summary>
            <p class="field-hint">{w::source(&rule)}</p>
            <ul>{readings}</ul>
            <p class="field-hint">{w::BY_FIRST_DAY}</p>
        </details>
    }
}
