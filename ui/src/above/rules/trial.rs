//! What a rule file would change: what keeps it from being taken in, and every village of which a number would be another one, before and after.

use cunfa_protocol::view::{RuleDifference, RuleTried};
use leptos::prelude::*;

use super::super::heads;
use crate::clock;
use crate::components::{Banner, Readings, Tone};
use crate::words::{above, rule_editor as w};

const COLUMNS: [&str; 5] = [
    w::COL_VILLAGE,
    w::COL_COUNTED,
    w::COL_OWED,
    w::COL_MISSING,
    w::COL_LECTURES,
];

/// The whole of it.
pub(super) fn tried(tried: RuleTried) -> AnyView {
    let obstacles = obstacles(&tried);
    let came = match tried.came_ms {
        Some(ms) => view! { <p class="field-hint">{above::came(&clock::moment(ms))}</p> }.into_any(),
        None => view! { <Banner tone=Tone::Warning test="rule-no-figures"><p>{w::NO_FIGURES}</p></Banner> }.into_any(),
    };
    let back = tried
        .reaches_back
        .then(|| view! { <Banner tone=Tone::Warning test="rule-reaches-back"><p>{w::REACHES_BACK}</p></Banner> });
    let by =
        (!tried.counted_by.is_empty()).then(|| view! { <p class="field-hint">{w::counted_by(&tried.counted_by)}</p> });
    let said = w::summary(&tried);
    let from = format!("{} {}", tried.rule.title, w::from(tried.rule.effective_from));
    let untold = untold(&tried);
    let (rule, differences) = (tried.rule, differences(tried.differences));
    view! {
        <section class="stack" data-test="rule-tried">
            {obstacles}
            <h3>{w::RESULT}</h3>
            <p role="status" data-test="rule-summary">{said}</p>
            <p>{from}</p>
            {back}
            <Readings rule=rule />
            {by}
            {came}
            {differences}
            {untold}
            <p class="field-hint">{w::NOT_TRIED}</p>
        </section>
    }
    .into_any()
}

fn obstacles(tried: &RuleTried) -> Option<AnyView> {
    let other_area = tried.other_area.then(|| w::OTHER_AREA.to_owned());
    let faults = tried.faults.iter().map(w::obstacle).chain(other_area);
    let faults: Vec<_> = faults.map(|fault| view! { <li>{fault}</li> }).collect();
    if faults.is_empty() {
        return None;
    }
    Some(
        view! {
            <Banner tone=Tone::Error test="rule-obstacles">
                <p>{w::NOT_YET}</p>
                <ul>{faults}</ul>
            </Banner>
        }
        .into_any(),
    )
}

fn untold(tried: &RuleTried) -> Option<AnyView> {
    if tried.untold.is_empty() {
        return None;
    }
    let lines = tried.untold.iter().map(|one| view! { <li>{w::untold(*one)}</li> });
    Some(
        view! {
            <div data-test="rule-untold">
                <p class="field-hint">{w::UNTOLD}</p>
                <ul class="lines">{lines.collect_view()}</ul>
            </div>
        }
        .into_any(),
    )
}

fn differences(differences: Vec<RuleDifference>) -> Option<AnyView> {
    if differences.is_empty() {
        return None;
    }
    let rows: Vec<_> = differences.into_iter().map(row).collect();
    Some(
        view! {
            <h3>{w::DIFFERENCES}</h3>
            <p class="field-hint">{w::DIFFERENCES_LEAD}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=w::DIFFERENCES>
                <table role="table" class="table month-table" data-test="rule-differences">
                    {heads(&COLUMNS)}
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

fn row(of: RuleDifference) -> impl IntoView {
    let RuleDifference { village, now, then } = of;
    let steps = w::steps(&now, &then);
    let steps: Vec<_> = steps.into_iter().map(|step| view! { <small>{step}</small> }).collect();
    view! {
        <tr role="row" data-test="rule-difference">
            <th role="rowheader" scope="row">{village.name}<small>{village.township}</small></th>
            <td role="cell" data-label=w::COL_COUNTED>
                <span>{w::lengths(now.counted_minutes, then.counted_minutes)}{steps}</span>
            </td>
            <td role="cell" data-label=w::COL_OWED>{w::lengths(now.owed_minutes, then.owed_minutes)}</td>
            <td role="cell" data-label=w::COL_MISSING>{w::lengths(now.missing_minutes, then.missing_minutes)}</td>
            <td role="cell" data-label=w::COL_LECTURES>{w::lectures(&now, &then)}</td>
        </tr>
    }
}
