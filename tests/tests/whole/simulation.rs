//! Two hundred seeds of the simulation, and planted faults that show that each of its promises is watched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use cunfa_core::{ActId, Digest, EntryId};
use cunfa_protocol::view::{Delivery, Filling, RecordsNotice};
use cunfa_tests::harness::{Who, raw, scene};
use cunfa_tests::sim::observe::{ClosedSeen, Observed, observe};
use cunfa_tests::sim::{self, World, check};

const SEEDS: u64 = 200;
/// Far more than a run of one seed takes.
const STEPS: usize = 200;

#[test]
fn two_hundred_seeds_of_bad_luck_break_no_promise() {
    let next = AtomicU64::new(0);
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= SEEDS {
                        return;
                    }
                    let outcome = sim::run(seed);
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    let failures: Vec<&sim::Failure> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    for failure in &failures {
        println!("{failure}");
    }
    let seeds: Vec<u64> = failures.iter().map(|failure| failure.seed).collect();
    assert!(seeds.is_empty(), "these seeds of {SEEDS} failed: {seeds:?}");
    let total = |of: fn(&sim::Stats) -> usize| outcomes.iter().flatten().map(of).sum::<usize>();
    let [entries, changes, sign_offs, submissions, reviews] = [
        total(|stats| stats.entries),
        total(|stats| stats.changes),
        total(|stats| stats.sign_offs),
        total(|stats| stats.submissions),
        total(|stats| stats.reviews),
    ];
    let [photos, carried, restored, lost, revoked] = [
        total(|stats| stats.photos),
        total(|stats| stats.carried),
        total(|stats| stats.restored),
        total(|stats| stats.lost),
        total(|stats| stats.revoked),
    ];
    let [passes, crashes, settled] = [
        total(|stats| stats.passes),
        total(|stats| stats.crashes),
        total(|stats| stats.settled),
    ];
    println!(
        "{entries} entries, {changes} changes, {settled} settled, {sign_offs} sign-offs, {submissions} submissions, {reviews} reviews"
    );
    let told = total(|stats| stats.told);
    println!(
        "{passes} passes, {crashes} crashes, {photos} photos, {carried} files carried, {told} rows of an index seen"
    );
    let orphans = total(|stats| stats.orphans);
    println!(
        "{restored} servers put back, {lost} devices lost with it, {orphans} batches that only readers held, {revoked} devices revoked"
    );
    // A simulation in which nothing happens would keep every promise.
    assert!(entries > 500 && changes > 500 && sign_offs > 200 && submissions > 200 && reviews > 50 && settled > 10);
    assert!(passes > 1_000 && crashes > 200 && photos > 150 && carried > 100 && told > 300);
    let [shrunk, forgotten] = [total(|stats| stats.shrunk), total(|stats| stats.forgotten)];
    println!("{shrunk} other scopes, {forgotten} entries not there any more");
    let [needs, answered] = [total(|stats| stats.needs), total(|stats| stats.answered)];
    let feedback = total(|stats| stats.feedback);
    println!("{needs} needs, {answered} answered, {feedback} words for the operator");
    assert!(feedback > 20);
    assert!(needs > 50 && answered > 10);
    let [acknowledged, explained] = [total(|stats| stats.acknowledged), total(|stats| stats.explained)];
    println!("{acknowledged} major matters acknowledged, {explained} questions answered");
    assert!(acknowledged > 10 && explained > 5);
    let opened = total(|stats| stats.opened);
    println!("{opened} texts opened from above");
    assert!(opened > 300);
    let [registered, overtaken] = [total(|stats| stats.registered), total(|stats| stats.overtaken)];
    println!("{registered} registrations, {overtaken} said again or put away because they were overtaken");
    assert!(registered > 1_000 && overtaken > 5);
    assert!(restored > 5 && lost > 5 && orphans > 5 && revoked > 20);
    assert!(shrunk > 50 && forgotten > 200);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    assert_eq!(sim::run(4).unwrap(), sim::run(4).unwrap());
}

