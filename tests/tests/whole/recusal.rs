//! 回避 over the whole road: conflicts are asked about at the counsel and at the office, and a recusal of the registers is told before writing,
//! hinders nothing, and marks what was written in spite of it.

use chrono::NaiveDate;
use cunfa_core::entry::{Form, MediationForm};
use cunfa_core::register::{Column, RecordKind};
use cunfa_core::{EntryId, Kind, QuestionKind};
use cunfa_protocol::view::{Asked, Questions, RecusalNote};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::{YESTERDAY, consultation, served};
use cunfa_tests::harness::scene::{SECOND, VILLAGE, village as village_of};
use cunfa_tests::harness::{TestDevice, Who};

use super::registers::{listed, put, sync};
use super::{scene, village};

fn mediation(place: &str, parties: &str, hour: u32) -> Form {
    Form {
        kind: Some(Kind::Mediation),
        start: chrono::NaiveTime::from_hms_opt(hour, 0, 0),
        end: chrono::NaiveTime::from_hms_opt(hour, 50, 0),
        persons: vec![served("01-3fa2", if hour < 12 { "黄建平" } else { "李大同" })],
        mediation: MediationForm {
            parties: parties.to_owned(),
            dispute: "林地".to_owned(),
            agreed: Some(false),
        },
        ..consultation(&village_of(place).unwrap(), "林地界址")
    }
}

async fn write(device: &TestDevice, form: Form) -> EntryId {
    device.write(form).await.unwrap().row.entry
}

async fn questions(device: &TestDevice, entry: EntryId) -> Questions {
    device.ask(c::Questions { entry }).await.unwrap()
}

async fn kinds(device: &TestDevice, entry: EntryId) -> Vec<(QuestionKind, Vec<EntryId>)> {
    let asked = questions(device, entry).await.questions.into_iter();
    asked
        .map(|one| (one.kind, one.others.iter().map(|row| row.entry).collect()))
        .collect()
}

