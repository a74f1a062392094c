//! How often somebody may ask, by the address they come from. Counted in windows; the time is an argument. Many phones may stand behind one
//! address, so the limits are far above what a village does.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most addresses that are counted; more than that, and nobody new may ask until some are forgotten.
const MOST_COUNTED: usize = 65_536;

/// How many times what one household may the network around it may.
const AROUND: u32 = 10;

/// The first bits of an address, and how many they are.
type Network = (IpAddr, u8);

/// So many in each window from each address.
pub(super) struct Limit {
    most: u32,
    window: Duration,
    counted: Mutex<HashMap<Network, (Instant, u32)>>,
}

impl Limit {
    pub(super) fn new(most: u32, window: Duration) -> Limit {
        Limit {
            most,
            window,
            counted: Mutex::new(HashMap::new()),
        }
    }

    /// Says whether one may be, and counts it then.
    pub(super) fn may(&self, from: IpAddr, now: Instant) -> bool {
        let networks = networks(from);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let may = networks
            .iter()
            .all(|(network, times)| self.has_room(&mut counted, *network, *times, now));
        if may {
            for (network, _) in networks {
                if let Some((_, count)) = counted.get_mut(&network) {
                    *count = count.saturating_add(1);
                }
            }
        }
        may
    }

    fn has_room(
        &self,
        counted: &mut HashMap<Network, (Instant, u32)>,
        network: Network,
        times: u32,
        now: Instant,
    ) -> bool {
        let runs = |began: Instant| now.saturating_duration_since(began) < self.window;
        if counted.len() >= MOST_COUNTED && !counted.contains_key(&network) {
            counted.retain(|_, (began, _)| runs(*began));
            if counted.len() >= MOST_COUNTED {
                return false;
            }
        }
        let (began, count) = counted.entry(network).or_insert((now, 0));
        if !runs(*began) {
            (*began, *count) = (now, 0);
        }
        *count < self.most.saturating_mul(times)
    }
}

/// What an address counts for, the widest first, and how many times as much as one household each may. One household has one address of version 4,
/// or a whole network of version 6, 64 bits of it. Who has 48 has 65,536 of those: they may not fill the table, so what is around is full before.
fn networks(from: IpAddr) -> Vec<(Network, u32)> {
    match from.to_canonical() {
        IpAddr::V6(address) => {
            let first = |bits: u8| {
                let rest = 128_u32.saturating_sub(u32::from(bits));
                let network = (address.to_bits() >> rest) << rest;
                (IpAddr::V6(Ipv6Addr::from_bits(network)), bits)
            };
            vec![(first(48), AROUND), (first(64), 1)]
        }
        address @ IpAddr::V4(_) => vec![((address, 32), 1)],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn so_many_in_a_window_from_each_address_and_no_more() {
        let (limit, now) = (Limit::new(2, Duration::from_secs(60)), Instant::now());
        let may = |from: &str, s: u64| limit.may(address(from), now + Duration::from_secs(s));
        assert!(may("10.0.0.1", 0) && may("10.0.0.1", 1) && !may("10.0.0.1", 2));
        assert!(may("10.0.0.2", 2) && !may("10.0.0.1", 59) && may("10.0.0.1", 60));
    }

    #[test]
    fn a_network_of_version_6_is_one_household_and_an_address_of_version_4_is_itself_in_either_spelling() {
        let (limit, now) = (Limit::new(1, Duration::from_secs(60)), Instant::now());
        let may = |from: &str| limit.may(address(from), now);
        assert!(may("2001:db8:0:1::1") && !may("2001:db8:0:1:ffff::2") && may("2001:db8:0:2::1"));
        assert!(may("10.0.0.1") && !may("::ffff:10.0.0.1"));
    }

    #[test]
    fn a_wide_network_of_version_6_may_ten_times_as_much_and_fills_nothing_beyond_that() {
        let (limit, now) = (Limit::new(2, Duration::from_secs(60)), Instant::now());
        let may = |network: u32| limit.may(address(&format!("2001:db8:0:{network:x}::1")), now);
        for _ in 0..30 {
            may(0);
        }
        for network in 1..10 {
            assert!(may(network) && may(network) && !may(network), "{network}");
        }
        for network in 10..1_000 {
            assert!(!may(network), "{network}");
        }
        assert!(limit.may(address("2001:db8:1::1"), now), "another is beside it");
        assert_eq!(limit.counted.lock().unwrap().len(), 1 + 10 + 2);
    }

    #[test]
    fn a_crowd_is_not_remembered_without_end() {
        let (limit, now) = (Limit::new(2, Duration::from_secs(60)), Instant::now());
        let from = |number: usize| IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
        for number in 0..MOST_COUNTED {
            assert!(limit.may(from(number), now));
        }
        assert!(!limit.may(from(MOST_COUNTED), now) && limit.may(from(0), now));
        assert!(limit.may(from(MOST_COUNTED), now + Duration::from_secs(60)));
    }
}
