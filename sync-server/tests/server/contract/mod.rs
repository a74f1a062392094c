//! What every implementation of `Db` must do. `run` takes a function that makes an empty database; a new implementation
//! adds one line below and must pass unchanged.

mod blobs;
mod enrolment;
mod feedback;
mod figures;
mod firms;
mod index;
mod inquiries;
mod log;
mod register;
mod scope;
mod sides;
mod together;
mod tree;

use cunfa_core::{
    ActId, Area, BatchId, DeviceId, Digest, EntryId, Kind, Mode, PersonId, ResultClass, Stage, VillageCode,
};
use cunfa_evidence::batch::SealedBatch;
use cunfa_server::db::sqlite::SqliteDb;
use cunfa_server::db::{ActsOf, Appended, Db, EntryRow, Founding, Listed, LogBatch, NewBatch, Renewal, StoredInk};

use crate::support::{OwnDatabase, VILLAGE};

/// Makes an empty database, not founded.
type Make<'a> = &'a dyn Fn() -> Box<dyn Db>;

fn run(make: Make<'_>) {
    register::all(make);
    scope::all(make);
    enrolment::all(make);
    feedback::all(make);
    inquiries::all(make);
    firms::all(make);
    log::all(make);
    index::all(make);
    figures::all(make);
    sides::all(make);
    tree::all(make);
    together::all(make);
    blobs::all(make);
}

#[test]
fn sqlite_in_memory_keeps_the_contract() {
    run(&|| Box::new(SqliteDb::in_memory().unwrap()));
}

#[test]
fn sqlite_on_a_file_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let count = std::cell::Cell::new(0);
    run(&|| {
        count.set(count.get() + 1);
        Box::new(SqliteDb::create(&folder.path().join(format!("{}.db", count.get()))).unwrap())
    });
}

#[test]
fn postgresql_keeps_the_contract() {
    // Each lives until the next is made.
    let last = std::cell::RefCell::new(None);
    run(&|| {
        let own = OwnDatabase::made();
        let db = own.open();
        drop(last.borrow_mut().replace(own));
        Box::new(db)
    });
}

fn county() -> Area {
    "450102".parse().unwrap()
}

fn village(code: &str) -> VillageCode {
    code.parse().unwrap()
}

/// A database with two counties.
fn founded(make: Make<'_>) -> Box<dyn Db> {
    let db = make();
    db.found(&small()).unwrap();
    db
}

fn small() -> Founding {
    let of = |code: &str, county: &str| cunfa_core::Village {
        code: code.parse().unwrap(),
        city: "南宁市".to_owned(),
        county: county.to_owned(),
        township: "某镇".to_owned(),
        name: "那𡌶村委会".to_owned(),
    };
    Founding {
        county_key: vec![4; 65],
        villages: vec![
            of("450103001001", "青秀区"),
            of(VILLAGE, "兴宁区"),
            of("450102101203", "兴宁区"),
            of("450102102201", "兴宁区"),
        ],
        rules: vec!["第二".to_owned(), "第一".to_owned()],
        epoch: 5,
    }
}

fn batch(number: u8, entry: u8, place: &str) -> NewBatch {
    let sealed = SealedBatch {
        bytes: noise(number),
        signature: vec![number; 64],
    };
    NewBatch {
        id: BatchId([number; 32]),
        village: village(place),
        entry: EntryId([entry; 16]),
        device: DeviceId([1; 16]),
        acts: vec![Digest([number; 32])],
        inks: vec![ink(number)],
        attachments: Vec::new(),
        packed: sealed.packed(),
        row: None,
        directory: None,
        judged_upto: None,
        grows_directory: false,
        sealed,
        ruling: None,
    }
}

/// A hundred bytes that no compression makes fewer, the number first.
fn noise(number: u8) -> Vec<u8> {
    let hashes = (0..4u8).map(|part| cunfa_evidence::hash(&[number, part]));
    let bytes = hashes.flat_map(|hash| hash.as_bytes().to_vec());
    std::iter::once(number).chain(bytes).take(100).collect()
}

/// Handwriting of the act with this number.
fn ink(number: u8) -> StoredInk {
    StoredInk {
        shape: Digest([number; 32]),
        act: ActId([number; 16]),
    }
}

/// A receipt that tells its arguments.
fn issue(epoch: u64, sequence: u64, batch: BatchId) -> Vec<u8> {
    format!("{epoch}/{sequence}/{batch}").into_bytes()
}

/// A renewal whose receipts tell their arguments too.
fn renewal<'a>(epoch: u64, acts: &'a ActsOf<'a>) -> Renewal<'a> {
    let issue = &|_: &Area, epoch: u64, batch: &LogBatch| {
        let number = batch.sealed.bytes.first().copied().unwrap();
        issue(epoch, batch.sequence, BatchId([number; 32]))
    };
    Renewal { epoch, issue, acts }
}

/// Renews the epochs; nothing is found in the log.
fn renew(db: &dyn Db, epoch: u64) {
    db.renew_epochs(&renewal(epoch, &|_| Vec::new())).unwrap();
}

/// A row that tells how many batches it was made of. Entry 99 is unreadable.
fn project(entry: EntryId, log: &[LogBatch]) -> Option<EntryRow> {
    let first = log.first().filter(|_| entry != EntryId([99; 16]))?;
    Some(EntryRow {
        entry,
        village: first.village.clone(),
        number: "01-0001".to_owned(),
        date: "2026-11-20".parse().unwrap(),
        kind: Kind::Lecture,
        mode: Mode::OnSite,
        minutes: u16::try_from(log.len()).unwrap(),
        counsel: PersonId([3; 16]),
        counsel_name: "𫞩某".to_owned(),
        stage: if log.len() == 2 { Stage::InReview } else { Stage::Signed },
        official: (log.len() > 1).then_some(ActId([8; 16])),
        changed_after_signing: log.len() > 2,
        on_paper: log.len() > 3,
        since_ms: log.last().map_or(0, |batch| batch.received_ms),
        listed: Listed {
            start: (log.len() == 1).then_some(9 * 60),
            name: "𡌶某".to_owned(),
            more_names: log.len() > 1,
            matter: "土地".to_owned(),
            major: log.len() > 2,
            people: u32::try_from(log.len()).unwrap(),
            result: (log.len() == 2).then_some(ResultClass::Solved),
            corrects: (log.len() == 2).then_some(EntryId([77; 16])),
        },
        parties: sides::parties(entry),
    })
}

fn append(db: &dyn Db, batches: &[NewBatch], now_ms: i64) -> Vec<Appended> {
    db.append(&county(), batches, now_ms, &issue, &project).unwrap()
}
