//! A set of rule files in time: which holds when, and every fault of a set.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::rules::{RuleFault, RuleFile, RuleName, Rules, SHIPPED, Timeline};
use proptest::prelude::*;
use samples::day;
use samples::rules::{NANNING, nanning, village_of};

fn name(id: &str) -> RuleName {
    RuleName {
        id: id.to_owned(),
        version: 1,
    }
}

fn file(id: &str, from: &str, replaces: Option<&str>) -> RuleFile {
    RuleFile {
        id: id.to_owned(),
        effective_from: day(from),
        replaces: replaces.map(name),
        ..nanning()
    }
}

fn until(file: RuleFile, until: &str) -> RuleFile {
    RuleFile {
        effective_until: Some(day(until)),
        ..file
    }
}

fn faults(files: &[RuleFile]) -> Vec<RuleFault> {
    Timeline::check(files.to_vec()).unwrap_err()
}

#[test]
fn each_date_is_counted_by_the_last_rule_file_that_took_effect() {
    let files = vec![
        until(file("b", "2027-01-01", Some("a")), "2028-01-01"),
        file("a", "2016-11-18", None),
        file("c", "2028-01-01", None),
    ];
    let timeline = Timeline::check(files).unwrap();
    let on = |date| timeline.on(day(date)).id.clone();
    assert_eq!(
        ["2016-11-18", "2026-12-31", "2027-01-01", "2028-01-01"].map(on),
        ["a", "a", "b", "c"]
    );
    assert_eq!(on("2001-01-01"), "a", "and before the first, by the first");
}

#[test]
fn a_set_of_rule_files_without_any_is_refused() {
    assert_eq!(faults(&[]), [RuleFault::Empty]);
}

#[test]
fn a_rule_file_made_by_hand_is_checked_like_one_that_was_read() {
    let ends_first = until(file("a", "2016-01-01", None), "2015-01-01");
    let error = cunfa_core::rules::RuleFileError::Range {
        key: "effective_until".to_owned(),
    };
    assert_eq!(faults(&[ends_first]), [RuleFault::Unreadable { position: 1, error }]);
}

#[test]
fn days_without_a_rule_are_found() {
    let files = [
        until(file("a", "2016-01-01", None), "2026-06-01"),
        file("b", "2026-07-01", None),
    ];
    let gap = RuleFault::Gap {
        before: name("a"),
        after: name("b"),
        from: day("2026-06-01"),
        until: day("2026-07-01"),
    };
    assert_eq!(faults(&files), [gap]);
}

#[test]
fn days_with_two_rules_are_found() {
    let overlap = |until: Option<&str>| RuleFault::Overlap {
        earlier: name("a"),
        later: name("b"),
        from: day("2026-07-01"),
        until: until.map(day),
    };
    let a = file("a", "2016-01-01", None);
    let b = file("b", "2026-07-01", None);
    assert_eq!(
        faults(&[a.clone(), b.clone()]),
        [overlap(None)],
        "nothing ends the first"
    );
    assert_eq!(
        faults(&[until(a.clone(), "2026-08-01"), b.clone()]),
        [overlap(Some("2026-08-01"))]
    );
    let short = until(b, "2026-09-01");
    let whole = [a, short, file("c", "2026-09-01", Some("a"))];
    assert_eq!(
        faults(&whole),
        [overlap(Some("2026-09-01"))],
        "and what begins later joins the one that held on"
    );
}

#[test]
fn rule_files_that_replace_each_other_in_a_circle_are_found() {
    let circle = |id: &str| RuleFault::Circle { rule: name(id) };
    let round = faults(&[
        file("a", "2016-01-01", Some("c")),
        file("b", "2017-01-01", Some("a")),
        file("c", "2018-01-01", Some("b")),
        file("d", "2019-01-01", Some("c")),
    ]);
    for id in ["a", "b", "c"] {
        assert!(round.contains(&circle(id)), "{id} in {round:?}");
    }
    assert!(!round.contains(&circle("d")), "who only leads into it is not in it");
    assert!(faults(&[file("a", "2016-01-01", Some("a"))]).contains(&circle("a")));
}

#[test]
fn a_wrong_succession_is_found() {
    let a = file("a", "2016-01-01", None);
    let unknown = RuleFault::ReplacesUnknown {
        rule: name("b"),
        replaced: name("x"),
    };
    assert!(faults(&[a.clone(), file("b", "2020-01-01", Some("x"))]).contains(&unknown));
    let later = RuleFault::ReplacesLater {
        rule: name("b"),
        replaced: name("a"),
    };
    assert!(faults(&[a.clone(), file("b", "2015-01-01", Some("a"))]).contains(&later));
    let twice = RuleFault::ReplacedTwice {
        replaced: name("a"),
        by: name("b"),
        also_by: name("c"),
    };
    let two = [
        a.clone(),
        file("b", "2020-01-01", Some("a")),
        file("c", "2021-01-01", Some("a")),
    ];
    assert!(faults(&two).contains(&twice));
    assert!(faults(&[a.clone(), a.clone()]).contains(&RuleFault::Twice { rule: name("a") }));
    let second = RuleFile {
        version: 2,
        ..file("a", "2015-01-01", None)
    };
    let backward = RuleFault::VersionsBackward {
        lower: name("a"),
        higher: second.name(),
    };
    assert!(faults(&[a.clone(), second]).contains(&backward));
    let abroad = RuleFile {
        area: "34".to_owned(),
        ..file("b", "2020-01-01", Some("a"))
    };
    assert_eq!(faults(&[a, abroad]), [RuleFault::TwoPlaces { rule: name("b") }]);
}

