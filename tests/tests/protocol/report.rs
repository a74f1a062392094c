//! The reports of the county and the city, as they are asked for and shown.

use std::collections::BTreeMap;

use cunfa_core::assessment::{
    AssessedCounsel, AssessedMonth, AssessedVillage, Conclusion, Coverage, Entries, Ground, LectureDuty, Limit,
    MonthSum, Paid, PaySum, ScoreLine, Scored, Scores,
};
use cunfa_core::register::Verdict;
use cunfa_core::rules::{Measure, Pay, PayReason, PayStep, Period, ScoreItem, ScoreSheet};
use cunfa_protocol::view::{
    AreaRow, CityYear, Counties, CountyRow, CountyState, CountyYear, HalfVillage, HalfYear, LogState, ReportCounsel,
    ReportData, ReportHead, ReportVillage, SheetOfRule, YearReport,
};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn steps() -> Vec<PayStep> {
    let (missing, owed) = (100, 300);
    let reasons = [
        (PayReason::Base, 60_000),
        (PayReason::MissingMinutes { missing, owed }, -20_000),
        (
            PayReason::MissingTimes {
                held: 1,
                owed: 4,
                fen_per_time: 10_000,
            },
            -30_000,
        ),
        (PayReason::Cap { fen: 15_000 }, 15_000),
        (PayReason::NotBelowNothing, 1),
    ];
    reasons.map(|(what, fen)| PayStep { what, fen }).to_vec()
}

fn pay() -> Pay {
    Pay {
        rule: s::rule_name(1),
        month: s::tally().month,
        steps: steps(),
        fen: 25_001,
    }
}

fn paid() -> Vec<Paid> {
    vec![Paid::Steps(pay()), Paid::NoFee, Paid::Running]
}

fn entries() -> Entries {
    Entries {
        all: 9,
        unsigned: 1,
        unreviewed: 2,
        returned: 1,
    }
}

fn month() -> AssessedMonth {
    AssessedMonth {
        month: s::tally().month,
        rule: s::rule_name(1),
        over: true,
        owed_minutes: 300,
        counted_minutes: 150,
        made_up_minutes: 50,
        missing_minutes: 100,
        lectures: 1,
        entries: entries(),
        serving: vec![s::person_id()],
        ground: Ground::Appointed,
        pay: vec![Paid::Steps(pay())],
    }
}

fn duty() -> LectureDuty {
    LectureDuty {
        from: s::tally().month,
        period: Period::Quarter,
        month: s::tally().month,
        rule: s::rule_name(1),
        held: 1,
        owed: 2,
        due: true,
    }
}

fn village() -> AssessedVillage {
    AssessedVillage {
        village: s::village_code(),
        months: vec![month()],
        lectures: vec![duty()],
    }
}

fn scored() -> Vec<Scored> {
    vec![
        Scored::Counted {
            part: 560,
            whole: 1_800,
            tenths: 124,
        },
        Scored::ByHand,
        Scored::NotDue,
        Scored::Nothing,
        Scored::NotRegistered,
    ]
}

fn line() -> ScoreLine {
    ScoreLine {
        key: "on_site".to_owned(),
        measure: Measure::OnSite,
        scored: scored()[0],
        given: Some(130),
    }
}

fn scores() -> Scores {
    Scores {
        rule: s::rule_name(1),
        lines: vec![line()],
    }
}

fn item() -> ScoreItem {
    ScoreItem {
        key: "training".to_owned(),
        title: "参加培训".to_owned(),
        points: 5,
        measure: Measure::Training,
        needed: Some(1),
    }
}

fn sheet() -> ScoreSheet {
    ScoreSheet {
        title: "评分表（示例）".to_owned(),
        source: "示例".to_owned(),
        items: vec![item()],
    }
}

fn conclusion() -> Conclusion {
    Conclusion {
        scores: BTreeMap::from([("on_site".to_owned(), 130)]),
        verdict: Verdict::Basic,
        note: "补足讲座".to_owned(),
        by: "农雪梅".to_owned(),
        at_ms: 1_795_430_700_000,
    }
}