/// A short honest run in which no device was closed.
async fn honest() -> Observed {
    for seed in 1.. {
        let mut world = World::new(seed).await.unwrap();
        // A world in which too little happens is left for the next one.
        for step in 0..STEPS {
            world.step().await.unwrap();
            world.keep_registers(step).await.unwrap();
            let stats = world.stats;
            let too_few = stats.sign_offs < 2 || stats.reviews < 1 || stats.photos < 2 || stats.needs < 1;
            if too_few || stats.registered < 3 {
                continue;
            }
            world.heal().await.unwrap();
            let seen = observe(&world).await.unwrap();
            assert_eq!(check::faults(&seen), Vec::<String>::new());
            if seen.closed.is_some() {
                break;
            }
            // A later text may name no photo any more.
            if !seen.log.photos.is_empty() {
                return seen;
            }
        }
        println!("seed {seed} is left: {:?}", world.stats);
    }
    unreachable!("seeds do not end")
}

#[tokio::test]
async fn a_lost_village_that_a_device_still_holds_is_found() {
    let desk = 2;
    let mut world = World::new(1).await.unwrap();
    let held = |world: &World| raw::held(world.seats[desk].device.folder()).unwrap().entries.len();
    while held(&world) == 0 {
        world.step().await.unwrap();
    }
    world.give(Who::Office, vec![scene::OTHERS.parse().unwrap()]).unwrap();
    let fault = world.check_forgotten(desk).unwrap_err();
    assert!(fault.contains("of a lost village is here still"), "{fault}");
    world.heal().await.unwrap();
}

/// Plants a fault in an honest run; it must be found and named.
fn planted(honest: &Observed, words: &str, plant: impl FnOnce(&mut Observed)) {
    let mut seen = honest.clone();
    plant(&mut seen);
    let faults = check::faults(&seen);
    assert!(
        faults.iter().any(|fault| fault.contains(words)),
        "no fault says {words:?}: {faults:?}"
    );
}

/// A device that was revoked and handed nothing in since, but for these batches that the log took in.
fn closed(late: Vec<u64>) -> ClosedSeen {
    ClosedSeen {
        name: "second".to_owned(),
        late,
        quarantine: BTreeMap::new(),
        photos: BTreeSet::new(),
    }
}

