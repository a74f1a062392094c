//! Rules of the plan, each by its sentence, over real devices and a real server: those that no other test carries in its name. docs/rules.md lists
//! them all.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};
use cunfa_core::act::Decision;
use cunfa_core::entry::{Form, LectureForm, MediationForm};
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{EntryId, Kind, QuestionKind, Stage, VillageCode};
use cunfa_protocol::view::{CheckVillage, EntryRow, MonthCheck, SheetOf, VillageStanding, VolumeFilter, VolumePage};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::{YESTERDAY, consultation, served};
use cunfa_tests::harness::scene::{SECOND, VILLAGE, village as village_of};
use cunfa_tests::harness::{TestDevice, Who};

use super::registers::{appointed, listed, put, sync};
use super::sheets::{book, plug, whole, write};
use super::{at_the_office, scene, village};

/// The five duties of P三 and the kinds of entry in which each is written down.
const DUTIES: [(&str, &[Kind]); 5] = [
    (
        "consultation and legal aid, drafting",
        &[
            Kind::Consultation,
            Kind::Drafting,
            Kind::LegalAid,
            Kind::Visit,
            Kind::Other,
        ],
    ),
    ("self-governance", &[Kind::VillageRules, Kind::Election]),
    ("major projects, contracts, decisions", &[Kind::Contract]),
    ("lectures", &[Kind::Lecture, Kind::Publicity]),
    (
        "disputes, petitions, mass incidents",
        &[Kind::Mediation, Kind::Petition, Kind::Litigation],
    ),
];

/// A complete entry of a kind, of an hour that nothing else of the test has.
fn of_kind(kind: Kind, hour: u32) -> Form {
    Form {
        kind: Some(kind),
        date: YESTERDAY.and_then(|day| day.checked_sub_days(Days::new(u64::from(hour % 5)))),
        start: NaiveTime::from_hms_opt(6 + hour, 0, 0),
        end: NaiveTime::from_hms_opt(6 + hour, 50, 0),
        lecture: LectureForm {
            topic: "民法典".to_owned(),
            speaker: "覃明远".to_owned(),
            place: "文化中心".to_owned(),
            head_count: "42".to_owned(),
            copies: "60".to_owned(),
        },
        mediation: MediationForm {
            parties: "韦某、黄某".to_owned(),
            dispute: "相邻".to_owned(),
            agreed: Some(false),
        },
        ..consultation(&village(), kind.code())
    }
}

async fn volume(device: &TestDevice, village: &VillageCode) -> VolumePage {
    let asked = c::Volume {
        village: Some(village.clone()),
        year: Some(2026),
        filter: VolumeFilter::default(),
        search: String::new(),
        offset: 0,
    };
    device.ask(asked).await.unwrap()
}

async fn approve(office: &TestDevice, entry: EntryId) {
    let shown = office.entry(entry).await.unwrap();
    let review = c::Review {
        entry,
        sign_off: shown.life.official.unwrap(),
        decision: Decision::Approve,
    };
    office.ask(review).await.unwrap();
}

#[tokio::test]
async fn recusal_when_two_villages_of_the_same_counsel_conflict_and_the_county_finds_a_stand_in() {
    let mut scene = scene();
    let (county, counsel) = (scene.county().await.unwrap(), scene.counsel().await.unwrap());
    let stand_in = scene.device_of(&[Who::SecondCounsel]).await.unwrap();
    for (parties, place) in [("韦志强", VILLAGE), ("韦志强、黄和平", SECOND)] {
        let form = Form {
            village: Some(village_of(place).unwrap()),
            persons: vec![served("01-3fa2", place)],
            mediation: MediationForm {
                parties: parties.to_owned(),
                dispute: "林地".to_owned(),
                agreed: Some(false),
            },
            ..of_kind(Kind::Mediation, u32::from(place == SECOND))
        };
        counsel.write(form).await.unwrap();
    }
    let entry = volume(&counsel, &village()).await.rows[0].entry;
    let asked = counsel.ask(c::Questions { entry }).await.unwrap().questions;
    assert_eq!(
        asked.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [QuestionKind::SameParty]
    );

    listed(&county, Who::Counsel).await;
    listed(&county, Who::SecondCounsel).await;
    appointed(&county, Who::Counsel, VILLAGE, None).await;
    appointed(&county, Who::Counsel, SECOND, None).await;
    let [person, other] = [Who::Counsel, Who::SecondCounsel].map(|who| who.person().id.to_string());
    let recusal = [
        (Column::Village, VILLAGE),
        (Column::OtherVillage, SECOND),
        (Column::Person, person.as_str()),
        (Column::From, "2026-11-20"),
        (Column::Reason, "两村当事人有利益冲突"),
    ];
    let recusal = put(&county, RecordKind::Recusal, &recusal).await.row.record.to_string();
    let instead = [
        (Column::Village, VILLAGE),
        (Column::Person, other.as_str()),
        (Column::From, "2026-11-20"),
        (Column::Prior, "no"),
        (Column::Recusal, recusal.as_str()),
    ];
    put(&county, RecordKind::Appointment, &instead).await;
    for device in [&county, &counsel, &stand_in] {
        sync(device).await;
    }
    let here = c::RecusalHere {
        village: village(),
        date: YESTERDAY.unwrap(),
    };
    assert!(counsel.ask(here.clone()).await.unwrap().unwrap().stood_in);
    let villages = stand_in.ask(c::Villages {}).await.unwrap();
    assert!(villages.iter().any(|row| row.code == village()), "{villages:?}");
    assert_eq!(stand_in.ask(here).await, Ok(None), "who stands in is not recused");
    stand_in.write(of_kind(Kind::Mediation, 9)).await.unwrap();
}