fn pay_sum() -> PaySum {
    PaySum {
        months: 5,
        months_without: 1,
        base_fen: 300_000,
        fen: 280_000,
    }
}

fn counsel() -> AssessedCounsel {
    AssessedCounsel {
        counsel: s::person_id(),
        villages: vec![s::village_code()],
        months: 6,
        met_months: 1,
        owed_minutes: 1_800,
        counted_minutes: 560,
        missing_minutes: 1_240,
        lectures_held: 1,
        lectures_owed: 2,
        lectures_missing: 1,
        entries: entries(),
        trainings: Some(1),
        pay: pay_sum(),
        scores: Some(scores()),
        concluded: Some(conclusion()),
    }
}

fn coverage() -> Coverage {
    Coverage {
        villages: 200,
        with_counsel: 198,
        met: 150,
        months: 1_200,
        met_months: 1_000,
        owed_minutes: 360_000,
        counted_minutes: 340_000,
        missing_minutes: 30_000,
        lectures_held: 180,
        lectures_owed: 200,
        lectures_missing: 20,
        entries: entries(),
        counsel: 60,
        trained: Some(58),
    }
}

fn limits() -> Vec<Limit> {
    vec![
        Limit::Overlap,
        Limit::OverlapElsewhere,
        Limit::Sitting,
        Limit::Running {
            month: s::tally().month,
        },
        Limit::Early {
            month: s::tally().month,
        },
        Limit::Supposed { villages: 3 },
        Limit::WholeMonth,
        Limit::NoFee { months: 6 },
        Limit::NoTraining,
        Limit::NoSheet,
    ]
}

pub fn data() -> ReportData {
    ReportData {
        figures: 1_210,
        registers: 1_198,
        waiting: 2,
        came_ms: Some(1_795_399_200_000),
        log: Some(LogState {
            epoch: 1,
            sequence: 1_204,
            acts: 3_310,
            root: s::digest(),
            at_ms: 1_795_430_700_000,
        }),
    }
}

fn head() -> ReportHead {
    ReportHead {
        made_at: s::date().and_hms_opt(9, 30, 0).unwrap(),
        made_by: "农雪梅".to_owned(),
        role: cunfa_core::Role::County,
        months: vec![s::tally().month],
        data: data(),
        rules: vec![s::basis()],
        limits: limits(),
    }
}

fn sheet_of_rule() -> SheetOfRule {
    SheetOfRule {
        rule: s::rule_name(1),
        sheet: sheet(),
    }
}

fn report_counsel() -> ReportCounsel {
    ReportCounsel {
        name: "𡌶小明".to_owned(),
        assessed: counsel(),
    }
}

fn report_village() -> ReportVillage {
    ReportVillage {
        village: s::village_row(),
        assessed: village(),
    }
}

fn area() -> AreaRow {
    AreaRow {
        area: s::area(),
        name: "三塘镇".to_owned(),
        coverage: coverage(),
    }
}

fn half_year() -> HalfYear {
    HalfYear {
        first: s::date(),
        head: head(),
        sheets: vec![sheet_of_rule()],
        counsel: vec![report_counsel()],
        villages: vec![report_village()],
        areas: vec![area()],
    }
}

fn half_village() -> HalfVillage {
    HalfVillage {
        first: s::date(),
        row: report_village(),
        tallies: vec![s::tally()],
        rules: vec![s::basis()],
        names: vec![(s::person_id(), "𡌶小明".to_owned())],
    }
}

fn month_sum() -> MonthSum {
    MonthSum {
        month: s::tally().month,
        over: false,
        met: 150,
        owed_minutes: 60_000,
        counted_minutes: 58_000,
        missing_minutes: 4_000,
        lectures: 30,
        entries: entries(),
    }
}

fn year_report() -> YearReport {
    YearReport {
        first: s::date(),
        head: head(),
        areas: vec![area()],
        months: vec![month_sum()],
        without: vec![s::village_row()],
    }
}

fn county_year() -> CountyYear {
    CountyYear {
        number: 1,
        area: s::village_code().county(),
        name: "兴宁区".to_owned(),
        head: head(),
        coverage: coverage(),
        months: vec![month_sum()],
        without: 3,
        requests: 1,
    }
}

