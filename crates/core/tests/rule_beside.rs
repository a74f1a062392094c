//! A rule file beside those that are there: whether it fits among them, what it would change village by village, and the text of its next version.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod samples;

use cunfa_core::VillageCode;
use cunfa_core::rules::{RuleFault, RuleFile, RuleName, Rules, SHIPPED, Services, Trying, next_version};
use samples::day;
use samples::rules::{NANNING, anhui, minutes, nanning, of_villages, service, village_of};

fn name(version: u32) -> RuleName {
    RuleName {
        id: "nanning-2016".to_owned(),
        version,
    }
}

fn second(from: &str) -> String {
    next_version(NANNING, &nanning(), 2, day(from))
}

fn read(text: &str) -> RuleFile {
    RuleFile::read(text).unwrap()
}

fn faults(there: &[&str], rule: &RuleFile) -> Vec<RuleFault> {
    Rules::read(there.iter().copied(), &[]).faults_with(rule.clone())
}

fn villages() -> Vec<VillageCode> {
    vec![village_of(2), village_of(1)]
}

#[test]
fn the_next_version_of_a_rule_file_follows_it_and_says_nothing_else() {
    let text = second("2027-01-01");
    let wanted = RuleFile {
        version: 2,
        effective_from: day("2027-01-01"),
        replaces: Some(name(1)),
        ..nanning()
    };
    assert_eq!(read(&text), wanted);
    assert_eq!(faults(&SHIPPED, &wanted), []);
    assert!(
        NANNING
            .lines()
            .filter(|line| line.starts_with('#'))
            .all(|comment| text.contains(comment)),
        "what stands beside the numbers stays"
    );
    let third = next_version(&text, &wanted, 3, day("2028-01-01"));
    assert_eq!(read(&third).replaces, Some(name(2)));
    assert_eq!(faults(&[NANNING, text.as_str()], &read(&third)), []);
}

#[test]
fn an_end_that_is_over_and_a_table_of_what_was_replaced_go_from_the_next_version() {
    let ended = NANNING.replace("lectures = 1", "effective_until = \"2027-01-01\"\nlectures = 1");
    let text = format!("{ended}\n[replaces]\nid = \"older\"\nversion = 7\n");
    let next = read(&next_version(&text, &read(&text), 2, day("2027-01-01")));
    assert_eq!((next.effective_until, next.replaces), (None, Some(name(1))));
    let earlier = read(&next_version(&text, &read(&text), 2, day("2026-06-01")));
    assert_eq!(earlier.effective_until, Some(day("2027-01-01")));
}

#[test]
fn a_text_that_cannot_be_changed_line_by_line_is_given_back_as_it_is() {
    let odd = [
        NANNING.replace("version = 1", "\"version\" = 1"),
        NANNING.replace(
            "title = \"南宁市 2016 年方案\"",
            "title = \"\"\"南宁市\nversion = 9\n方案\"\"\"",
        ),
    ];
    for text in odd {
        let rule = read(&text);
        assert_eq!(next_version(&text, &rule, 2, day("2027-01-01")), text);
    }
}

#[test]
fn a_rule_file_that_does_not_fit_among_the_others_is_told_by_what_it_brings() {
    let alone = RuleFile {
        version: 2,
        effective_from: day("2027-01-01"),
        ..nanning()
    };
    assert!(matches!(faults(&[NANNING], &alone)[..], [RuleFault::Overlap { .. }]));
    assert!(faults(&[NANNING], &nanning()).contains(&RuleFault::Twice { rule: name(1) }));
    let later = RuleFault::ReplacesLater {
        rule: name(2),
        replaced: name(1),
    };
    assert!(faults(&[NANNING], &read(&second("2010-01-01"))).contains(&later));
    assert_eq!(
        faults(&[NANNING, "minutes = -1"], &anhui()),
        [],
        "of another place, and beside one that nobody can read"
    );
}

fn tried(rule: &RuleFile, text: &str, services: &Services) -> Vec<(VillageCode, u32, u32)> {
    let (now, with) = (Rules::read([NANNING], &[]), Rules::read([NANNING, text], &[]));
    let trying = Trying::new(&now, &with, rule, &villages());
    let differences = trying.differences(services, day("2026-10-01"), day("2026-11-01"));
    assert_eq!(trying.villages(), differences.len());
    let numbers = differences
        .into_iter()
        .map(|one| (one.village, one.now.missing_minutes(), one.then.missing_minutes()));
    numbers.collect()
}

#[test]
fn what_a_rule_would_change_is_told_by_village_and_only_of_those_it_would_count() {
    let text = second("2027-01-01").replace("minutes_per_month = 300", "minutes_per_month = 240");
    let services = of_villages([(1, vec![service(1, "2026-10-05", minutes(250))])]);
    assert_eq!(
        tried(&read(&text), &text, &services),
        [(village_of(1), 50, 0), (village_of(2), 300, 240)],
        "by code, whatever the order asked in"
    );
    // A file of one village goes before that of the city; one of another province counts nothing here.
    let one = text.replace("\"4501\"", &format!("\"{}\"", village_of(2)));
    assert_eq!(tried(&read(&one), &one, &services), [(village_of(2), 300, 240)]);
    assert_eq!(tried(&anhui(), SHIPPED[1], &services), []);
}

#[test]
fn the_entries_needed_are_those_of_both_ways_of_counting() {
    let text = second("2027-01-01").replace("make_up_months = 0", "make_up_months = 1");
    let (now, with) = (Rules::read([NANNING], &[]), Rules::read([NANNING, text.as_str()], &[]));
    let rule = read(&text);
    let trying = Trying::new(&now, &with, &rule, &villages());
    let (month, present) = (day("2026-10-01"), day("2026-11-01"));
    let span = trying.span(month, present).unwrap();
    assert_eq!(
        span.services.end,
        day("2026-12-01"),
        "the next month may make up for it"
    );
    assert_eq!(span.lectures.start, day("2026-01-01"));
    let by: Vec<u32> = trying.counted_by(month).iter().map(|rule| rule.version).collect();
    assert_eq!(by, [1]);
    let nowhere = Trying::new(&now, &with, &rule, &[]);
    assert_eq!((nowhere.villages(), nowhere.span(month, present)), (0, None));
}
