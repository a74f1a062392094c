//! The invented year of the demo, small: everything is in it, everything holds, and the same seed makes the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use cunfa_client::{Clock as _, SystemClock};
use cunfa_core::entry::from_fields;
use cunfa_core::need::{self, Need};
use cunfa_core::register::{Allocation, Assessment, Filing, MonthlyCheck, RecordKind, Recusal, Registers, month_text};
use cunfa_core::{
    Area, BatchId, Body, DeviceId, Entry, EntryId, Ink, Kind, Mode, QuestionKind, ServiceTime, Stage, Standing,
    VillageCode,
};
use cunfa_document::{DocumentKind, EntryDoc};
use cunfa_evidence::act::SignedAct;
use cunfa_evidence::batch::Batch;
use cunfa_protocol::command as c;
use cunfa_server::SystemRandom;
use cunfa_server::db::{InquiriesAsk, LogBatch, Pull};
use cunfa_server::export::Attachments;
use cunfa_tests::bench::field_device::FieldDevice;
use cunfa_tests::harness::{TestFolder, enrolling};
use cunfa_tests::story::year::{COUNTY, Kept, Matter, Question, Seen, Size, Year, clock_ms, make};

const SEED: u64 = 3;

fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 23)
        .unwrap()
        .and_hms_opt(15, 0, 0)
        .unwrap()
}

fn small(folder: &TestFolder, seed: u64) -> Year {
    make(folder.path(), &Size::SMALL, seed, now(), &mut |_| {}).unwrap()
}

fn log(year: &Year) -> Vec<LogBatch> {
    let county = COUNTY.parse().unwrap();
    let pull = Pull {
        county: &county,
        after: 0,
        head: u64::MAX >> 1,
        scope: std::slice::from_ref(&county),
        without: &BTreeSet::new(),
        bytes_max: u64::MAX >> 1,
    };
    year.server.db().pull(&pull).unwrap().batches
}

/// Every document of the log, read anew from its changes.
struct Content {
    entries: BTreeMap<EntryId, Entry>,
    needs: BTreeMap<EntryId, Need>,
    acts: Vec<SignedAct>,
}

fn content(year: &Year) -> Content {
    let mut changes: BTreeMap<EntryId, Vec<Vec<u8>>> = BTreeMap::new();
    let mut acts = Vec::new();
    for logged in log(year).into_iter().filter(|logged| !logged.village.is_seat()) {
        let Batch {
            entry,
            changes: more,
            acts: signed,
            ..
        } = logged.sealed.open().unwrap();
        changes.entry(entry).or_default().extend(more);
        acts.extend(signed.iter().map(|bytes| SignedAct::read(bytes).unwrap()));
    }
    let (mut entries, mut needs) = (BTreeMap::new(), BTreeMap::new());
    for (id, changes) in changes {
        let doc = EntryDoc::load(id, changes.iter().map(Vec::as_slice)).unwrap();
        match doc.kind() {
            Some(DocumentKind::Need) => drop(needs.insert(id, need::from_fields(&doc.fields()).unwrap())),
            _ => drop(entries.insert(id, from_fields(&doc.fields()).unwrap())),
        }
    }
    Content { entries, needs, acts }
}

