//! How much a PIN costs on this very device: measured there, so that an old tablet stays usable and a fast one gives more.
//!
//! A device that is busy makes a derivation look dearer than it is, and never cheaper. So the least of a few runs is taken for
//! the truth, and no cost is found good by a single run.
//!
//! Time comes from the caller; nothing here reads a clock.

use crate::pin::Cost;

/// What one derivation should take, in ms.
pub const AIM_MS: u64 = 500;
/// What one derivation takes at least, in ms: a PIN that turns out cheaper is to be measured for again.
pub const LEAST_MS: u64 = 250;
/// What one derivation should take at most, in ms.
pub const MOST_MS: u64 = 1_000;
/// Near enough to the aim, in ms: another cost is tried only outside of it.
const NEAR_MS: std::ops::RangeInclusive<u64> = 400..=625;
/// Most memory, in KiB: an old tablet has two GiB for everything.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
/// Most passes.
const MOST_PASSES: u32 = 16;
/// Memory is given in whole MiB.
const STEP_KIB: u32 = 1024;
/// Most runs.
const RUNS: usize = 12;
/// So many runs tell what a cost takes.
const ENOUGH: usize = 3;
/// A cost grows by so much at once at most, so that what the smaller one took tells of the greater one.
const GROWTH: u64 = 4;
/// And keeps so much of itself at least when it shrinks, in eighths: what looks dear may be a slow moment.
const KEPT_EIGHTHS: u64 = 5;
/// After so many ms of runs none follows: a person waits for it.
const BUDGET_MS: u64 = 2_000;

/// Never below: 19 MiB and 2 passes (OWASP's least for Argon2id), however slow the device is.
pub const LEAST: Cost = Cost {
    memory_kib: 19 * 1024,
    passes: 2,
    lanes: 1,
};
/// Never above, however fast the device is.
pub const MOST: Cost = Cost {
    memory_kib: MOST_MEMORY_KIB,
    passes: MOST_PASSES,
    lanes: 1,
};

/// Finds the cost whose derivation takes about [`AIM_MS`]: memory first, up to 256 MiB, then passes. `measure_ms` derives
/// once with a cost and says how long it took; it is called at most twelve times, usually for less than 1.5 s in all.
pub fn tune(mut measure_ms: impl FnMut(Cost) -> u64) -> Cost {
    let mut cost = LEAST;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for _ in 0..RUNS {
        runs.push((work(cost), measure_ms(cost)));
        let spent_ms = runs.iter().fold(0, |sum: u64, (_, ms)| sum.saturating_add(*ms));
        let is_over = spent_ms >= BUDGET_MS;
        let (takes_ms, known_by) = takes(cost, &runs);
        if takes_ms >= *NEAR_MS.start() && known_by < ENOUGH && !is_over {
            continue;
        }
        let next = scaled(cost, takes_ms.max(1));
        if NEAR_MS.contains(&takes_ms) || next == cost {
            return cost;
        }
        cost = next;
        if is_over {
            break;
        }
    }
    cost
}

/// What a derivation takes, in ms, by the quickest of the runs that tell of it, and how many those are. A run is the work and
/// the ms; much smaller ones tell nothing, because they need less time for the same work.
fn takes(cost: Cost, runs: &[(u64, u64)]) -> (u64, usize) {
    let work = work(cost);
    let tell = runs.iter().filter(|(done, _)| done.saturating_mul(GROWTH) >= work);
    let scaled = tell.map(|(done, ms)| ms.saturating_mul(work) / (*done).max(1));
    scaled.fold((u64::MAX, 0), |(least, count), ms| (least.min(ms), count + 1))
}

/// How much a cost is, to be compared with another: memory × passes.
#[must_use]
pub fn work(cost: Cost) -> u64 {
    u64::from(cost.memory_kib) * u64::from(cost.passes)
}

