//! The month is counted by the rule files the server sent, with what other months make up, and says by which.

use cunfa_core::rules::{MadeUp, RuleFault, SHIPPED};
use cunfa_protocol::command as c;

use crate::support::*;

/// An hour a month, to be made up within a month; unsigned entries count, rounded up to half hours.
fn our_rules() -> String {
    let changes = [
        ("= 300", "= 60"),
        ("make_up_months = 0", "make_up_months = 1"),
        ("unsigned_counts = false", "unsigned_counts = true"),
        (
            "rounding = \"none\"",
            "rounding = { to_minutes = 30, direction = \"up\", of = \"entry\" }",
        ),
        ("nanning-2016", "ours"),
    ];
    changes.iter().fold(SHIPPED[0].to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[tokio::test]
async fn the_home_and_the_grid_count_by_the_rule_files_the_server_sent_and_by_other_months() {
    let county = County::new();
    county.set_rules(&[&our_rules()]);
    let device = Device::field(&county).await;
    device.write(visit()).await;
    let october = cunfa_core::Form {
        date: "2026-10-20".parse().ok(),
        end: time(9, 10),
        ..visit()
    };
    device.write(october).await;
    let home = device.ask(c::Home {}).await.unwrap();
    let tally = &home.villages[0].tally;
    assert_eq!(
        (tally.rule.as_str(), tally.counted_minutes, tally.owed_minutes),
        ("ours", 90, 60)
    );
    let october = MadeUp {
        month: "2026-10-01".parse().unwrap(),
        minutes: 30,
    };
    assert_eq!(
        tally.made_up_for,
        [october],
        "ten minutes were rounded to thirty, and thirty more were missing"
    );
    assert_eq!(tally.basis(&home.rules).unwrap().faults, []);
}

#[tokio::test]
async fn a_rule_file_nobody_can_read_is_told_beside_the_numbers_of_the_shipped_ones() {
    let county = County::new();
    county.set_rules(&["minutes = -1"]);
    let device = Device::field(&county).await;
    let home = device.ask(c::Home {}).await.unwrap();
    assert_eq!(home.villages[0].tally.owed_minutes, 300);
    let basis = home.villages[0].tally.basis(&home.rules).unwrap();
    assert!(
        matches!(basis.faults[..], [RuleFault::Unreadable { position: 1, .. }]),
        "{basis:?}"
    );
}