#[test]
fn a_rule_file_that_cannot_be_read_leaves_the_shipped_ones_in_force_and_is_told() {
    let bases = |texts: &[&str], date: &str| {
        let rules = Rules::read(texts.iter().copied(), &SHIPPED);
        rules.bases(day(date), [&village_of(1), &village_of(2)])
    };
    let basis = bases(&["not a rule file"], "2026-11-01");
    assert_eq!((basis.len(), basis[0].rule.id.as_str()), (1, "nanning-2016"));
    assert!(
        matches!(basis[0].faults[..], [RuleFault::Unreadable { position: 1, .. }]),
        "{basis:?}"
    );
    assert_eq!(bases(&[], "2026-11-01")[0].faults, []);
    let not_yet = RuleFault::NotYet {
        rule: name("nanning-2016"),
    };
    assert_eq!(bases(&[], "2016-11-01")[0].faults, [not_yet]);
}

#[test]
fn a_set_with_a_fault_still_counts_and_the_fault_is_told_beside_the_numbers() {
    let later = NANNING
        .replace("2016-11-18", "2027-01-01")
        .replace("nanning-2016", "nanning-2027");
    let rules = Rules::read([later.as_str(), NANNING], &SHIPPED);
    let on = |date| rules.bases(day(date), [&village_of(1)]).remove(0);
    assert_eq!(on("2026-12-31").rule.id, "nanning-2016");
    assert_eq!(on("2027-01-01").rule.id, "nanning-2027");
    assert!(matches!(on("2027-01-01").faults[..], [RuleFault::Overlap { .. }]));
    let joined = format!("replaces = {{ id = \"nanning-2016\", version = 1 }}\n{later}");
    let rules = Rules::read([joined.as_str(), NANNING], &SHIPPED);
    assert_eq!(rules.bases(day("2027-01-01"), [&village_of(1)])[0].faults, []);
}

#[test]
fn a_village_is_counted_by_the_rules_of_the_smallest_place_it_lies_in() {
    let own = NANNING
        .replace("\"4501\"", "\"450102\"")
        .replace("nanning-2016", "xingning");
    let rules = Rules::read([SHIPPED[1], NANNING, own.as_str()], &SHIPPED);
    let of = |village: &str| rules.bases(day("2026-11-01"), [&village.parse().unwrap()]).remove(0);
    assert_eq!(of("450102001003").rule.id, "xingning");
    assert_eq!(of("450103001003").rule.id, "nanning-2016");
    assert_eq!(of("340802001001").rule.id, "anhui-2021");
    let other = RuleFault::OtherPlace {
        rule: name("anhui-2021"),
    };
    assert_eq!(of("110101001001").faults, [other]);
}

fn any_files() -> impl Strategy<Value = Vec<RuleFile>> {
    let name = || ("[ab]", 1u32..3).prop_map(|(id, version)| RuleName { id, version });
    let date = || (0i32..3_000).prop_map(|days| chrono::NaiveDate::from_epoch_days(17_000 + days).unwrap());
    let one = (
        name(),
        date(),
        proptest::option::of(date()),
        proptest::option::of(name()),
    );
    let one = one.prop_map(|(name, effective_from, effective_until, replaces)| RuleFile {
        id: name.id,
        version: name.version,
        effective_from,
        effective_until,
        replaces,
        ..nanning()
    });
    proptest::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn a_set_that_is_accepted_has_exactly_one_rule_for_each_day(files in any_files()) {
        let Ok(timeline) = Timeline::check(files.clone()) else { return Ok(()) };
        let end = |file: &RuleFile| {
            let next = files.iter().find(|other| other.replaces == Some(file.name()));
            file.effective_until.or(next.map(|next| next.effective_from))
        };
        let last = files.iter().map(|file| file.effective_from).max().unwrap();
        for date in timeline.begins().iter_days().take_while(|date| *date <= last) {
            let holds = |file: &&RuleFile| file.effective_from <= date && end(file).is_none_or(|end| date < end);
            let holding: Vec<RuleName> = files.iter().filter(holds).map(RuleFile::name).collect();
            prop_assert_eq!(holding, [timeline.on(date).name()], "{}", date);
        }
    }
}