/// The cost that takes the aimed time if time grows with the work, or as near to it as one step goes.
fn scaled(cost: Cost, took_ms: u64) -> Cost {
    let now = work(cost);
    let work = (now * AIM_MS / took_ms).clamp(now * KEPT_EIGHTHS / 8, now * GROWTH);
    let whole = |kib: u64| u32::try_from(kib).unwrap_or(u32::MAX) / STEP_KIB * STEP_KIB;
    let passes =
        u32::try_from((work + u64::from(MOST_MEMORY_KIB) / 2) / u64::from(MOST_MEMORY_KIB)).unwrap_or(MOST_PASSES);
    let passes = passes.clamp(LEAST.passes, MOST_PASSES);
    Cost {
        memory_kib: whole(work / u64::from(passes)).clamp(LEAST.memory_kib, MOST_MEMORY_KIB),
        passes,
        lanes: LEAST.lanes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device that needs so many ns per KiB and pass.
    fn device(ns: u64) -> impl FnMut(Cost) -> u64 {
        move |cost| u64::from(cost.memory_kib) * u64::from(cost.passes) * ns / 1_000_000
    }

    #[test]
    fn a_derivation_takes_about_half_a_second_on_slow_and_fast_devices() {
        for ns in [200, 500, 1_000, 2_000, 5_000, 9_000] {
            let cost = tune(device(ns));
            let took_ms = device(ns)(cost);
            assert!((400..=1_000).contains(&took_ms), "{ns} ns: {cost:?} takes {took_ms} ms");
            assert!(cost.memory_kib <= MOST_MEMORY_KIB && cost.passes >= 2);
        }
    }

    #[test]
    fn memory_grows_before_passes_do() {
        assert_eq!(tune(device(2_000)).passes, 2);
        let fast = tune(device(100));
        assert_eq!((fast.memory_kib, fast.passes > 2), (MOST_MEMORY_KIB, true));
    }

    #[test]
    fn no_device_is_so_slow_that_the_cost_falls_below_the_least() {
        assert_eq!(tune(device(1_000_000)), LEAST);
        assert_eq!(tune(|_| u64::MAX), LEAST);
    }

    #[test]
    fn a_clock_that_stands_still_gives_the_most_and_no_more() {
        let most = tune(|_| 0);
        assert!(most.memory_kib <= MOST_MEMORY_KIB && most.passes <= MOST_PASSES);
    }

    /// What is found, in ms of a quiet moment, on a device where some of the runs take three times as long; and how long all
    /// the runs took.
    fn with_slow(ns: u64, slow: std::ops::Range<usize>) -> (u64, u64) {
        let (mut run, mut spent_ms) = (0, 0);
        let cost = tune(|cost| {
            let took_ms = device(ns)(cost) * if slow.contains(&run) { 3 } else { 1 };
            run += 1;
            spent_ms += took_ms;
            took_ms
        });
        (device(ns)(cost), spent_ms)
    }

    #[test]
    fn a_slow_moment_at_one_or_two_runs_makes_no_pin_too_cheap() {
        for ns in [100, 200, 500, 1_000, 2_000, 3_500, 5_000, 9_000] {
            for slow in (0..8).flat_map(|first| [first..first + 1, first..first + 2]) {
                let (took_ms, _) = with_slow(ns, slow.clone());
                assert!(
                    (LEAST_MS..=MOST_MS).contains(&took_ms),
                    "{ns} ns, {slow:?}: {took_ms} ms"
                );
            }
        }
    }

    #[test]
    fn nobody_waits_for_the_measuring_for_much_longer_than_a_second_or_than_three_in_a_slow_moment() {
        for ns in [100, 200, 500, 1_000, 2_000, 3_500, 5_000, 9_000] {
            let (_, quiet_ms) = with_slow(ns, 0..0);
            assert!(quiet_ms <= 1_500, "{ns} ns: {quiet_ms} ms");
            for slow in 0..8 {
                let (_, spent_ms) = with_slow(ns, slow..slow + 1);
                assert!(spent_ms <= 3_000, "{ns} ns, run {slow}: {spent_ms} ms");
            }
        }
    }

    #[test]
    fn no_cost_is_found_good_by_a_single_run() {
        let mut runs = Vec::new();
        let cost = tune(|cost| {
            runs.push((work(cost), device(1_000)(cost)));
            device(1_000)(cost)
        });
        assert!(takes(cost, &runs).1 >= ENOUGH, "{runs:?}");
    }
}
