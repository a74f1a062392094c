//! `cunfa-sim [--seeds N] [--seed S]`: more seeds than the tests take, or one seed again.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use cunfa_tests::sim;

fn number(name: &str) -> Option<u64> {
    let mut words = std::env::args().skip(1);
    words.find(|word| word == name)?;
    words.next()?.parse().ok()
}

fn main() -> ExitCode {
    if let Some(seed) = number("--seed") {
        return match sim::run(seed) {
            Ok(stats) => {
                println!("seed {seed}: {stats:?}");
                ExitCode::SUCCESS
            }
            Err(failure) => {
                failure.told.iter().for_each(|line| println!("  {line}"));
                println!("{failure}");
                ExitCode::FAILURE
            }
        };
    }
    many(number("--seeds").unwrap_or(200), number("--from").unwrap_or(0))
}

/// Plays seeds on every core; every failed one is printed.
fn many(seeds: u64, from: u64) -> ExitCode {
    let (next, failed) = (AtomicU64::new(from), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= from.saturating_add(seeds) {
                        return;
                    }
                    if let Err(failure) = sim::run(seed) {
                        failed.fetch_add(1, Ordering::SeqCst);
                        println!("{failure}");
                    }
                    if seed % 100 == 99 {
                        println!("{} seeds played", seed - from + 1);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner();
    println!("{seeds} seeds, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
