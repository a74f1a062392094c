//! Real device and server processes, killed at random moments. `cargo xtask kill` takes many more.

use cunfa_tests::kill::{Plan, day, run};

/// How many processes are killed.
const KILLS: usize = 30;
/// How many times a tablet is in its day.
const KILLS_OF_A_DAY: usize = 12;

fn plan(kills: usize) -> Plan {
    Plan {
        seed: 5,
        kills,
        program: env!("CARGO_BIN_EXE_cunfa-kill").into(),
    }
}

#[test]
fn devices_and_servers_that_are_killed_lose_nothing_and_bring_nothing_back() {
    let stats = run(&plan(KILLS)).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(stats.devices + stats.servers, KILLS);
    assert!(
        stats.acknowledged > KILLS && stats.batches > 0 && stats.acts > 0,
        "{stats:?}"
    );
}

#[test]
fn a_tablet_that_is_killed_in_its_day_has_everything_that_was_shown_as_saved() {
    let stats = day::run(&plan(KILLS_OF_A_DAY)).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(stats.kills, KILLS_OF_A_DAY);
    assert!(stats.saved > KILLS_OF_A_DAY && stats.entries > 0, "{stats:?}");
}
