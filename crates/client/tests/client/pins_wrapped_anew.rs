//! PINs that turned out too cheap: measured again after the next right PIN, and wrapped anew behind the person's back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use cunfa_client::Deriver;
use cunfa_evidence::pin::{Cost, PinError, PinKey};
use cunfa_evidence::tuning::{LEAST_MS, MOST_MS, work};
use cunfa_protocol::{Code, command as c};
use cunfa_store::Step;
use cunfa_store::keyfile::{KeyFile, Slot};

use crate::support::*;

/// What the device needs in a quiet moment for a pass over a KiB, ns.
const QUIET_NS: u64 = 3_000;
/// And in a slow one.
const SLOW_NS: u64 = 9_000;

/// Derives for real, and says that it took as long as planted. The measuring, which throws its keys away, costs nothing and waits
/// while the gate is closed.
struct Planted {
    ns: AtomicU64,
    measured: AtomicU64,
    closed: Mutex<bool>,
    opened: Condvar,
}

impl Planted {
    fn ms(&self, cost: Cost) -> u64 {
        work(cost) * self.ns.load(Ordering::SeqCst) / 1_000_000
    }

    fn close(&self) {
        *self.closed.lock().unwrap() = true;
    }

    fn open(&self) {
        *self.closed.lock().unwrap() = false;
        self.opened.notify_all();
    }

    /// Runs since somebody asked.
    fn measured(&self) -> u64 {
        self.measured.swap(0, Ordering::SeqCst)
    }
}

impl Deriver for Planted {
    fn derive(&self, pin: &str, salt: &[u8; 16], cost: Cost) -> Result<(PinKey, Duration), PinError> {
        let took = Duration::from_millis(self.ms(cost));
        if *salt != [0; 16] {
            return Ok((PinKey::derive(pin, salt, cost)?, took));
        }
        let closed = self.closed.lock().unwrap();
        drop(self.opened.wait_while(closed, |closed| *closed).unwrap());
        self.measured.fetch_add(1, Ordering::SeqCst);
        Ok((PinKey::derive(pin, salt, Cost::TEST)?, took))
    }
}

/// A device that measures, in a moment as slow as that.
fn measuring(county: &Arc<County>, ns: u64) -> (Device, Arc<Planted>) {
    let planted = Arc::new(Planted {
        ns: AtomicU64::new(ns),
        measured: AtomicU64::new(0),
        closed: Mutex::new(false),
        opened: Condvar::new(),
    });
    let mut device = Device::new(county);
    let deriver = Arc::clone(&planted);
    device.restart_with(|config| {
        config.cost = None;
        config.deriver = deriver;
    });
    (device, planted)
}

/// A counsel's device whose first PIN was measured for in a slow moment, which is over.
async fn enrolled_in_a_slow_moment(county: &Arc<County>) -> (Device, Arc<Planted>) {
    let (device, planted) = measuring(county, SLOW_NS);
    device.enrol(&county.invite(Invited::Counsel), PIN).await.unwrap();
    planted.ns.store(QUIET_NS, Ordering::SeqCst);
    assert!(planted.measured() > 0 && planted.ms(on_disk(&device, 1).cost) < LEAST_MS);
    (device, planted)
}

fn on_disk(device: &Device, slot: u32) -> Slot {
    KeyFile::read(device.folder()).unwrap().slot(slot).unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_pin_that_turned_out_too_cheap_is_wrapped_anew_at_the_next_unlock() {
    let county = County::new();
    let (mut device, planted) = enrolled_in_a_slow_moment(&county).await;
    let before = on_disk(&device, 1);
    planted.close();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(on_disk(&device, 1), before, "answered without waiting for it");
    planted.open();
    device.app.wrapped().await;
    let after = on_disk(&device, 1);
    assert!(
        (LEAST_MS..=MOST_MS).contains(&planted.ms(after.cost)),
        "{:?}",
        after.cost
    );
    assert!(after.salt != before.salt && after.sealed_db_key != before.sealed_db_key);
    assert_eq!(
        (after.renewal, after.recovery, after.key),
        (None, before.recovery, before.key)
    );
    assert!(planted.measured() > 0);
    device.restart();
    assert!(matches!(device.unlock(1, "000001").await, Err(Code::WrongPin { .. })));
    device.unlock(1, PIN).await.unwrap();
    let entry = device.write(visit()).await;
    device.app.wrapped().await;
    assert_eq!(planted.measured(), 0, "it costs enough now");
    device.app.sync_pass().await;
    assert_eq!(
        delivery(&device, entry).await,
        cunfa_protocol::view::Delivery::Delivered
    );
}

#[tokio::test(start_paused = true)]
async fn a_pin_that_was_measured_for_in_a_quiet_moment_stays_as_it_is_also_in_a_slow_one() {
    let county = County::new();
    let (device, planted) = measuring(&county, QUIET_NS);
    device.enrol(&county.invite(Invited::Counsel), PIN).await.unwrap();
    planted.measured();
    let before = on_disk(&device, 1);
    for ns in [QUIET_NS, SLOW_NS] {
        planted.ns.store(ns, Ordering::SeqCst);
        device.unlock(1, PIN).await.unwrap();
        device.app.wrapped().await;
    }
    assert_eq!((planted.measured(), on_disk(&device, 1)), (0, before));
}

#[tokio::test(start_paused = true)]
async fn a_slow_moment_when_it_is_measured_again_never_makes_a_pin_cheaper() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    let before = on_disk(&device, 1);
    planted.close();
    device.unlock(1, PIN).await.unwrap();
    planted.ns.store(2 * SLOW_NS, Ordering::SeqCst);
    planted.open();
    device.app.wrapped().await;
    assert!(planted.measured() > 0);
    assert_eq!(on_disk(&device, 1), before);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_pin_wraps_nothing_anew() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    let before = on_disk(&device, 1);
    assert!(device.unlock(1, "000001").await.is_err());
    device.app.wrapped().await;
    let after = on_disk(&device, 1);
    assert_eq!((planted.measured(), after.wrong_tries), (0, 1));
    assert_eq!((after.salt, after.cost), (before.salt, before.cost));
}

