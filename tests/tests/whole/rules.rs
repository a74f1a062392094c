//! The county's rule files: read as texts, tried on the figures of last month, and taken in as an act of the county that comes to every device.

use chrono::{NaiveDate, NaiveTime};
use cunfa_core::register::{Column, FaultReason, RecordKind};
use cunfa_core::rules::{Question, Reason, RuleFault, RuleFileError, RuleName};
use cunfa_core::{Form, Role};
use cunfa_protocol::view::{
    RecordState, RecordView, RuleDifference, RuleRead, RuleStanding, RuleTexts, RuleTrial, RuleTried, SyncOutcome,
};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::{Fault, TestDevice};

use super::{scene, village};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn name(version: u32) -> RuleName {
    RuleName {
        id: "nanning-2016".to_owned(),
        version,
    }
}

/// An hour and a half of last month, from this hour on.
fn last_month(hour: u32) -> Form {
    Form {
        date: Some(day("2026-10-20")),
        start: NaiveTime::from_hms_opt(hour, 0, 0),
        end: NaiveTime::from_hms_opt(hour + 1, 30, 0),
        ..consultation(&village(), "水渠改道的补偿")
    }
}

async fn texts(device: &TestDevice) -> RuleTexts {
    device.ask(c::RuleTexts {}).await.unwrap()
}

/// The text from which the version after the newest is written.
async fn next(device: &TestDevice) -> String {
    texts(device).await.files.pop().unwrap().next
}

async fn trial(device: &TestDevice, text: &str) -> RuleTrial {
    let text = text.to_owned();
    device.ask(c::TryRule { text }).await.unwrap()
}

async fn tried(device: &TestDevice, text: &str) -> RuleTried {
    match trial(device, text).await {
        RuleTrial::Tried(tried) => *tried,
        RuleTrial::Unreadable(error) => panic!("{error}"),
    }
}

async fn take_in(device: &TestDevice, text: &str) -> RecordView {
    let put = c::PutRecord {
        record: None,
        kind: RecordKind::RuleFile,
        after: None,
        values: vec![(Column::Text, text.to_owned())],
        withdrawn: None,
    };
    device.ask(put).await.unwrap()
}

async fn sync(device: &TestDevice) {
    assert_eq!(device.sync().await.unwrap(), SyncOutcome::Done);
}

fn ours(tried: &RuleTried) -> &RuleDifference {
    let here = |one: &&RuleDifference| one.village.code == village();
    tried.differences.iter().find(here).unwrap()
}

