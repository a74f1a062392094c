//! A device that joins late: the index first, so that the list can be used, then the log; whatever breaks on the way.

use cunfa_core::EntryId;
use cunfa_protocol::Code;
use cunfa_protocol::index::IndexRow;
use cunfa_protocol::view::{Delivery, EntryRow, SyncOutcome};
use cunfa_protocol::wire::SYNC_PATH;
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::messages::{Answered, Asked};
use cunfa_tests::harness::scene::{SECOND, Scene, Who};
use cunfa_tests::harness::{Fault, TestDevice, scene};

use super::{scene as stage, village};

/// Entries that are there before the device joins: more than comes at once while the index is wanted.
const BEFORE: usize = 12;

/// A server with entries of a counsel's tablet, the last one signed.
async fn filled() -> (Scene, TestDevice, Vec<EntryId>) {
    let mut scene = stage();
    let tablet = scene.tablet().await.unwrap();
    let mut entries = Vec::new();
    for number in 0..BEFORE {
        let form = consultation(&village(), &format!("宅基地界址之{number}"));
        entries.push(tablet.write(form).await.unwrap().row.entry);
    }
    tablet.sign(entries[BEFORE - 1], 1, 5).await.unwrap();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    (scene, tablet, entries)
}

/// Lets so many requests through and drops every later one.
fn only(device: &TestDevice, requests: usize) {
    let mut left = requests;
    device.link.fate(Box::new(move || {
        let through = left > 0;
        left = left.saturating_sub(1);
        if through { Fault::None } else { Fault::DropRequest }
    }));
}

async fn rows(device: &TestDevice) -> Vec<EntryRow> {
    let page = device.find("").await.unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows
}

fn not_here(rows: &[EntryRow]) -> usize {
    rows.iter().filter(|row| row.delivery == Delivery::NotHere).count()
}

async fn all_is_here(device: &TestDevice, entries: &[EntryId]) {
    let rows = rows(device).await;
    assert_eq!((rows.len(), not_here(&rows)), (entries.len(), 0));
    for entry in entries {
        assert_eq!(device.entry(*entry).await.unwrap().row.delivery, Delivery::Delivered);
    }
    assert_eq!(device.sync_status().await.unwrap().filling, None);
    assert_eq!(device.audit().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_list_can_be_used_after_the_index_alone_and_the_rest_comes_later() {
    let (mut scene, _tablet, entries) = filled().await;
    let office = scene.office().await.unwrap();
    only(&office, 1);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::NoNetwork);
    let listed = rows(&office).await;
    assert_eq!(listed.len(), BEFORE);
    assert!(not_here(&listed) >= BEFORE - 3, "{} not here", not_here(&listed));
    assert_eq!(office.find("界址之").await.unwrap().total as usize, BEFORE);
    let filling = office.sync_status().await.unwrap().filling.unwrap();
    assert_eq!(filling.entries as usize, BEFORE);
    assert_eq!(filling.entries_here as usize, BEFORE - not_here(&listed));
    assert!(filling.bytes_here < filling.bytes && filling.left_ms.is_none());
    // What only the index tells of is shown as that, and nothing more.
    let told = listed.iter().find(|row| row.delivery == Delivery::NotHere).unwrap();
    assert_eq!(
        office.entry(told.entry).await,
        Err(Code::NotHereYet {
            row: Box::new(told.clone())
        })
    );
    office.link.always(Fault::None);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    all_is_here(&office, &entries).await;
    // Its row leads to the entry also afterwards.
    let opened = office.entry(told.entry).await.unwrap();
    assert_eq!(
        (&opened.row.number, &opened.row.matter),
        (&told.number, &opened.entry.matter)
    );
    assert!(entries.contains(&opened.row.entry));
}

#[tokio::test]
async fn an_index_that_is_cut_anywhere_goes_on_and_shows_no_row_twice() {
    let (mut scene, _tablet, entries) = filled().await;
    let whole = {
        let office = scene.office().await.unwrap();
        only(&office, 1);
        office.sync().await.unwrap();
        office.link.tally().last_whole_bytes
    };
    assert!(whole > 200, "{whole} bytes");
    for cut in (0..whole).step_by(whole / 24) {
        let office = scene.office().await.unwrap();
        let mut fates = vec![Fault::DropRequest, Fault::CutAnswer(cut)];
        office.link.fate(Box::new(move || fates.pop().unwrap_or(Fault::None)));
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::NoNetwork, "cut after {cut}");
        let before = rows(&office).await.len();
        assert!(before <= BEFORE);
        office.link.always(Fault::None);
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
        all_is_here(&office, &entries).await;
    }
}