#[test]
fn a_small_year_holds_every_state_an_entry_and_a_need_can_be_in() {
    let folder = TestFolder::new().unwrap();
    let year = small(&folder, SEED);
    let area = COUNTY.parse().unwrap();
    let rows = year.server.db().entries(&area).unwrap();
    assert_eq!((rows.len(), year.entries), (Size::SMALL.entries, Size::SMALL.entries));
    let stages: BTreeSet<Stage> = rows.iter().map(|row| row.stage).collect();
    // What the server holds is delivered: 已签字 is for devices.
    let all = Stage::ALL.into_iter().filter(|stage| *stage != Stage::Signed);
    assert_eq!(stages, all.collect());
    assert!(rows.iter().any(|row| row.on_paper && row.stage == Stage::Approved));
    assert!(rows.iter().any(|row| row.changed_after_signing));
    let stage_of: BTreeMap<EntryId, Stage> = rows.iter().map(|row| (row.entry, row.stage)).collect();
    let corrections = || rows.iter().filter(|row| row.listed.corrects.is_some());
    assert!(corrections().any(|row| row.stage == Stage::Approved));
    assert!(corrections().any(|row| row.stage == Stage::Returned));
    let corrected = corrections().filter_map(|row| stage_of.get(&row.listed.corrects?));
    assert!(corrected.clone().count() > 0 && corrected.copied().all(|stage| stage == Stage::Returned));

    let Content { entries, needs, acts } = content(&year);
    let answered: BTreeSet<EntryId> = entries.values().filter_map(|entry| entry.answers).collect();
    assert_eq!(needs.len(), year.needs);
    assert!(answered.iter().all(|need| needs.contains_key(need)) && !answered.is_empty());
    assert!(needs.values().any(|need| need.closed.is_some()));
    assert!(
        needs
            .iter()
            .any(|(id, need)| need.closed.is_none() && !answered.contains(id))
    );

    let certificates = year.server.db().certificates(&area).unwrap();
    let confirmed = certificates.iter().filter(|one| one.standing == Standing::Confirmed);
    let confirmed: BTreeSet<_> = confirmed.map(|one| one.key).collect();
    let bodies = || acts.iter().map(|act| &act.statement().act);
    let signed = |is_confirmed: bool| {
        let sign_offs = bodies().filter(|act| matches!(act.body, Body::SignOff(_)));
        let by_them = sign_offs.filter(|act| confirmed.contains(&act.key) == is_confirmed);
        by_them.count()
    };
    assert!(signed(true) > signed(false), "offices confirm who signs all the year");
    assert!(signed(false) > 0, "nobody signs who waits for an office");
    assert!(bodies().any(|act| act.body == Body::Acknowledgement));
    assert!(bodies().any(|act| matches!(act.body, Body::Explanation(_))));

    let (lost, brought) = year.lost;
    let apart = year.server.db().quarantined_of(lost, true, 0, 10).unwrap();
    assert_eq!(apart.len(), 1);
    assert!(
        !stage_of.contains_key(&brought),
        "what a lost device brings is kept apart"
    );
    let late = |entry: &&Entry| written(entry) > now() || entry.date > now().date();
    assert_eq!(entries.values().find(late), None, "something lies in the future");
}

fn written(entry: &Entry) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(&entry.written_at, "%Y-%m-%dT%H:%M").unwrap()
}

#[test]
fn what_a_person_may_ask_about_is_where_the_list_says() {
    let folder = TestFolder::new().unwrap();
    let year = small(&folder, SEED);
    let listed: BTreeSet<Question> = year.seen.iter().map(|seen| seen.question).collect();
    assert_eq!(listed, BTreeSet::from(Question::ALL));
    let content = content(&year);
    let hands = hands(&content);
    let entries: Vec<Entry> = content.entries.into_values().collect();
    for seen in &year.seen {
        let there = match seen.question {
            Question::CopiedInk => traced(&hands).any(|(village, _)| *village == seen.village),
            _ => is_there(seen, &entries),
        };
        assert!(there, "{}", seen.words);
    }
}

/// Village, entry and ink of every signature.
type Hands = Vec<(VillageCode, EntryId, Ink)>;

fn hands(content: &Content) -> Hands {
    let signed = content.acts.iter().filter_map(|act| {
        let act = &act.statement().act;
        match &act.body {
            Body::SignOff(sign_off) => {
                let village = content.entries.get(&act.entry)?.village.clone();
                Some((village, act.entry, sign_off.ink.clone()))
            }
            _ => None,
        }
    });
    signed.collect()
}

/// Those whose ink has the outline of another one's, and is no exact copy.
fn traced(hands: &Hands) -> impl Iterator<Item = (&VillageCode, EntryId)> {
    let outlines: Vec<Option<Vec<u8>>> = hands.iter().map(|(_, _, ink)| ink.outline()).collect();
    let mut counted: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for outline in outlines.iter().flatten() {
        *counted.entry(outline.clone()).or_default() += 1;
    }
    let shapes: BTreeSet<Vec<u8>> = hands.iter().map(|(_, _, ink)| ink.shape()).collect();
    assert_eq!(shapes.len(), hands.len(), "the server takes no exact copy");
    let both = hands.iter().zip(outlines);
    both.filter_map(move |((village, entry, _), outline)| (counted.get(&outline?)? > &1).then_some((village, *entry)))
}