#[tokio::test]
async fn a_rule_is_tried_on_last_months_figures_and_every_village_that_changes_is_told() {
    let mut scene = scene();
    let (tablet, county) = (scene.tablet().await.unwrap(), scene.county().await.unwrap());
    let signed = tablet.write(last_month(9)).await.unwrap().row.entry;
    tablet.sign(signed, 1, 5).await.unwrap();
    tablet.write(last_month(14)).await.unwrap();
    sync(&tablet).await;
    sync(&county).await;
    county.link.always(Fault::DropRequest);
    let at_hand = texts(&county).await;
    assert_eq!((at_hand.files.len(), at_hand.shipped), (1, false));
    assert_eq!(at_hand.files[0].standing, RuleStanding::InForce);
    let text = at_hand.files[0].next.clone();
    let same = tried(&county, &text).await;
    assert_eq!((same.month, same.villages), (day("2026-10-01"), 4));
    assert_eq!((same.differences, same.faults), (vec![], vec![]));
    assert_eq!((same.rule.version, same.rule.effective_from), (2, day("2026-12-01")));
    assert!(!same.reaches_back && !same.other_area && same.came_ms.is_some());

    let other = text
        .replace("minutes_per_month = 300", "minutes_per_month = 240")
        .replace("unsigned_counts = false", "unsigned_counts = true");
    let other = tried(&county, &other).await;
    let codes: Vec<&str> = other.differences.iter().map(|one| one.village.code.as_str()).collect();
    assert!(codes.len() == 4 && codes.is_sorted(), "{codes:?}");
    let RuleDifference { now, then, .. } = ours(&other);
    assert_eq!(
        (now.recorded_minutes, now.counted_minutes, now.missing_minutes),
        (180, 90, 210)
    );
    assert_eq!(now.left_out, [(Reason::NotSigned, 90)]);
    assert_eq!(
        (then.recorded_minutes, then.counted_minutes, then.missing_minutes),
        (180, 180, 60)
    );
    assert_eq!(then.left_out, []);
    assert_eq!(other.untold, [Question::Overlap], "figures tell no clock times");
    assert_eq!(other.counted_by, [name(1)]);
    assert_eq!(texts(&county).await, at_hand, "nothing of it is kept");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_by_the_line_or_the_key_of_its_first_fault() {
    let county = scene().county().await.unwrap();
    sync(&county).await;
    let text = next(&county).await;
    let key = |key: &str| key.to_owned();
    let seen = [
        ("version = ".to_owned(), RuleFileError::NotToml { line: 1 }),
        (
            format!("{text}x x\n"),
            RuleFileError::NotToml {
                line: text.lines().count() as u32 + 1,
            },
        ),
        (String::new(), RuleFileError::Missing { key: key("id") }),
        (
            text.replace("lectures = 1", ""),
            RuleFileError::Missing { key: key("lectures") },
        ),
        (
            format!("{text}mystery = 1\n"),
            RuleFileError::UnknownKey { key: key("mystery") },
        ),
        (
            text.replace("= 300", "= -300"),
            RuleFileError::Negative {
                key: key("on_site_minutes_per_month"),
            },
        ),
        (
            text.replace("= 300", "= 99999"),
            RuleFileError::Range {
                key: key("on_site_minutes_per_month"),
            },
        ),
        (
            text.replace("2026-12-01", "12 月"),
            RuleFileError::BadDate {
                key: key("effective_from"),
            },
        ),
        ("x".repeat(70_000), RuleFileError::TooLong),
    ];
    for (text, error) in seen {
        assert_eq!(trial(&county, &text).await, RuleTrial::Unreadable(error.clone()));
        if text.is_empty() {
            continue;
        }
        let view = take_in(&county, &text).await;
        let reasons: Vec<&FaultReason> = view.faults.iter().map(|fault| &fault.reason).collect();
        assert!(!reasons.is_empty(), "{error}");
        if error != RuleFileError::TooLong {
            assert!(
                reasons.contains(&&FaultReason::RuleFile(error.clone())),
                "{error}: {reasons:?}"
            );
        }
    }
    assert_eq!(texts(&county).await.files.len(), 1);
}

#[tokio::test]
async fn a_file_that_does_not_fit_among_the_others_is_told_by_what_is_wrong_and_cannot_be_signed() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    sync(&county).await;
    let (first, text) = (texts(&county).await.files[0].text.clone(), next(&county).await);
    let ended = text.replace("lectures = 1", "effective_until = \"2027-06-01\"\nlectures = 1");
    scene.server.add_rule(&ended).unwrap();
    sync(&county).await;
    let third = next(&county).await.replace("effective_until = \"2027-06-01\"\n", "");
    assert!(third.contains("version = 3") && !third.contains("until"), "{third}");
    let gap = third.replace("effective_from = \"2027-01-01\"", "effective_from = \"2027-09-01\"");
    assert_ne!(gap, third);
    let seen = [
        (first, RuleFault::Twice { rule: name(1) }),
        (ended, RuleFault::Twice { rule: name(2) }),
        (
            gap,
            RuleFault::Gap {
                before: name(2),
                after: name(3),
                from: day("2027-06-01"),
                until: day("2027-09-01"),
            },
        ),
        (
            third.replace(", version = 2 }", ", version = 3 }"),
            RuleFault::Circle { rule: name(3) },
        ),
        (
            third.replace("2027-01-01", "2010-01-01"),
            RuleFault::ReplacesLater {
                rule: name(3),
                replaced: name(2),
            },
        ),
        (
            third.replace(", version = 2 }", ", version = 1 }"),
            RuleFault::ReplacedTwice {
                replaced: name(1),
                by: name(2),
                also_by: name(3),
            },
        ),
    ];
    for (text, fault) in seen {
        let tried = tried(&county, &text).await;
        assert!(tried.faults.contains(&fault), "{fault:?}: {:?}", tried.faults);
        let view = take_in(&county, &text).await;
        let told = FaultReason::Rules(fault);
        assert!(
            view.faults.iter().any(|one| one.reason == told),
            "{told:?}: {:?}",
            view.faults
        );
    }
    let elsewhere = third.replace("\"4501\"", "\"4403\"");
    let tried = tried(&county, &elsewhere).await;
    assert!(tried.other_area && tried.villages == 0 && tried.differences.is_empty());
    let view = take_in(&county, &elsewhere).await;
    assert!(view.faults.iter().any(|one| one.reason == FaultReason::OtherPlace));
    assert_eq!(texts(&county).await.files.len(), 2, "nothing was signed");
}