#[tokio::test]
async fn when_two_villages_of_the_same_counsel_conflict_it_is_asked_of_the_counsel_and_the_office_sees_the_answer() {
    let mut scene = scene();
    let (counsel, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let villages = counsel.ask(c::Villages {}).await.unwrap();
    let second = villages.iter().find(|row| row.code.as_str() == SECOND).unwrap();
    let here = write(
        &counsel,
        mediation(VILLAGE, &format!("韦志强、{}村民委员会", second.name), 9),
    )
    .await;
    assert_eq!(kinds(&counsel, here).await, []);
    let there = write(&counsel, mediation(SECOND, "韦志强、黄某", 14)).await;
    let expected = [
        (QuestionKind::SameParty, vec![there]),
        (QuestionKind::OtherVillage, Vec::new()),
    ];
    assert_eq!(kinds(&counsel, here).await, expected);
    assert_eq!(kinds(&counsel, there).await, [(QuestionKind::SameParty, vec![here])]);
    let said = c::AnswerQuestion {
        entry: there,
        question: QuestionKind::SameParty,
        others: vec![here],
        text: "同名，不是同一个人".to_owned(),
    };
    counsel.ask(said).await.unwrap();
    assert_eq!(counsel.entry(there).await.unwrap().asked, Asked::Answered);
    for device in [&counsel, &office] {
        sync(device).await;
    }
    assert_eq!(kinds(&office, here).await, expected);
    let asked = questions(&office, there).await.questions;
    assert_eq!(asked[0].answers[0].text, "同名，不是同一个人");
}

fn note(county_note: &RecusalNote) -> (&str, bool, &str) {
    (&county_note.reason, county_note.stood_in, &county_note.stand_in)
}

async fn here(device: &TestDevice, place: &str, date: Option<NaiveDate>) -> Result<Option<RecusalNote>, Code> {
    let asked = c::RecusalHere {
        village: village_of(place).unwrap(),
        date: date.unwrap(),
    };
    device.ask(asked).await
}

#[tokio::test]
async fn who_is_recused_is_told_so_before_writing_and_who_stands_in_and_what_they_write_all_the_same_is_kept_and_marked()
 {
    let mut scene = scene();
    let county = scene.county().await.unwrap();
    let counsel = scene.counsel().await.unwrap();
    let office = scene.office().await.unwrap();
    listed(&county, Who::Counsel).await;
    listed(&county, Who::SecondCounsel).await;
    for place in [VILLAGE, SECOND] {
        super::registers::appointed(&county, Who::Counsel, place, None).await;
    }
    let person = Who::Counsel.person().id.to_string();
    let values = [
        (Column::Village, VILLAGE),
        (Column::OtherVillage, SECOND),
        (Column::Person, person.as_str()),
        (Column::From, "2026-11-20"),
        (Column::Reason, "两村争同一片林地"),
    ];
    let recusal = put(&county, RecordKind::Recusal, &values).await.row.record.to_string();
    sync(&county).await;
    sync(&counsel).await;
    let told = here(&counsel, VILLAGE, YESTERDAY).await.unwrap().unwrap();
    assert_eq!(note(&told), ("两村争同一片林地", false, ""));
    assert_eq!(here(&counsel, SECOND, YESTERDAY).await, Ok(None));
    let before = NaiveDate::from_ymd_opt(2026, 11, 19);
    assert_eq!(here(&counsel, VILLAGE, before).await, Ok(None));
    assert_eq!(here(&county, VILLAGE, YESTERDAY).await, Err(Code::NotAllowed));

    let stand_in = Who::SecondCounsel.person().id.to_string();
    let values = [
        (Column::Village, VILLAGE),
        (Column::Person, stand_in.as_str()),
        (Column::From, "2026-11-21"),
        (Column::Prior, "no"),
        (Column::Recusal, recusal.as_str()),
    ];
    put(&county, RecordKind::Appointment, &values).await;
    for device in [&county, &counsel] {
        sync(device).await;
    }
    let told = here(&counsel, VILLAGE, YESTERDAY).await.unwrap().unwrap();
    assert!(told.stood_in, "{told:?}");

    let entry = write(&counsel, consultation(&village(), "宅基地界址")).await;
    assert_eq!(kinds(&counsel, entry).await, [(QuestionKind::Recused, Vec::new())]);
    let elsewhere = write(&counsel, consultation(&village_of(SECOND).unwrap(), "水渠")).await;
    assert!(
        !kinds(&counsel, elsewhere)
            .await
            .iter()
            .any(|(kind, _)| *kind == QuestionKind::Recused)
    );
    for device in [&counsel, &office] {
        sync(device).await;
    }
    let seen = kinds(&office, entry).await;
    assert!(seen.iter().any(|(kind, _)| *kind == QuestionKind::Recused), "{seen:?}");
    assert_eq!(office.entry(entry).await.unwrap().asked, Asked::Open);
}

/// What the county's desk says of conflicts: the entry, the question, the other village, and whether a recusal is registered.
async fn crossings(county: &TestDevice) -> Vec<(EntryId, QuestionKind, String, bool)> {
    let month = YESTERDAY.unwrap();
    let figures = county.ask(c::Figures { month }).await.unwrap();
    let rows = figures.crossings.into_iter();
    rows.map(|row| {
        let other = row.other.map(|other| other.code.to_string()).unwrap_or_default();
        (row.figure.entry, row.kind, other, row.recused)
    })
    .collect()
}

#[tokio::test]
async fn the_county_is_told_of_a_conflict_without_a_name_registers_the_recusal_and_sees_what_is_written_in_spite_of_it()
{
    let mut scene = scene();
    let (counsel, county) = (scene.counsel().await.unwrap(), scene.county().await.unwrap());
    let here = write(&counsel, mediation(VILLAGE, "韦志强、黄某", 9)).await;
    for device in [&counsel, &county] {
        sync(device).await;
    }
    assert_eq!(crossings(&county).await, []);
    let there = write(&counsel, mediation(SECOND, "韦志强、李某", 14)).await;
    for device in [&counsel, &county] {
        sync(device).await;
    }
    let mut expected = vec![
        (here, QuestionKind::SameParty, SECOND.to_owned(), false),
        (there, QuestionKind::SameParty, VILLAGE.to_owned(), false),
    ];
    let told = crossings(&county).await;
    assert_eq!(told, expected);
    listed(&county, Who::Counsel).await;
    super::registers::appointed(&county, Who::Counsel, VILLAGE, None).await;
    let person = Who::Counsel.person().id.to_string();
    let values = [
        (Column::Village, VILLAGE),
        (Column::OtherVillage, SECOND),
        (Column::Person, person.as_str()),
        (Column::From, "2026-11-20"),
        (Column::Reason, "两村争同一片林地"),
    ];
    put(&county, RecordKind::Recusal, &values).await;
    for one in &mut expected {
        one.3 = true;
    }
    expected.insert(1, (here, QuestionKind::Recused, SECOND.to_owned(), true));
    assert_eq!(crossings(&county).await, expected);
    // What is void asks nothing any more.
    let void = c::VoidEntry {
        entry: here,
        reason: "写错了村".to_owned(),
    };
    counsel.ask(void).await.unwrap();
    for device in [&counsel, &county] {
        sync(device).await;
    }
    assert_eq!(crossings(&county).await, []);
}
