//! Reading rule files: what is shipped, and that every bad one is refused by a plain fault that names the place.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod samples;

use cunfa_core::Mode;
use cunfa_core::rules::{
    Deduction, Direction, Period, Question, RoundedPart, Rounding, RuleFile, RuleFileError, RuleName, Rules, SHIPPED,
    shipped_for,
};
use proptest::prelude::*;
use samples::rules::{NANNING, anhui, nanning, village_of};

fn fault(text: &str) -> RuleFileError {
    RuleFile::read(text).unwrap_err()
}

fn changed(from: &str, to: &str) -> String {
    assert!(NANNING.contains(from), "{from}");
    NANNING.replace(from, to)
}

fn key(key: &str) -> String {
    key.to_owned()
}

#[test]
fn anhui_asks_for_four_hours_a_month_on_site_and_a_lecture_a_quarter_and_marks_the_rest_as_a_choice() {
    let rule = anhui();
    assert_eq!(
        (rule.on_site_minutes_per_month, rule.counted_modes.as_slice()),
        (240, &[Mode::OnSite][..])
    );
    assert_eq!(
        (rule.lectures, rule.lectures_per, rule.villages_per_counsel_max),
        (1, Period::Quarter, None)
    );
    let known = [Question::CountedModes];
    let open = Question::ALL.iter().filter(|question| !known.contains(question));
    assert!(
        open.clone().all(|question| rule.left_open.contains(question)),
        "{:?}",
        rule.left_open
    );
    assert!(rule.source.contains("未见原文"));
}

#[test]
fn nanning_gives_no_formula_for_less_pay_so_none_is_in_force_and_said_to_be_a_choice() {
    let rule = nanning();
    assert_eq!(rule.deduction, Deduction::None);
    for question in [
        Question::Deduction,
        Question::Overlap,
        Question::MakeUp,
        Question::Travel,
    ] {
        assert!(rule.left_open.contains(&question), "{question:?}");
    }
    assert!(
        !rule.left_open.contains(&Question::CountedModes),
        "the plan says: in the village"
    );
}

#[test]
fn each_bad_value_has_a_fault_of_its_own_that_names_the_key() {
    use RuleFileError::{BadDate, Missing, Negative, NotToml, Range, Shape, UnknownKey, UnknownMode, UnknownOption};
    let unknown = |name: &str, option: &str| UnknownOption {
        key: key(name),
        option: key(option),
    };
    let rounding = |text: &str| changed("rounding = \"none\"", &format!("rounding = {text}"));
    let deduction = |text: &str| changed("deduction = \"none\"", &format!("deduction = {text}"));
    let of = |name: &str| key(name);
    let bad = [
        (changed("lectures = 1\n", ""), Missing { key: of("lectures") }),
        (
            changed("effective_from = \"2016-11-18\"\n", ""),
            Missing {
                key: of("effective_from"),
            },
        ),
        (
            format!("{NANNING}\nminutes_per_lecture = 60\n"),
            UnknownKey {
                key: of("minutes_per_lecture"),
            },
        ),
        (format!("{NANNING}\nversion = 2\n"), NotToml { line: 24 }),
        ("这不是规则文件".to_owned(), NotToml { line: 1 }),
        (String::new(), Missing { key: of("id") }),
        (
            format!("id = {}1{}", "[".repeat(30_000), "]".repeat(30_000)),
            NotToml { line: 1 },
        ),
        ("#".repeat(65 * 1024), RuleFileError::TooLong),
        (
            changed("= 300", "= -1"),
            Negative {
                key: of("on_site_minutes_per_month"),
            },
        ),
        (
            changed("= 300", "= 300.5"),
            Shape {
                key: of("on_site_minutes_per_month"),
            },
        ),
        (
            changed("= 300", "= \"300\""),
            Shape {
                key: of("on_site_minutes_per_month"),
            },
        ),
        (
            changed("= 300", "= 44641"),
            Range {
                key: of("on_site_minutes_per_month"),
            },
        ),
        (
            changed("= 300", "= 9223372036854775807"),
            Range {
                key: of("on_site_minutes_per_month"),
            },
        ),
        (changed("= 300", "= 9223372036854775808"), NotToml { line: 8 }),
        (
            changed("lectures = 1", "lectures = 1001"),
            Range { key: of("lectures") },
        ),
        (
            changed("max = 5", "max = 0"),
            Range {
                key: of("villages_per_counsel_max"),
            },
        ),
        (changed("version = 1", "version = 0"), Range { key: of("version") }),
        (changed("\"nanning-2016\"", "\" \""), Range { key: of("id") }),
        (changed("\"4501\"", "\"450\""), Range { key: of("area") }),
        (changed("\"4501\"", "\"４５０１\""), Range { key: of("area") }),
        (
            changed("\"2016-11-18\"", "\"2016-02-30\""),
            BadDate {
                key: of("effective_from"),
            },
        ),
        (
            changed("\"2016-11-18\"", "\"去年\""),
            BadDate {
                key: of("effective_from"),
            },
        ),
        (
            changed("\"2016-11-18\"", "2016-11-18T09:00:00"),
            BadDate {
                key: of("effective_from"),
            },
        ),
        (
            changed("\"2016-11-18\"", "20161118"),
            Shape {
                key: of("effective_from"),
            },
        ),
        (
            changed("\"2016-11-18\"", "\"0016-11-18\""),
            Range {
                key: of("effective_from"),
            },
        ),
        (
            format!("effective_until = \"2016-11-18\"\n{NANNING}"),
            Range {
                key: of("effective_until"),
            },
        ),
        (
            format!("replaces = {{ id = \"a\" }}\n{NANNING}"),
            Missing {
                key: of("replaces.version"),
            },
        ),
        (
            changed("[\"on_site\"]", "[]"),
            Range {
                key: of("counted_modes"),
            },
        ),
        (
            changed("[\"on_site\"]", "[\"on_site\", \"on_site\"]"),
            Range {
                key: of("counted_modes"),
            },
        ),
        (
            changed("[\"on_site\"]", "[\"by_pigeon\"]"),
            UnknownMode { mode: key("by_pigeon") },
        ),
        (
            changed("[\"on_site\"]", "[7]"),
            Shape {
                key: of("counted_modes"),
            },
        ),
        (changed("= \"year\"", "= \"week\""), unknown("lectures_per", "week")),
        (changed("= \"date\"", "= \"moon\""), unknown("month_boundary", "moon")),
        (changed("\"travel\"]", "\"weather\"]"), unknown("left_open", "weather")),
        (
            changed("months = 0", "months = 13"),
            Range {
                key: of("make_up_months"),
            },
        ),
        (rounding("\"much\""), unknown("rounding", "much")),
        (
            rounding("{ to_minutes = 7, direction = \"up\", of = \"entry\" }"),
            Range { key: of("rounding") },
        ),
        (
            rounding("{ to_minutes = -5, direction = \"up\", of = \"entry\" }"),
            Negative {
                key: of("rounding.to_minutes"),
            },
        ),
        (
            rounding("{ to_minutes = 5, direction = \"left\", of = \"entry\" }"),
            unknown("rounding.direction", "left"),
        ),
        (
            rounding("{ to_minutes = 5, direction = \"up\", of = \"entry\", more = 1 }"),
            UnknownKey {
                key: of("rounding.more"),
            },
        ),
        (deduction("12.5"), Shape { key: of("deduction") }),
        (
            deduction("{ times_per_month = 2, fen_per_time = 50.5, cap_fen_per_month = 1 }"),
            Shape {
                key: of("deduction.fen_per_time"),
            },
        ),
        (
            deduction("{ times_per_month = 2, fen_per_time = 99999999, cap_fen_per_month = 1 }"),
            Range { key: of("deduction") },
        ),
    ];
    for (text, expected) in bad {
        assert_eq!(
            fault(&text),
            expected,
            "{}",
            text.chars().take(2_000).collect::<String>()
        );
    }
}