/// Whether the entries themselves show it, without asking who put it there.
fn is_there(Seen { question, village, .. }: &Seen, entries: &[Entry]) -> bool {
    let here: Vec<&Entry> = entries.iter().filter(|entry| entry.village == *village).collect();
    let mut ours = here.iter().copied();
    let same = |one: &Entry, fits: &dyn Fn(&Entry) -> bool| {
        let others = entries.iter().filter(|other| other.counsel == one.counsel);
        others.filter(|other| fits(other)).count()
    };
    match question {
        Question::Overlap => ours.any(|one| {
            let fits = |other: &Entry| other.village != one.village && other.date == one.date && overlap(one, other);
            same(one, &fits) > 0
        }),
        Question::LongDay => ours.any(|one| {
            let day = entries
                .iter()
                .filter(|other| other.counsel == one.counsel && other.date == one.date);
            day.map(|other| u32::from(other.time.minutes())).sum::<u32>() > 12 * 60
        }),
        Question::CopiedText => ours.any(|one| same(one, &|other| other.matter == one.matter) > 2),
        Question::WrittenLate => ours.any(|one| (written(one).date() - one.date).num_days() > 30),
        Question::OneSitting => ours.any(|one| {
            let near = |other: &Entry| (written(other) - written(one)).num_minutes().abs() < 30;
            same(one, &near) >= 10
        }),
        Question::CopiedInk => false,
        Question::ShortHours => short_months(&here) > 6,
        Question::NoLecture => ours.all(|one| one.kind != Kind::Lecture),
    }
}

fn overlap(one: &Entry, other: &Entry) -> bool {
    match (one.time, other.time) {
        (
            ServiceTime::Interval { start, end },
            ServiceTime::Interval {
                start: other_start,
                end: other_end,
            },
        ) => start < other_end && other_start < end,
        _ => false,
    }
}

/// Months of the last twelve with less than five hours in the village.
fn short_months(entries: &[&Entry]) -> usize {
    let month = |date: NaiveDate| date.year() * 12 + i32::try_from(date.month0()).unwrap();
    let last = month(now().date());
    let minutes = |month_of: i32| -> u32 {
        let there = entries
            .iter()
            .filter(|entry| entry.mode == Mode::OnSite && month(entry.date) == month_of);
        there.map(|entry| u32::from(entry.time.minutes())).sum()
    };
    (last - 11..=last).filter(|month| minutes(*month) < 300).count()
}

#[test]
fn what_the_registers_hold_is_where_the_list_says() {
    let folder = TestFolder::new().unwrap();
    let year = small(&folder, SEED);
    let listed: BTreeSet<Matter> = year.kept.iter().map(|kept| kept.matter).collect();
    assert_eq!(listed, BTreeSet::from(Matter::ALL));
    let area: Area = COUNTY.parse().unwrap();
    let registers = year.server.registers(&area).unwrap();
    for kept in &year.kept {
        assert!(is_kept(&year, &registers, kept), "{}", kept.words);
    }
    let kinds = RecordKind::ALL.iter().copied();
    let empty: Vec<RecordKind> = kinds.filter(|kind| registers.all(*kind).next().is_none()).collect();
    assert_eq!(empty, [], "a register with nothing in it");
    let villages: Vec<VillageCode> = year.villages().cloned().collect();
    let paid = villages.iter().filter(|village| {
        let serves = registers.in_force(village, now().date());
        serves.is_some_and(|one| registers.fee(village, one.person, now().date()).is_some())
    });
    assert!(
        paid.count() >= villages.len() - 2,
        "all but who has no counsel, or a stand-in"
    );
    let renamed = year.server.db().villages(&[area]).unwrap();
    assert!(renamed.iter().any(|village| village.name.ends_with("（演示更名）")));
}

