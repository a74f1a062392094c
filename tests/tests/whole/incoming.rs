//! An answer of a sync that does not come to its end: what came stays, what did not is asked for, and nothing falls between.

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_protocol::view::SyncOutcome;
use cunfa_protocol::wire::SYNC_PATH;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::messages::Asked;
use cunfa_tests::harness::scene::Scene;
use cunfa_tests::harness::{Dice, Fault, TestDevice, raw};

use super::{scene, village};

/// Entries that wait for the office.
const ENTRIES: usize = 120;

/// Entries of a tablet with texts of their own, on the server; and an office that was there before them, whose next answer holds
/// them all.
async fn waiting() -> (Scene, TestDevice, usize) {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let office = scene.office().await.unwrap();
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    fill(&scene, &tablet).await;
    office.link.remember();
    office.link.once(Fault::DropAnswer);
    office.sync().await.unwrap();
    let whole = office.link.tally().last_whole_bytes;
    assert!(whole > 120_000, "{whole} bytes are too few for several parts");
    (scene, office, whole)
}

async fn fill(scene: &Scene, tablet: &TestDevice) {
    let mut dice = Dice::new(11);
    for _ in 0..ENTRIES {
        let mut form = consultation(&village(), "宅基地界址");
        let characters = std::iter::repeat_with(|| char::from_u32(0x4E00 + dice.below(0x2000) as u32).unwrap());
        form.advice = characters.take(400).collect();
        tablet.write(form).await.unwrap();
    }
    tablet.sync().await.unwrap();
    assert_eq!(scene.server.log().unwrap().len(), ENTRIES);
}

fn entries(device: &TestDevice) -> usize {
    let items = raw::items(device.folder()).unwrap();
    items.into_iter().map(|(entry, _)| entry).collect::<BTreeSet<_>>().len()
}

/// The cursor of the last request for a sync.
fn asked_from(device: &TestDevice) -> u64 {
    let requests = device.link.remembered();
    let last = requests.iter().rfind(|request| request.path == SYNC_PATH).unwrap();
    Asked::read(&last.body).unwrap().cursor
}

#[tokio::test]
async fn cut_after_any_part_it_leaves_what_came_and_the_next_request_asks_for_the_rest_only() {
    let (scene, office, whole) = waiting().await;
    let mut here = 0;
    for part in 1..4 {
        office.link.once(Fault::CutAnswer(whole / 4));
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::NoNetwork);
        let now = entries(&office);
        assert!(now > here, "part {part} left {now} entries after {here}");
        here = now;
    }
    assert!(here < ENTRIES);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(asked_from(&office), here as u64);
    let rest = office.link.tally().last_whole_bytes;
    assert!(rest < whole * 2 / 3, "{rest} of {whole} bytes came once more");
    assert_eq!(entries(&office), ENTRIES);
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
    drop(scene);
}

#[tokio::test]
async fn a_program_killed_between_two_parts_goes_on_where_the_first_was_stored() {
    let (_scene, mut office, whole) = waiting().await;
    let mut here = 0;
    for _ in 0..2 {
        office.link.once(Fault::KillIn(whole / 3));
        let (app, link) = (office.app().unwrap(), Arc::clone(&office.link));
        tokio::select! {
            _ = app.sync_pass() => panic!("the pass was to be killed"),
            () = link.killed() => {}
        }
        drop(app);
        office.pull_the_plug().unwrap();
        office.unlock(0).await.unwrap();
        let now = entries(&office);
        assert!(now > here && now < ENTRIES, "{now} entries after {here}");
        here = now;
    }
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert_eq!(asked_from(&office), here as u64);
    assert_eq!(entries(&office), ENTRIES);
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_log_read_from_its_beginning_leaves_no_gap_when_its_answer_is_cut() {
    let (scene, office, whole) = waiting().await;
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    // The log begins anew: another epoch, and the whole of it comes again.
    scene.server.begin_anew(1_000).unwrap();
    // What the device then asks for first, before the index, is little.
    for cut in [whole / 3, 1_000] {
        office.link.once(Fault::CutAnswer(cut));
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::NoNetwork);
    }
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    assert!((1..ENTRIES as u64).contains(&asked_from(&office)));
    assert_eq!(entries(&office), ENTRIES);
    let receipts = raw::receipts(office.folder()).unwrap();
    assert_eq!(receipts.len(), ENTRIES);
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_written_while_a_long_answer_comes_goes_up_at_once_and_the_rest_of_the_answer_after_it() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let other = scene.counsel().await.unwrap();
    assert_eq!(other.sync().await.unwrap(), SyncOutcome::Done);
    fill(&scene, &tablet).await;
    other.link.remember();
    // So much comes of the answer, and then nothing for ever.
    other.link.once(Fault::KillIn(40_000));
    let writing = async {
        other.link.killed().await;
        let here = entries(&other);
        other.write(consultation(&village(), "赡养")).await.unwrap();
        here
    };
    let (outcome, here) = tokio::join!(other.sync(), writing);
    assert_eq!(outcome.unwrap(), SyncOutcome::Done);
    assert!((1..ENTRIES).contains(&here), "{here} entries came");
    let asked = other.link.remembered();
    let asked: Vec<Asked> = asked
        .iter()
        .filter(|request| request.path == SYNC_PATH)
        .map(|request| Asked::read(&request.body).unwrap())
        .collect();
    let told: Vec<(usize, u64)> = asked.iter().map(|one| (one.batches.len(), one.cursor)).collect();
    assert_eq!(told[..2], [(0, 0), (1, here as u64)]);
    assert_eq!(entries(&other), ENTRIES + 1);
    assert_eq!(scene.server.log().unwrap().len(), ENTRIES + 1);
    assert_eq!(other.audit().unwrap(), Vec::<String>::new());
}