#[test]
fn every_option_of_a_rule_file_is_read() {
    let text = changed(
        "rounding = \"none\"",
        "rounding = { to_minutes = 15, direction = \"nearest\", of = \"month\" }",
    );
    let text = text.replace(
        "deduction = \"none\"",
        "deduction = { times_per_month = 2, fen_per_time = 5000, cap_fen_per_month = 8000 }",
    );
    let more = "replaces = { id = \"nanning-2010\", version = 3 }\neffective_until = 2027-01-01\n";
    let rule = RuleFile::read(&format!("{more}{text}")).unwrap();
    let rounding = Rounding {
        to_minutes: 15,
        direction: Direction::Nearest,
        of: RoundedPart::Month,
    };
    assert_eq!(rule.rounding, Some(rounding));
    assert_eq!(rule.effective_until, Some(samples::day("2027-01-01")));
    let replaced = RuleName {
        id: "nanning-2010".to_owned(),
        version: 3,
    };
    assert_eq!(rule.replaces, Some(replaced));
    let times = Deduction::PerMissingTime {
        times_per_month: 2,
        fen_per_time: 5_000,
        cap_fen_per_month: 8_000,
    };
    assert_eq!(rule.deduction, times);
    let proportional = changed("deduction = \"none\"", "deduction = \"proportional\"");
    assert_eq!(
        RuleFile::read(&proportional).unwrap().deduction,
        Deduction::Proportional
    );
}

#[test]
fn a_server_begins_with_the_shipped_rules_of_its_villages_places_else_with_nannings() {
    let anqing = "340802001001".parse().unwrap();
    assert_eq!(shipped_for([&village_of(1)]), [SHIPPED[0]]);
    assert_eq!(shipped_for([&anqing]), [SHIPPED[1]]);
    assert_eq!(shipped_for([&anqing, &village_of(1)]), SHIPPED);
    assert_eq!(shipped_for([&"110101001001".parse().unwrap()]), [SHIPPED[0]]);
}

proptest! {
    #[test]
    fn no_text_is_too_strange_to_be_refused(text in any::<String>()) {
        prop_assert!(RuleFile::read(&text).is_err());
        let rules = Rules::read([text.as_str()], &SHIPPED);
        prop_assert!(rules.timeline_of(&village_of(1)).is_some());
    }

    #[test]
    fn a_rule_file_with_a_part_torn_out_or_put_in_is_read_or_refused(
        at in 0..NANNING.len(), length in 0usize..200, new in "[-\"0-9a-z_= \\n{}\\[\\].#]{0,12}",
    ) {
        let cut = |at: usize| (0..=at.min(NANNING.len())).rev().find(|at| NANNING.is_char_boundary(*at)).unwrap();
        let (from, to) = (cut(at), cut(at + length));
        let _ = RuleFile::read(&format!("{}{new}{}", &NANNING[..from], &NANNING[to..]));
    }
}