#[tokio::test]
async fn every_promise_of_the_simulation_can_be_broken() {
    let honest = honest().await;
    let view = |seen: &mut Observed| seen.devices[0].views.keys().next().copied().unwrap();
    planted(&honest, "None", |seen| {
        let entry = view(seen);
        seen.devices[0].views.remove(&entry);
    });
    planted(&honest, "改过", |seen| {
        let entry = view(seen);
        seen.devices[0].views.get_mut(&entry).unwrap().entry.matter = "改过".to_owned();
    });
    planted(&honest, "is Here", |seen| {
        let entry = view(seen);
        seen.devices[0].views.get_mut(&entry).unwrap().row.delivery = Delivery::Here;
    });
    planted(&honest, "has no end", |seen| {
        seen.devices[2].sync.filling = Some(Filling::default())
    });
    planted(&honest, "1 unsent", |seen| seen.devices[2].sync.unsent = 1);
    planted(&honest, "read the log 1 times more", |seen| {
        seen.devices[2].read_again = 1
    });
    planted(&honest, "the server lacks it", |seen| {
        let entry = *seen.promises.entries.first().unwrap();
        seen.log.entries.remove(&entry);
    });
    planted(&honest, "is in no change", |seen| {
        let entry = *seen.promises.entries.first().unwrap();
        seen.log.entries.get_mut(&entry).unwrap().changes.clear();
    });
    planted(&honest, "was recorded but the server lacks it", |seen| {
        seen.promises.needs.insert(EntryId([1; 16]), "word".to_owned());
    });
    planted(&honest, "the operator was told word 0 times", |seen| {
        seen.promises.feedback.insert("word".to_owned(), 0);
    });
    planted(&honest, "need", |seen| {
        let device = seen.devices.iter_mut().find(|device| !device.needs.is_empty()).unwrap();
        device.needs.clear();
    });
    planted(&honest, "was given but the server lacks it", |seen| {
        let act = *seen.promises.signed.keys().next().unwrap();
        seen.log.acts.remove(&act);
    });
    planted(&honest, "lacks act", |seen| {
        for device in &mut seen.devices {
            device.views.values_mut().for_each(|view| view.acts.clear());
        }
    });
    planted(&honest, "that the server did not give", |seen| {
        seen.devices[0].receipts[0].1.push(0);
    });
    planted(&honest, "yet the log took its batch 7 in", |seen| {
        seen.closed = Some(closed(vec![7]))
    });
    planted(&honest, "was given but the server lacks it", |seen| {
        // A revoked device, but nothing of it in the quarantine.
        seen.closed = Some(closed(Vec::new()));
        let act = *seen.promises.signed.keys().next().unwrap();
        seen.log.acts.remove(&act);
    });
    planted(&honest, "holds no root", |seen| seen.devices[1].root = None);
    planted(&honest, "is not the log's", |seen| {
        seen.devices[1].root.as_mut().unwrap().hash = Digest([0; 32]);
    });
    planted(&honest, "about an honest server", |seen| {
        seen.devices[1].sync.records = Some(RecordsNotice::Differ);
    });
    planted(&honest, "does not hold", |seen| {
        let signed = seen.log.entries.values_mut().find(|log| !log.acts.is_empty()).unwrap();
        signed.acts.values_mut().for_each(|act| act.holds = false);
    });
    planted(&honest, "signs another content than was shown", |seen| {
        seen.promises
            .signed
            .values_mut()
            .for_each(|(_, digest)| *digest = Digest([0; 32]));
    });
    planted(&honest, "is rebuilt as", |seen| seen.projections[0].clear());
    planted(&honest, "the server has not all of photo", |seen| {
        seen.log.photos.values_mut().for_each(|(_, sound)| *sound = false);
    });
    planted(&honest, "photo", |seen| {
        for device in &mut seen.devices {
            device.photos.values_mut().for_each(|photo| photo.sound = false);
        }
    });
    planted(&honest, "photos are left", |seen| {
        seen.devices[0].sync.photos.down.items = 1
    });
    planted(&honest, "the county holds the figures", |seen| {
        seen.above.held.first_mut().unwrap().minutes += 1;
    });
    planted(&honest, "something else of 1 entries", |seen| seen.above.texts = 1);
    planted(&honest, "holds the registers", |seen| {
        let device = seen.registers.devices.iter_mut().find(|device| !device.held.is_empty());
        device.unwrap().held.pop();
    });
    planted(&honest, "waits", |seen| {
        seen.registers.waiting.insert(ActId([9; 16]));
    });
    planted(&honest, "stands in the log 2 times", |seen| {
        let first = seen.registers.log[0].clone();
        seen.registers.log.push(first);
    });
    planted(&honest, "the signature of registration", |seen| {
        seen.registers.log[0].holds = false;
    });
    planted(&honest, "neither in the log nor shown again", |seen| {
        let act = ActId([9; 16]);
        seen.promises.registered.insert(act, (0, EntryId([9; 16])));
    });
    planted(&honest, "are made again as", |seen| seen.registers.folds[0].clear());
    planted(&honest, "and is appointed in", |seen| {
        let nowhere = BTreeSet::from(["450102101202".to_owned()]);
        seen.registers.moved = Some((BTreeSet::new(), nowhere));
    });
    planted(&honest, "search row", |seen| {
        seen.devices[1].audit.push("search row of an entry differs".to_owned())
    });
}
