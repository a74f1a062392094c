//! How much a PIN costs on this very device: measured once, so that an old tablet stays usable and a fast one gives more.
//!
//! Time comes from the caller; nothing here reads a clock.

use crate::pin::Cost;

/// What one derivation should take, in ms.
pub const AIM_MS: u64 = 500;
/// Near enough to the aim, in ms: measured once more only outside of it.
const NEAR_MS: std::ops::RangeInclusive<u64> = 400..=625;
/// Most memory, in KiB: an old tablet has two GiB for everything.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
/// Most passes.
const MOST_PASSES: u32 = 16;
/// Memory is given in whole MiB.
const STEP_KIB: u32 = 1024;
/// Most measurements.
const ROUNDS: usize = 4;

/// Never below: 19 MiB and 2 passes (OWASP's least for Argon2id), however slow the device is.
pub const LEAST: Cost = Cost {
    memory_kib: 19 * 1024,
    passes: 2,
    lanes: 1,
};

/// Finds the cost whose derivation takes about [`AIM_MS`]: memory first, up to 256 MiB, then passes. `measure_ms` derives
/// once with a cost and says how long it took; it is called at most four times.
pub fn tune(mut measure_ms: impl FnMut(Cost) -> u64) -> Cost {
    let mut cost = LEAST;
    for _ in 0..ROUNDS {
        let took_ms = measure_ms(cost);
        let next = scaled(cost, took_ms.max(1));
        if NEAR_MS.contains(&took_ms) || next == cost {
            return cost;
        }
        cost = next;
    }
    cost
}

/// The cost that takes the aimed time if time grows with memory × passes.
fn scaled(cost: Cost, took_ms: u64) -> Cost {
    let work = u64::from(cost.memory_kib) * u64::from(cost.passes) * AIM_MS / took_ms;
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

    #[test]
    fn a_device_that_is_busy_at_the_first_measurement_is_measured_again() {
        let mut first = true;
        let cost = tune(|cost| {
            let busy = if std::mem::take(&mut first) { 3 } else { 1 };
            device(1_000)(cost) * busy
        });
        assert!((400..=700).contains(&device(1_000)(cost)), "{cost:?}");
    }
}
