//! One counsel's half-year: every score with both its numbers, and every month's pay step by step.

use cunfa_core::PersonId;
use cunfa_core::assessment::{AssessedCounsel, AssessedMonth, Conclusion, Paid, Scores};
use cunfa_core::rules::ScoreSheet;
use cunfa_protocol::view::{HalfYear, ReportCounsel};
use leptos::prelude::*;

use super::closer::Path;
use super::{Row, head_lines, names, table};
use crate::clock;
use crate::words::report as w;

/// A name, or that nobody knows it.
pub(super) fn name(of: &ReportCounsel) -> &str {
    if of.name.is_empty() { w::UNKNOWN } else { &of.name }
}

/// The sheet a counsel is scored by.
fn sheet<'h>(half: &'h HalfYear, of: &AssessedCounsel) -> Option<&'h ScoreSheet> {
    let rule = &of.scores.as_ref()?.rule;
    let found = half.sheets.iter().find(|one| one.rule == *rule);
    found.map(|one| &one.sheet)
}

/// The sum of the scores: by the sheet, else what the county registered.
pub(super) fn total(half: &HalfYear, of: &AssessedCounsel) -> Option<String> {
    let counted = of.scores.as_ref().zip(sheet(half, of));
    let counted = counted.map(|(scores, sheet)| w::total(&scores.total(sheet)));
    counted.or_else(|| given(of).map(w::total_given))
}

/// The sum that the county registered, where no sheet gives one.
fn given(of: &AssessedCounsel) -> Option<u32> {
    if of.scores.is_some() {
        return None;
    }
    of.concluded.as_ref()?.total()
}

/// The counsel.
pub(super) fn shown(half: &HalfYear, person: PersonId, path: Path) -> AnyView {
    let Some(of) = half.counsel.iter().find(|of| of.assessed.counsel == person) else {
        return path.back();
    };
    let it = &of.assessed;
    let scores = it.scores.as_ref().zip(sheet(half, it)).map(|(scores, sheet)| {
        view! {
            <h4>{w::SCORES}" · "{sheet.title.clone()}</h4>
            {score_table(scores, sheet)}
            <p><strong>{w::total(&scores.total(sheet))}</strong></p>
            <p class="check-made">{sheet.source.clone()}</p>
            <p class="check-made">{w::by_rule(&scores.rule)}</p>
        }
    });
    let registered = given(it).map(|tenths| {
        view! {
            <h4>{w::SCORES}</h4>
            <p data-test="half-total-given"><strong>{w::total_given(tenths)}</strong></p>
        }
    });
    view! {
        {path.back()}
        <article class="check-sheet report-sheet" data-test="half-one">
            <h3>{name(of).to_owned()}" · "{w::half_title(half.first)}</h3>
            {head_lines(&half.head)}
            <p>{w::minutes(it.counted_minutes, it.owed_minutes, it.missing_minutes)}" · "{w::entries(&it.entries)}</p>
            {scores}
            {registered}
            <h4>{w::PAY}</h4>
            {pay_table(half, person)}
            <p><strong data-test="half-pay">{w::pay(it)}</strong></p>
            <h4>{w::CONCLUDED}</h4>
            {concluded(it.concluded.as_ref())}
        </article>
    }
    .into_any()
}

fn score_table(scores: &Scores, sheet: &ScoreSheet) -> AnyView {
    let rows = sheet.items.iter().filter_map(|item| {
        let line = scores.lines.iter().find(|line| line.key == item.key)?;
        let cells = vec![
            item.points.to_string(),
            w::scored(&line.scored),
            w::counted(line),
            w::given(line),
        ];
        Some(Row::new(item.title.clone().into_any(), cells))
    });
    let heads = [w::COL_ITEM, w::COL_POINTS, w::COL_HOW, w::COL_COUNTED, w::COL_GIVEN];
    table(w::SCORES, "half-scores", names(&heads), rows.collect())
}

/// A row for each village and month the counsel serves.
fn pay_table(half: &HalfYear, person: PersonId) -> AnyView {
    let served = half.villages.iter().flat_map(|of| {
        let months = of.assessed.months.iter();
        months.filter_map(move |month| Some((&of.village.name, month, paid(month, person)?)))
    });
    let rows = served.map(|(village, month, paid)| {
        let cells = vec![
            w::month(month.month),
            w::ground(month.ground).to_owned(),
            w::month_minutes(
                month.over,
                month.counted_minutes,
                month.owed_minutes,
                month.missing_minutes,
            ),
            steps(paid),
            w::paid(paid),
            w::by_rule(&month.rule),
        ];
        Row::new(village.clone().into_any(), cells)
    });
    let heads = [
        w::COL_VILLAGE,
        w::COL_MONTH,
        w::COL_FROM,
        w::COL_HOURS,
        w::COL_HOW,
        w::COL_PAY,
        w::COL_RULE,
    ];
    table(w::PAY, "half-pays", names(&heads), rows.collect())
}

fn paid(month: &AssessedMonth, person: PersonId) -> Option<&Paid> {
    let at = month.serving.iter().position(|serving| *serving == person)?;
    month.pay.get(at)
}

fn steps(paid: &Paid) -> String {
    match paid {
        Paid::Steps(pay) => {
            let steps: Vec<String> = pay.steps.iter().map(w::step).collect();
            steps.join("；")
        }
        Paid::NoFee | Paid::Running => w::NONE.to_owned(),
    }
}

fn concluded(one: Option<&Conclusion>) -> impl IntoView + use<> {
    let said = one.map_or_else(
        || w::NOT_CONCLUDED.to_owned(),
        |one| w::concluded(one, &clock::moment(one.at_ms)),
    );
    view! { <p data-test="half-concluded">{said}</p> }
}