#[tokio::test]
async fn five_duties_each_have_their_kinds_of_entry_and_each_kind_is_written_signed_and_audited() {
    let named: BTreeSet<Kind> = DUTIES.iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect();
    assert_eq!(named, Kind::ALL.iter().copied().collect(), "no kind is of no duty");
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    for (hour, kind) in (0..).zip(Kind::ALL) {
        let entry = tablet.write(of_kind(*kind, hour)).await.unwrap().row.entry;
        tablet.sign(entry, 1, u64::from(hour) + 1).await.unwrap();
    }
    sync(&tablet).await;
    sync(&office).await;
    for row in volume(&office, &village()).await.rows {
        approve(&office, row.entry).await;
    }
    sync(&office).await;
    sync(&tablet).await;
    let rows = volume(&tablet, &village()).await.rows;
    let kinds: BTreeSet<Kind> = rows.iter().map(|row| row.kind).collect();
    assert_eq!((kinds, rows.len()), (named, Kind::ALL.len()));
    assert!(rows.iter().all(|row| row.stage == Stage::Approved), "{rows:?}");
}

#[tokio::test]
async fn one_service_is_one_entry_and_one_village_one_volume_which_the_counsel_fills_the_cadre_signs_and_the_office_audits()
 {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let started = c::StartDraft {
        kind: Some(Kind::Consultation),
        village: Some(village()),
        corrects: None,
        changes: None,
    };
    let draft = tablet.ask(started).await.unwrap().draft;
    let form = consultation(&village(), "宅基地界址");
    let save = c::SaveEntry { draft, form };
    let first = tablet.ask(save.clone()).await.unwrap().row;
    assert_eq!(
        tablet.ask(save).await.unwrap().row.entry,
        first.entry,
        "said twice it is one"
    );
    let second = tablet.write(of_kind(Kind::Visit, 6)).await.unwrap().row;
    let elsewhere = Form {
        village: Some(village_of(SECOND).unwrap()),
        ..of_kind(Kind::Visit, 9)
    };
    let elsewhere = tablet.write(elsewhere).await.unwrap().row;
    let numbers = |page: &VolumePage| page.rows.iter().map(|row| row.number.clone()).collect::<BTreeSet<_>>();
    let here = volume(&tablet, &village()).await;
    assert_eq!(numbers(&here), [first.number.clone(), second.number].into());
    let there = volume(&tablet, &village_of(SECOND).unwrap()).await;
    assert_eq!(
        there.rows.iter().map(|row| row.entry).collect::<Vec<_>>(),
        [elsewhere.entry]
    );

    let signed = tablet.sign(first.entry, 1, 1).await.unwrap();
    assert_eq!(signed.life.stage, Stage::Signed);
    sync(&tablet).await;
    sync(&office).await;
    approve(&office, first.entry).await;
    sync(&office).await;
    sync(&tablet).await;
    for device in [&tablet, &office] {
        let kept = device.entry(first.entry).await.unwrap();
        assert_eq!((kept.life.stage, &kept.row.number), (Stage::Approved, &first.number));
    }
}

fn of_village(check: &MonthCheck) -> &CheckVillage {
    let mut villages = check.villages.iter();
    villages.find(|one| one.cell.village.code == village()).unwrap()
}

async fn check(device: &TestDevice, month: NaiveDate) -> Result<MonthCheck, Code> {
    device.ask(c::MonthCheck { month }).await
}

#[tokio::test]
async fn the_office_checks_monthly_what_each_village_of_its_township_was_given_and_owed_and_nobody_else_does() {
    let (tablet, office) = at_the_office("宅基地").await;
    let month = YESTERDAY.unwrap();
    let before = month.checked_sub_months(chrono::Months::new(1)).unwrap();
    let (now, last) = (
        check(&office, month).await.unwrap(),
        check(&office, before).await.unwrap(),
    );
    assert_eq!((of_village(&now).entries, of_village(&last).entries), (1, 0));
    assert_ne!(now.month, last.month);
    let served = |check: &MonthCheck| -> Vec<VillageCode> {
        let villages = check.villages.iter().map(|one| &one.cell);
        let served = villages.filter(|cell| cell.standing == VillageStanding::Served);
        served.map(|cell| cell.village.code.clone()).collect()
    };
    let expected = [VILLAGE, SECOND].map(|code| village_of(code).unwrap());
    assert_eq!(served(&now), expected, "with entries or without");
    assert_eq!(served(&last), expected);
    assert!(
        now.villages.len() > expected.len(),
        "and those that nobody serves stand there"
    );
    assert!(!now.rules.is_empty(), "it says by which rule");
    assert_eq!(check(&tablet, month).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn checking_means_reading_the_ledger_and_asking_villagers_so_entries_are_drawn_to_be_read_and_each_has_room_for_what_is_said()
 {
    let (_tablet, office) = at_the_office("宅基地").await;
    let sheet = check(&office, YESTERDAY.unwrap()).await.unwrap();
    let drawn: Vec<EntryRow> = of_village(&sheet).drawn.clone();
    assert_eq!(drawn.len(), 1);
    let read = office.entry(drawn[0].entry).await.unwrap();
    assert!(
        !read.entry.advice.is_empty() && !read.entry.persons.is_empty(),
        "what was done, and whom to ask"
    );
    let stick = plug(&office);
    let written = write(&office, SheetOf::Check(YESTERDAY.unwrap())).await.unwrap();
    let text: Vec<String> = book(&stick, &written).sheets.iter().map(whole).collect();
    for words in [drawn[0].number.as_str(), "记录是否属实", "群众是否满意"] {
        assert!(text.concat().contains(words), "{words}: {text:?}");
    }
}