#[tokio::test(start_paused = true)]
async fn a_configured_cost_is_never_measured_for_again() {
    let county = County::new();
    let (mut device, planted) = measuring(&county, QUIET_NS);
    device.restart_with(|config| config.cost = Some(Cost::TEST));
    device.enrol(&county.invite(Invited::Counsel), PIN).await.unwrap();
    device.unlock(1, PIN).await.unwrap();
    device.app.wrapped().await;
    assert_eq!((planted.measured(), on_disk(&device, 1).cost), (0, Cost::TEST));
}

#[tokio::test(start_paused = true)]
async fn a_crash_while_wrapping_anew_leaves_a_key_file_that_opens() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    planted.close();
    device.unlock(1, PIN).await.unwrap();
    // Before the key file changed.
    let earlier = device.cloned(&county);
    // After it changed, before the encrypted file did.
    let fail = |store: &mut cunfa_store::Store| store.fail_next(Step::Commit);
    device.app.with_store(fail).await.unwrap();
    planted.open();
    device.app.wrapped().await;
    let later = device.cloned(&county);
    assert!(
        on_disk(&later, 1).renewal.is_some(),
        "the plan of the crash did not work"
    );
    assert!(work(on_disk(&later, 1).cost) > work(on_disk(&earlier, 1).cost));
    for copy in [earlier, later] {
        copy.unlock(1, PIN).await.unwrap();
        assert!(copy.draft().await != cunfa_core::EntryId([0; 16]));
        assert_eq!(on_disk(&copy, 1).renewal, None);
        copy.ask(c::Lock {}).await.unwrap();
        copy.unlock(1, PIN).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_cadre_whose_new_wrapping_was_cut_short_still_signs_without_unlocking() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    let cadre = device.add_cadre(&county).await;
    planted.close();
    device.unlock(cadre, CADRE_PIN).await.unwrap();
    device.unlock(1, PIN).await.unwrap();
    let entry = device.write(visit()).await;
    let fail = |store: &mut cunfa_store::Store| store.fail_next(Step::Commit);
    device.app.with_store(fail).await.unwrap();
    planted.open();
    device.app.wrapped().await;
    assert!(
        on_disk(&device, cadre).renewal.is_some(),
        "the plan of the crash did not work"
    );
    device.sign(entry, 1).await.unwrap();
    assert_eq!(on_disk(&device, cadre).renewal, None);
}

#[tokio::test(start_paused = true)]
async fn a_cadre_who_only_ever_signs_is_wrapped_anew_too() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    let cadre = device.add_cadre(&county).await;
    let before = on_disk(&device, cadre);
    let entry = device.write(visit()).await;
    device.sign(entry, 1).await.unwrap();
    device.app.wrapped().await;
    let after = on_disk(&device, cadre);
    assert!(planted.ms(before.cost) < LEAST_MS && planted.ms(after.cost) >= LEAST_MS);
    let entry = device.write(visit()).await;
    device.sign(entry, 2).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn wrong_pins_while_keys_are_wrapped_anew_stay_counted_and_go_on_waiting() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    let before = on_disk(&device, 1);
    planted.close();
    device.unlock(1, PIN).await.unwrap();
    for _ in 0..5 {
        assert!(matches!(device.unlock(1, "000001").await, Err(Code::WrongPin { .. })));
    }
    planted.open();
    device.app.wrapped().await;
    let after = on_disk(&device, 1);
    assert!(work(after.cost) > work(before.cost));
    assert_eq!(after.wrong_tries, 5);
    assert!(matches!(device.unlock(1, PIN).await, Err(Code::PinWait { .. })));
    device.clock.pass_ms(30_000);
    device.unlock(1, PIN).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_joins_later_gets_the_most_that_was_measured() {
    let county = County::new();
    let (device, planted) = enrolled_in_a_slow_moment(&county).await;
    let second = device.add_cadre(&county).await;
    assert_eq!(on_disk(&device, second).cost, on_disk(&device, 1).cost);
    device.unlock(second, CADRE_PIN).await.unwrap();
    device.app.wrapped().await;
    let (code, pin) = (county.invite(Invited::OtherVillageCadre), CADRE_PIN.to_owned());
    let joined = device.ask(c::AddPerson { code, pin }).await.unwrap();
    let third = joined.slots.last().unwrap().slot;
    let costs = [1, second, third].map(|slot| on_disk(&device, slot).cost);
    assert!(planted.ms(costs[0]) < LEAST_MS, "nobody gave this PIN since");
    assert!(planted.ms(costs[1]) >= LEAST_MS && costs[1] == costs[2], "{costs:?}");
}