/// Whether the registers themselves say it.
fn is_kept(year: &Year, registers: &Registers, Kept { matter, village, words }: &Kept) -> bool {
    let today = now().date();
    let village = village.as_ref();
    let at = |code: &VillageCode| Some(code) == village;
    match matter {
        Matter::Uncovered => village.is_some_and(|code| !registers.gaps(std::slice::from_ref(code), today).is_empty()),
        Matter::Ending => registers.ending(today, 60).iter().any(|one| at(&one.village)),
        Matter::Prior => {
            let mut prior = registers.appointments().into_iter().filter(|one| one.is_prior);
            prior.any(|one| at(&one.village) && one.days.hold(today))
        }
        Matter::Renamed => village.is_some_and(|code| registers.changes_of(code).iter().any(|one| one.name.is_some())),
        Matter::Merging => {
            let merged = village.and_then(|code| registers.merged(code));
            merged.is_some_and(|(into, from)| !at(&into) && from > today)
        }
        Matter::StandIn => {
            let recusals: Vec<Recusal> = registers.read();
            let stands_in = village.and_then(|code| registers.in_force(code, today)?.stands_in);
            recusals
                .iter()
                .any(|one| at(&one.village) && one.days.hold(today) && Some(one.record) == stands_in)
        }
        Matter::Untrained => {
            let untrained = registers.untrained(today.year());
            untrained.iter().any(|counsel| words.ends_with(&counsel.name))
        }
        Matter::Filed => {
            let filings: Vec<Filing> = registers.read();
            let acknowledged = filings.iter().any(|one| one.is_acknowledged);
            acknowledged && filings.iter().any(|one| at(&one.village) && !one.is_acknowledged)
        }
        Matter::Answered | Matter::Requested => {
            let is_answered = *matter == Matter::Answered;
            let requests: Vec<Allocation> = registers.read();
            let mut ours = requests.iter().filter(|one| one.villages.iter().any(at));
            ours.any(|one| one.answer.is_some() == is_answered)
        }
        Matter::RuleFile => registers.rule_files().len() == 1,
        Matter::Assessed => {
            let assessed: Vec<Assessment> = registers.read();
            assessed.len() == Size::SMALL.counsel && assessed.iter().all(|one| words.ends_with(&one.half.to_string()))
        }
        Matter::Board => {
            let board = village.and_then(|code| registers.board(code));
            board.is_some_and(|board| board.next_visit.is_some_and(|day| day > today))
        }
        Matter::Checked => {
            let checks: Vec<MonthlyCheck> = registers.read();
            let corrected = checks.iter().find(|one| at(&one.village));
            corrected
                .is_some_and(|one| registers.history(one.record).len() == 2 && words.ends_with(&month_text(one.month)))
        }
        Matter::Asked => {
            let ask = InquiriesAsk {
                scope: &[COUNTY.parse().unwrap()],
                device: DeviceId([0; 16]),
                lapsed_ms: 0,
                rows_max: 10,
            };
            let asked = year.server.db().inquiries(&ask).unwrap();
            asked.iter().any(|one| at(&one.village))
        }
    }
}

#[test]
fn the_projection_of_a_year_is_what_its_log_gives() {
    let folder = TestFolder::new().unwrap();
    let year = small(&folder, SEED);
    let area = COUNTY.parse().unwrap();
    let before = year.server.db().entries(&area).unwrap();
    year.server.rebuild().unwrap();
    assert_eq!(year.server.db().entries(&area).unwrap(), before);
}

#[test]
fn every_volume_of_a_year_verifies() {
    let folder = TestFolder::new().unwrap();
    let year = small(&folder, SEED);
    let villages: Vec<VillageCode> = year.villages().cloned().collect();
    let mut entries = 0;
    for village in villages {
        let made = year
            .server
            .export(&village, &(2025..=2026), Attachments::Carried, clock_ms(now()))
            .unwrap();
        let report = cunfa_volume::verify(&made.bytes, &year.county_key).unwrap();
        assert!(report.holds(), "{village}: {}", cunfa_volume::to_json(&report));
        assert_eq!(made.attachments_missing, 0);
        entries += made.entries;
    }
    assert_eq!(entries, Size::SMALL.entries);
}

#[test]
fn the_same_seed_makes_the_same_log_and_another_seed_another() {
    let ids = |seed: u64| -> Vec<(u64, BatchId, i64)> {
        let folder = TestFolder::new().unwrap();
        let batches = log(&small(&folder, seed)).into_iter();
        batches
            .map(|batch| (batch.sequence, batch.sealed.id(), batch.received_ms))
            .collect()
    };
    let first = ids(SEED);
    assert_eq!(first, ids(SEED));
    assert_ne!(first, ids(SEED + 1));
}

#[tokio::test]
async fn the_office_of_a_year_has_a_queue_and_a_counted_month() {
    let folder = TestFolder::new().unwrap();
    let year = small(&folder, SEED);
    let (office, content) = (year.lead("office").unwrap().clone(), content(&year));
    let code = enrolling::invite(&year.server, &SystemRandom, office.id, SystemClock.now_ms()).unwrap();
    let device = FieldDevice::beside(year.server, &folder.join("device")).unwrap();
    device.join(code).await.unwrap();
    let queue = device.ask(c::ReviewQueue { village: None }).await.unwrap();
    assert!(!queue.waiting.is_empty());
    let hands = hands(&content);
    let ours = traced(&hands).filter(|(village, _)| office.covers(village));
    let mut asked = 0;
    for (_, entry) in ours {
        let questions = device.ask(c::Questions { entry }).await.unwrap().questions;
        let ink = questions.iter().find(|one| one.kind == QuestionKind::CopiedInk);
        asked += usize::from(ink.is_some_and(|one| one.others.len() == 1));
    }
    assert_eq!(asked, 2, "the desk asks over both of them");
    let month = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    let grid = device.ask(c::MonthGrid { month }).await.unwrap();
    assert_eq!(grid.cells.len(), 3, "the villages of one township of two");
    assert!(grid.cells.iter().any(|cell| cell.unreviewed > 0));
}
