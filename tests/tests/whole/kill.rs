//! Real device and server processes, killed at random moments. `cargo xtask kill` takes many more.

use cunfa_tests::kill::{Plan, run};

/// How many processes are killed.
const KILLS: usize = 30;

#[test]
fn devices_and_servers_that_are_killed_lose_nothing_and_bring_nothing_back() {
    let plan = Plan {
        seed: 5,
        kills: KILLS,
        program: env!("CARGO_BIN_EXE_cunfa-kill").into(),
    };
    let stats = run(&plan).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(stats.devices + stats.servers, KILLS);
    assert!(
        stats.acknowledged > KILLS && stats.batches > 0 && stats.acts > 0,
        "{stats:?}"
    );
}