#[tokio::test]
async fn a_program_that_is_killed_while_it_fills_goes_on_where_it_was() {
    let (mut scene, _tablet, entries) = filled().await;
    let mut office = scene.office().await.unwrap();
    for requests in [1, 2, 3] {
        only(&office, requests);
        office.sync().await.unwrap();
        office.pull_the_plug().unwrap();
        office.unlock(0).await.unwrap();
        assert!(rows(&office).await.len() <= BEFORE);
    }
    assert_eq!(rows(&office).await.len(), BEFORE);
    office.link.always(Fault::None);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    all_is_here(&office, &entries).await;
}

#[tokio::test]
async fn what_is_written_meanwhile_goes_up_before_the_index_comes() {
    let (mut scene, tablet, entries) = filled().await;
    let other = scene.device_of(&[Who::Counsel]).await.unwrap();
    only(&other, 0);
    other.sync().await.unwrap();
    let own = other.write(consultation(&village(), "新写的")).await.unwrap().row.entry;
    only(&other, 1);
    other.sync().await.unwrap();
    assert_eq!(other.entry(own).await.unwrap().row.delivery, Delivery::Delivered);
    assert!(other.sync_status().await.unwrap().filling.is_none());
    other.link.always(Fault::None);
    assert_eq!(other.sync().await.unwrap(), SyncOutcome::Done);
    let every: Vec<EntryId> = entries.into_iter().chain([own]).collect();
    all_is_here(&other, &every).await;
    tablet.sync().await.unwrap();
    all_is_here(&tablet, &every).await;
}

#[tokio::test]
async fn an_index_that_cannot_be_had_keeps_nothing_waiting() {
    for fault in [Fault::Html, Fault::Empty, Fault::Busy] {
        let (mut scene, _tablet, entries) = filled().await;
        let office = scene.office().await.unwrap();
        let mut fates = vec![fault];
        office.link.fate(Box::new(move || fates.pop().unwrap_or(Fault::None)));
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done, "{fault:?}");
        all_is_here(&office, &entries).await;
    }
}

#[tokio::test]
async fn a_cadre_sees_no_row_of_a_village_that_is_not_theirs() {
    let (mut scene, tablet, _) = filled().await;
    let second = scene::village(SECOND).unwrap();
    tablet.write(consultation(&second, "别村的")).await.unwrap();
    tablet.sync().await.unwrap();
    let cadre = scene.device_of(&[Who::Cadre]).await.unwrap();
    only(&cadre, 2);
    cadre.sync().await.unwrap();
    let rows = rows(&cadre).await;
    assert_eq!(rows.len(), BEFORE);
    assert!(rows.iter().all(|row| row.village == village()));
    assert_eq!(cadre.find("别村").await.unwrap().total, 0);
}

#[tokio::test]
async fn a_server_that_came_from_a_backup_is_filled_from_anew() {
    let (mut scene, tablet, entries) = filled().await;
    let office = scene.office().await.unwrap();
    only(&office, 1);
    office.sync().await.unwrap();
    scene.server.running().unwrap().begin_anew(1).unwrap();
    office.link.always(Fault::None);
    for _ in 0..2 {
        office.sync().await.unwrap();
    }
    all_is_here(&office, &entries).await;
    for _ in 0..2 {
        tablet.sync().await.unwrap();
    }
    all_is_here(&tablet, &entries).await;
}

#[tokio::test]
async fn what_somebody_opens_comes_before_everything_else() {
    let (mut scene, _tablet, _) = filled().await;
    let office = scene.office().await.unwrap();
    only(&office, 1);
    office.sync().await.unwrap();
    // The newest entries are the last of the log.
    let told = rows(&office).await;
    let told = told.into_iter().max_by_key(|row| row.number.clone()).unwrap();
    assert!(matches!(office.entry(told.entry).await, Err(Code::NotHereYet { .. })));
    office.link.remember();
    only(&office, 1);
    office.sync().await.unwrap();
    let asked = Asked::read(&office.link.remembered()[0].body).unwrap();
    assert_eq!(asked.want, [IndexRow::short(told.entry)]);
    let answer = scene.server.answer(
        SYNC_PATH,
        office.link.remembered()[0].token.as_deref(),
        &asked.body().unwrap(),
    );
    let answered = Answered::read(&answer.unwrap().body).unwrap();
    assert_eq!(answered.wanted, 1);
    assert!(
        answered.pulled[0].sequence > answered.pulled[1].sequence,
        "the wanted one comes first"
    );
    let opened = office.entry(told.entry).await.unwrap();
    assert_eq!(opened.row.delivery, Delivery::Delivered);
    assert_eq!(opened.row.number, told.number);
    office.link.remember();
    office.link.always(Fault::None);
    assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done);
    let again = Asked::read(&office.link.remembered()[0].body).unwrap();
    assert!(again.want.is_empty());
    assert_eq!(office.audit().unwrap(), Vec::<String>::new());
}
