//! A server whose process ends at once, in the middle of an answer: the device keeps what came, says nothing of the rest, and goes on from
//! there when the server is back.

use std::path::Path;

use cunfa_core::VillageCode;
use cunfa_evidence::pin::Cost;
use cunfa_protocol::command::{OpenEntry, SyncStatus, Volume};
use cunfa_protocol::view::{Delivery, EntryRow, SyncOutcome, VolumeFilter};
use cunfa_server::db::Db as _;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_tests::bench::field_device::{FieldDevice, form};
use cunfa_tests::harness::proxy::{Break, Direction, Shape};
use cunfa_tests::harness::{Dice, Proxy, TestFolder};
use cunfa_tests::story::people::{PEOPLE, VILLAGE};
use cunfa_tests::story::server::DemoServer;

const ENTRIES: usize = 24;
/// So many characters of each tell nothing of one another: some 8 KB on the line.
const CHARACTERS: usize = 4_000;
const ENTRY_BYTES: u64 = 9_500;
/// What arrives of the answers before the server is killed: more than the index and a few entries, and less than half of all.
const CAME: u64 = 70_000;
/// What arrives of the answer to a push: the head of the HTTP, and no receipt whole.
const BEGINNING: u64 = 150;

async fn server(folder: &Path) -> DemoServer {
    let program = Path::new(env!("CARGO_BIN_EXE_cunfa-kill"));
    let mut server = DemoServer::create(program, &folder.join("server")).unwrap();
    server.serve().unwrap();
    server
}

/// A counsel's device.
async fn writer(server: &DemoServer, url: &str, folder: &Path) -> FieldDevice {
    let [counsel, ..] = &PEOPLE;
    let writer = FieldDevice::open(&folder.join("writer"), Some(Cost::TEST)).unwrap();
    writer.enrol_people(server, url, &[counsel]).await.unwrap();
    writer
}

async fn write(device: &FieldDevice, dice: &mut Dice, number: usize) {
    let draft = device.draft().await.unwrap();
    let mut form = form(number as u64, draft.today).unwrap();
    let characters = std::iter::repeat_with(|| char::from_u32(0x4E00 + dice.below(0x5000) as u32).unwrap());
    form.advice = characters.take(CHARACTERS).collect();
    device.save_form(draft.draft, form).await.unwrap();
}

/// All that the list shows.
async fn rows(device: &FieldDevice) -> Vec<EntryRow> {
    let mut rows: Vec<EntryRow> = Vec::new();
    loop {
        let page = device.ask(Volume {
            village: None,
            year: None,
            filter: VolumeFilter::default(),
            search: String::new(),
            offset: u32::try_from(rows.len()).unwrap(),
        });
        let page = page.await.unwrap();
        rows.extend(page.rows);
        if rows.len() >= page.total as usize {
            return rows;
        }
    }
}

/// How many of the listed entries are here. Each of these is whole; of the others nothing more is said than that the index tells of them.
async fn here(device: &FieldDevice) -> usize {
    let rows = rows(device).await;
    assert_eq!(rows.len(), ENTRIES);
    let mut here = 0;
    for row in rows {
        match row.delivery {
            Delivery::Delivered => {
                let opened = device.ask(OpenEntry { entry: row.entry }).await.unwrap();
                assert_eq!(opened.entry.advice.chars().count(), CHARACTERS);
                here += 1;
            }
            Delivery::NotHere => {}
            Delivery::Here | Delivery::Parked(_) => panic!("{row:?}"),
        }
    }
    let filling = device.ask(SyncStatus {}).await.unwrap().filling;
    let told = filling.map_or((ENTRIES, ENTRIES), |filling| {
        (filling.entries as usize, filling.entries_here as usize)
    });
    assert_eq!(told, (ENTRIES, here));
    here
}

/// How many batches the county's log holds on the disk.
fn logged(server: &DemoServer) -> u64 {
    let county = VILLAGE.parse::<VillageCode>().unwrap().county();
    let log = SqliteDb::open(&server.database()).unwrap();
    log.shard(&county).unwrap().unwrap().last_sequence
}

/// One pass in which exactly so many bytes of answers arrive; then the process is killed, the rest still on the way, and takes its
/// connections with it.
async fn pass_until_killed(device: &FieldDevice, server: &mut DemoServer, line: &Proxy, bytes: u64) {
    let cuts = line.counts().cuts;
    line.cut_after(Direction::Down, bytes, Break::Silent);
    let killing = async {
        line.broken(cuts + 1).await;
        server.kill().unwrap();
        line.cut(Break::Closed);
    };
    let (outcome, ()) = tokio::join!(device.app.sync_pass(), killing);
    assert_eq!(outcome, SyncOutcome::NoNetwork);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_the_middle_of_an_answer_the_server_is_asked_for_the_rest_only_when_it_is_back() {
    let folder = TestFolder::new().unwrap();
    let mut server = server(folder.path()).await;
    let writer = writer(&server, &server.url(), folder.path()).await;
    let mut dice = Dice::new(17);
    for number in 0..ENTRIES {
        write(&writer, &mut dice, number).await;
    }
    assert_eq!(writer.app.sync_pass().await, SyncOutcome::Done);
    let line = Proxy::start(server.port(), Shape::OPEN).unwrap();
    let reader = FieldDevice::open(&folder.join("reader"), Some(Cost::TEST)).unwrap();
    let [_, _, office] = &PEOPLE;
    reader.enrol_people(&server, &line.url(), &[office]).await.unwrap();

    pass_until_killed(&reader, &mut server, &line, CAME).await;
    let first = here(&reader).await;
    assert!((3..ENTRIES / 2).contains(&first), "{first} entries came");
    assert_eq!(reader.app.sync_pass().await, SyncOutcome::NoNetwork);
    assert_eq!(here(&reader).await, first);
    assert_eq!(logged(&server), ENTRIES as u64);

    server.serve().unwrap();
    let before = line.counts().down;
    assert_eq!(reader.app.sync_pass().await, SyncOutcome::Done);
    let rest = line.counts().down - before;
    let missing = (ENTRIES - first) as u64;
    assert!(rest < missing * ENTRY_BYTES, "{rest} bytes for {missing} entries");
    assert_eq!(here(&reader).await, ENTRIES);
    assert_eq!(reader.ask(SyncStatus {}).await.unwrap().filling, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_stored_and_was_killed_before_it_could_say_is_shown_as_unsent_and_is_there_once() {
    const WRITTEN: usize = 5;
    let folder = TestFolder::new().unwrap();
    let mut server = server(folder.path()).await;
    let line = Proxy::start(server.port(), Shape::OPEN).unwrap();
    let device = writer(&server, &line.url(), folder.path()).await;
    let mut dice = Dice::new(18);
    // The first answers bring the register.
    write(&device, &mut dice, 0).await;
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    for number in 1..=WRITTEN {
        write(&device, &mut dice, number).await;
    }
    pass_until_killed(&device, &mut server, &line, BEGINNING).await;
    assert_eq!(logged(&server), WRITTEN as u64 + 1);
    let deliveries = |rows: Vec<EntryRow>, of: Delivery| rows.iter().filter(|row| row.delivery == of).count();
    assert_eq!(deliveries(rows(&device).await, Delivery::Here), WRITTEN);
    assert_eq!(deliveries(rows(&device).await, Delivery::Delivered), 1);

    server.serve().unwrap();
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(deliveries(rows(&device).await, Delivery::Delivered), WRITTEN + 1);
    assert_eq!(logged(&server), WRITTEN as u64 + 1);
}