#[tokio::test]
async fn one_that_reaches_back_says_that_months_are_counted_anew() {
    let county = scene().county().await.unwrap();
    sync(&county).await;
    let back = next(&county).await.replace("2026-12-01", "2026-11-01");
    let tried = tried(&county, &back).await;
    assert!(tried.reaches_back);
    assert_eq!(tried.faults, []);
}

#[tokio::test]
async fn a_rule_that_was_tried_is_signed_without_a_network_and_comes_to_every_device() {
    let mut scene = scene();
    let (county, other) = (scene.county().await.unwrap(), scene.county().await.unwrap());
    let tablet = scene.tablet().await.unwrap();
    for device in [&county, &other, &tablet] {
        sync(device).await;
    }
    // From the first day of this month, so that it counts today.
    let text = next(&county)
        .await
        .replace("2026-12-01", "2026-11-01")
        .replace("minutes_per_month = 300", "minutes_per_month = 240");
    county.link.always(Fault::DropRequest);
    assert_eq!(tried(&county, &text).await.faults, []);
    let view = take_in(&county, &text).await;
    assert_eq!((view.faults, view.row.state), (vec![], RecordState::Waiting));
    let coming = texts(&county).await.files.pop().unwrap();
    assert_eq!(coming.standing, RuleStanding::Coming);
    let again = tried(&county, &text).await;
    assert!(
        again.faults.contains(&RuleFault::Twice { rule: name(2) }),
        "{:?}",
        again.faults
    );
    county.link.always(Fault::None);
    for device in [&county, &county, &other, &tablet] {
        sync(device).await;
    }
    for device in [&county, &other] {
        let files = texts(device).await.files;
        assert_eq!(files.len(), 2);
        assert_eq!(files[1].standing, RuleStanding::InForce);
        assert!(matches!(&files[1].read, RuleRead::Rule(rule) if rule.version == 2));
    }
    let home = tablet.ask(c::Home {}).await.unwrap();
    let month = home.villages.iter().find(|one| one.village.code == village()).unwrap();
    assert_eq!((month.tally.rule_version, month.tally.owed_minutes), (2, 240));
}

#[tokio::test]
async fn what_is_being_written_is_there_when_the_device_is_opened_again_and_is_the_persons_own() {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    sync(&county).await;
    let text = format!("{}# 还没写完", next(&county).await);
    let saved_at_ms = county
        .ask(c::KeepRule { text: text.clone() })
        .await
        .unwrap()
        .saved_at_ms;
    county.ask(c::Lock {}).await.unwrap();
    county.unlock(0).await.unwrap();
    let draft = texts(&county).await.draft.unwrap();
    assert_eq!((draft.text, draft.saved_at_ms), (text, saved_at_ms));
    let long = "x".repeat(300_000);
    assert!(matches!(
        county.ask(c::KeepRule { text: long }).await,
        Err(Code::Form { .. })
    ));
    assert!(texts(&county).await.draft.is_some());
    county.ask(c::KeepRule { text: String::new() }).await.unwrap();
    assert_eq!(texts(&county).await.draft, None);
}

#[tokio::test]
async fn nobody_at_hand_tries_rules() {
    let mut scene = scene();
    let (counsel, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    for (device, role) in [(&counsel, Role::Counsel), (&office, Role::Office)] {
        let text = String::new;
        assert_eq!(device.ask(c::RuleTexts {}).await, Err(Code::NotAllowed), "{role:?}");
        assert_eq!(
            device.ask(c::TryRule { text: text() }).await,
            Err(Code::NotAllowed),
            "{role:?}"
        );
        assert_eq!(
            device.ask(c::KeepRule { text: text() }).await,
            Err(Code::NotAllowed),
            "{role:?}"
        );
    }
}