fn city_year() -> CityYear {
    CityYear {
        first: s::date(),
        counties: vec![county_year()],
        closed: 1,
        sum: coverage(),
        without: 3,
        requests: 1,
        months: vec![month_sum()],
    }
}

fn county_states() -> Vec<CountyState> {
    vec![
        CountyState::Open {
            area: s::village_code().county(),
            name: "兴宁区".to_owned(),
            unsent: 2,
            last_done_ms: Some(1_795_399_200_000),
        },
        CountyState::Closed {
            wait_ms: 0,
            tries_left: 9,
        },
        CountyState::Damaged,
    ]
}

fn county_row() -> CountyRow {
    let state = county_states().swap_remove(0);
    CountyRow {
        number: 1,
        server: "https://cunfa.invalid".to_owned(),
        state,
    }
}

fn counties() -> Counties {
    Counties {
        counties: vec![county_row()],
        shown: 1,
        can_join: true,
    }
}

pub fn commands() -> Vec<Command> {
    let (day, village) = (s::date(), s::village_code());
    vec![
        c::HalfYear { day }.into(),
        c::HalfVillage { day, village }.into(),
        c::YearReport { day }.into(),
        c::Counties {}.into(),
        c::JoinCounty {
            server: "https://cunfa.invalid".to_owned(),
            code: "ABCDE-23456".to_owned(),
            pin: "258013".to_owned(),
        }
        .into(),
        c::GoToCounty { number: 1 }.into(),
        c::OpenCounty {
            number: 1,
            pin: "258013".to_owned(),
            code: Some("ABCDE-23456".to_owned()),
        }
        .into(),
        c::CityYear { day }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::HalfYear(half_year()),
        Reply::HalfVillage(half_village()),
        Reply::YearReport(year_report()),
        Reply::Counties(counties()),
        Reply::JoinCounty(counties()),
        Reply::GoToCounty(counties()),
        Reply::OpenCounty(counties()),
        Reply::CityYear(city_year()),
    ]
}

#[test]
fn an_assessment_is_written_like_this() {
    held("assessed-AssessedCounsel", &[counsel()]);
    held("assessed-AssessedMonth", &[month()]);
    held("assessed-AssessedVillage", &[village()]);
    held("assessed-Entries", &[entries()]);
    held("assessed-LectureDuty", &[duty()]);
    held("assessed-Paid", &paid());
    held("assessed-PaySum", &[pay_sum()]);
    held("assessed-ScoreLine", &[line()]);
    held("assessed-Scored", &scored());
    held("assessed-Scores", &[scores()]);
    held("coverage-Coverage", &[coverage()]);
    held("coverage-MonthSum", &[month_sum()]);
    held("limit-Limit", &limits());
    held("sources-Conclusion", &[conclusion()]);
    held("sources-Ground", Ground::ALL);
    held("pay-Pay", &[pay()]);
    held("pay-PayStep", &steps());
    held::<PayReason>(
        "pay-PayReason",
        &steps().iter().map(|step| step.what).collect::<Vec<_>>(),
    );
    held("score_sheet-Measure", Measure::ALL);
    held("score_sheet-ScoreItem", &[item()]);
    held("score_sheet-ScoreSheet", &[sheet()]);
}

#[test]
fn a_report_is_shown_like_this() {
    held("report-HalfYear", &[half_year()]);
    held("report-HalfVillage", &[half_village()]);
    held("report-YearReport", &[year_report()]);
    held("counties-Counties", &[counties()]);
    held("counties-CountyRow", &[county_row()]);
    held("counties-CountyState", &county_states());
    held("counties-CityYear", &[city_year()]);
    held("counties-CountyYear", &[county_year()]);
    held("report-ReportHead", &[head()]);
    held("report-ReportData", &[data()]);
    held("report-SheetOfRule", &[sheet_of_rule()]);
    held("report-ReportCounsel", &[report_counsel()]);
    held("report-ReportVillage", &[report_village()]);
    held("report-AreaRow", &[area()]);
}
