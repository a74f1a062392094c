//! Where a number comes from, the same way on every desk: a village's months, each entry's minutes counted or left out and why, every step to the
//! sum, and the rule file with its version. What months, villages and areas come to together is shown as what is added up, each of it opening to this.

use chrono::Datelike as _;
use cunfa_core::rules::{Basis, Line, Tally};
use cunfa_protocol::view::{GridCell, HalfVillage, VillageRow, VillageStanding};
use leptos::prelude::*;

use crate::components::{RuleFaults, RuleOf, Steps};
use crate::later::parts;
use crate::model::hours;
use crate::words::{desk as words, field, report, rules, when};

/// Some months of one village.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    village: VillageRow,
    months: Vec<Month>,
    rules: Vec<Basis>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
struct Month {
    tally: Tally,
    /// How the village stands in it, and who serves it.
    notes: Vec<String>,
    /// What is to be said of the sum.
    standing: String,
}

impl Explained {
    /// The month of a desk's grid, from the entries.
    #[must_use]
    pub fn of_cell(cell: GridCell, rules: Vec<Basis>) -> Explained {
        let month = Month {
            notes: words::standing(&cell.standing).into_iter().collect(),
            standing: standing(&cell),
            tally: cell.tally,
        };
        Explained {
            village: cell.village,
            months: vec![month],
            rules,
        }
    }

    /// Months of a half-year, from figures: those that are wanted.
    #[must_use]
    pub fn of_half(half: &HalfVillage, wanted: impl Fn(&Tally) -> bool) -> Explained {
        let mut months: Vec<Month> = half
            .tallies
            .iter()
            .filter(|tally| wanted(tally))
            .map(|tally| of_figures(half, tally))
            .collect();
        // The lectures of a period are all in its last month.
        for at in 1..months.len() {
            if let [earlier, later] = months.get_mut(at - 1..=at).unwrap_or_default()
                && earlier.tally.lectures_per == later.tally.lectures_per
                && earlier.tally.lectures_per.first_day(later.tally.month)
                    == earlier.tally.lectures_per.first_day(earlier.tally.month)
            {
                earlier.tally.lecture_lines.clear();
            }
        }
        Explained {
            village: half.row.village.clone(),
            months,
            rules: half.rules.clone(),
        }
    }
}

fn of_figures(half: &HalfVillage, tally: &Tally) -> Month {
    let of = half.row.assessed.months.iter().find(|month| month.month == tally.month);
    let serving = of.map(|month| {
        let serving = month.serving.iter().map(|person| {
            let found = half.names.iter().find(|(id, _)| id == person);
            found.map_or(report::UNKNOWN, |(_, name)| name.as_str())
        });
        let serving: Vec<&str> = serving.collect();
        report::serving(&serving, month.ground)
    });
    let over = of.is_none_or(|month| month.over);
    Month {
        notes: serving.into_iter().collect(),
        standing: match (over, tally.missing_minutes()) {
            (false, _) => report::RUNNING.to_owned(),
            (true, 0) => words::DUTY_MET.to_owned(),
            (true, missing) => words::duty_missing(&hours::length(missing)),
        },
        tally: tally.clone(),
    }
}

/// 已达到, or what is missing; of a merged village, that nothing is owed.
#[must_use]
pub fn standing(cell: &GridCell) -> String {
    match (&cell.standing, cell.tally.missing_minutes()) {
        (VillageStanding::Merged { .. }, _) => words::NOTHING_OWED.to_owned(),
        (VillageStanding::Served | VillageStanding::Unserved, 0) => words::DUTY_MET.to_owned(),
        (VillageStanding::Served | VillageStanding::Unserved, missing) => words::duty_missing(&hours::length(missing)),
    }
}

parts! {
    /// All of it.
    pub fn explained(of: Explained) {
        shown(of)
    }
}

fn shown(of: Explained) -> impl IntoView {
    let months = of.months.into_iter().map(|one| month(one, &of.rules)).collect_view();
    view! {
        <div class="explain" data-test="explanation">
            <h3>{of.village.township}" · "{of.village.name}</h3>
            {months}
        </div>
    }
}

fn month(of: Month, bases: &[Basis]) -> impl IntoView + use<> {
    let tally = of.tally;
    let basis = tally.basis(bases).cloned();
    let faults = basis.as_ref().map(|basis| basis.faults.clone()).unwrap_or_default();
    let sum = words::counted_of_owed(
        &hours::length(tally.counted_minutes),
        &hours::length(tally.owed_minutes),
    );
    let lectures = report::lectures_of_owed(tally.lectures, tally.owed_lectures, tally.lectures_per);
    let notes = of
        .notes
        .into_iter()
        .map(|note| view! { <p class="check-made">{note}</p> });
    let lines = if tally.lines.is_empty() {
        view! { <p class="field-hint">{words::NO_LINES}</p> }.into_any()
    } else {
        lines(&tally)
    };
    view! {
        <section class="explain" data-test="explained-month">
            <h4>{words::month_title(tally.month.year(), tally.month.month())}</h4>
            {notes.collect_view()}
            <RuleFaults faults=faults />
            <p class="explain-sum"><strong>{sum}</strong>" "{of.standing}</p>
            {lines}
            <p>{lectures}</p>
            <Steps tally=tally />
            {basis.map(|basis| view! { <RuleOf basis=basis /> })}
        </section>
    }
}

/// Figures tell no numbers of entries.
fn lines(tally: &Tally) -> AnyView {
    let whole: u32 = tally.lines.iter().map(|line| line.minutes).sum();
    let rows: Vec<_> = tally.lines.iter().map(line).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=words::LINES_TABLE>
            <table role="table" class="table" data-test="explained-lines">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words::COL_DATE}</th>
                        <th role="columnheader" scope="col">{words::COL_WHOLE}</th>
                        <th role="columnheader" scope="col">{words::COL_COUNTED}</th>
                        <th role="columnheader" scope="col">{words::COL_WHY}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
                <tfoot role="rowgroup">
                    <tr role="row">
                        <th role="rowheader" scope="row">{words::TOTAL}</th>
                        <td role="cell" data-label=words::COL_WHOLE>{hours::length(whole)}</td>
                        <td role="cell" data-label=words::COL_COUNTED>{hours::length(tally.counted_minutes)}</td>
                        <td role="cell"></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn line(line: &Line) -> impl IntoView + use<> {
    let out = line.counted.left_out.iter();
    let out = out.map(|(why, minutes)| words::left_out(*why, &hours::length(*minutes)));
    let why: Vec<String> = out.chain(rules::rounded(line.counted.rounding)).collect();
    let why = if why.is_empty() {
        words::ALL_COUNTED.to_owned()
    } else {
        why.join("；")
    };
    let number = (!line.number.is_empty()).then(|| view! { <small>{field::number(&line.number)}</small> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{when::day(line.date)}{number}</th>
            <td role="cell" data-label=words::COL_WHOLE>{hours::length(line.minutes)}</td>
            <td role="cell" data-label=words::COL_COUNTED>{hours::length(line.counted.minutes)}</td>
            <td role="cell" data-label=words::COL_WHY>{why}</td>
        </tr>
    }
}
