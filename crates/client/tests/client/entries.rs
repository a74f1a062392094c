//! Writing the ledger: every bad input has its own answer, saving twice is saying it once, a signed entry is never rewritten.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::{EntryId, Failure, Form, Kind, ServedPerson, Stage, VillageCode};
use cunfa_protocol::view::{MonthOf, VolumeFilter, VolumePage};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

async fn refused(form: Form) -> Vec<Failure> {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    device
        .ask(c::SaveDraft {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap();
    let Err(Code::Form { failures }) = device
        .ask(c::SaveEntry {
            draft,
            form: form.clone(),
        })
        .await
    else {
        panic!("accepted")
    };
    // Nothing is lost by a refusal.
    assert_eq!(device.ask(c::Drafts {}).await.unwrap()[0].form, form);
    assert_eq!(device.ask(c::OpenEntry { entry: draft }).await, Err(Code::NoSuchEntry));
    failures
}

fn fails(field: Field, rule: Rule) -> Vec<Failure> {
    vec![Failure { field, rule }]
}

async fn page(device: &Device, search: &str) -> VolumePage {
    let filter = VolumeFilter::default();
    let volume = c::Volume {
        village: None,
        year: Some(2026),
        filter,
        search: search.to_owned(),
        offset: 0,
    };
    device.ask(volume).await.unwrap()
}

#[tokio::test]
async fn an_unknown_village_is_refused_at_the_village() {
    let unknown: VillageCode = "450103001099".parse().unwrap();
    assert_eq!(
        refused(Form {
            village: Some(unknown),
            ..visit()
        })
        .await,
        fails(Field::Village, Rule::UnknownVillage)
    );
}

#[tokio::test]
async fn an_end_before_the_start_is_refused_at_the_end() {
    assert_eq!(
        refused(Form {
            end: time(8, 0),
            ..visit()
        })
        .await,
        fails(Field::End, Rule::EndNotAfterStart)
    );
}

#[tokio::test]
async fn a_date_in_the_future_is_refused_at_the_date() {
    assert_eq!(
        refused(Form {
            date: Some(day(26)),
            ..visit()
        })
        .await,
        fails(Field::Date, Rule::DateInFuture)
    );
}

#[tokio::test]
async fn nobody_served_is_refused_at_the_persons() {
    assert_eq!(
        refused(Form {
            persons: Vec::new(),
            ..visit()
        })
        .await,
        fails(Field::Persons, Rule::Missing)
    );
}

#[tokio::test]
async fn a_hundred_thousand_characters_are_refused_with_their_number_and_kept_as_a_draft() {
    let text = "宅".repeat(100_000);
    let rule = Rule::TooLong {
        given: 100_000,
        max: 20_000,
    };
    assert_eq!(
        refused(Form {
            advice: text,
            ..visit()
        })
        .await,
        fails(Field::Advice, rule)
    );
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    assert!(refused(Form::default()).await.len() >= 5);
}

#[tokio::test]
async fn rare_names_and_emoji_travel_through_store_search_and_screen() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    for name in ["\u{21336}志明", "韦\u{2CB4E}", "\u{2B5AF}小妹", "阿👩‍🌾"] {
        let persons = vec![ServedPerson {
            row: "01-3fa2".to_owned(),
            name: name.to_owned(),
            ..ServedPerson::default()
        }];
        let entry = device.write(Form { persons, ..visit() }).await;
        assert_eq!(device.entry(entry).await.row.people, name);
        let found = page(&device, &name.chars().take(2).collect::<String>()).await;
        assert_eq!(
            found.rows.iter().map(|row| row.entry).collect::<Vec<_>>(),
            [entry],
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_double_tap_makes_one_entry_and_the_same_answer_twice() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let draft = device.draft().await;
    let save = c::SaveEntry { draft, form: visit() };
    let (first, second) = tokio::join!(device.ask(save.clone()), device.ask(save.clone()));
    assert_eq!(first.unwrap(), second.unwrap());
    device.clock.pass_ms(120_000);
    device.ask(save).await.unwrap();
    assert_eq!(page(&device, "").await.total, 1);
    device.app.sync_pass().await;
    assert_eq!(county.batches().len(), 1);
}

#[tokio::test]
async fn an_entry_is_there_after_the_program_ended_without_farewell() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(lecture()).await;
    let before = device.entry(entry).await;
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.entry(entry).await, before);
}

#[tokio::test]
async fn numbers_run_on_by_village_and_year_and_name_the_device() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let mut numbers = Vec::new();
    for village in [village(), village(), other_village()] {
        let entry = device
            .write(Form {
                village: Some(village),
                ..visit()
            })
            .await;
        numbers.push(device.entry(entry).await.row.number);
    }
    assert_eq!(numbers, ["01-0001", "01-0002", "01-0001"]);
}

#[tokio::test]
async fn an_entry_that_is_not_here_is_no_entry() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = EntryId([8; 16]);
    assert_eq!(device.ask(c::OpenEntry { entry }).await, Err(Code::NoSuchEntry));
    assert_eq!(device.ask(c::OpenSigning { entry }).await, Err(Code::NoSuchEntry));
    assert_eq!(
        device
            .ask(c::VoidEntry {
                entry,
                reason: "x".to_owned()
            })
            .await,
        Err(Code::NoSuchEntry)
    );
}

#[tokio::test]
async fn the_service_date_is_the_same_civil_date_in_every_time_zone() {
    let county = County::new();
    let mut entries = Vec::new();
    for offset in [0, 8 * 60, -8 * 60] {
        let mut device = Device::enrolled(&county, Invited::Counsel).await;
        device.restart_with(|config| config.utc_offset_minutes = Some(offset));
        device.unlock(1, PIN).await.unwrap();
        let entry = device.write(visit()).await;
        let shown = device.entry(entry).await;
        entries.push((shown.entry.date, shown.entry.time, shown.row.date));
    }
    assert!(entries.iter().all(|entry| *entry == (day(24), entries[0].1, day(24))));
}

#[tokio::test]
async fn a_volume_is_narrowed_by_kind_stage_month_and_words() {
    let county = County::new();
    let device = Device::field(&county).await;
    let signed = device.write(visit()).await;
    device.sign(signed, 1).await.unwrap();
    let held = device.write(lecture()).await;
    let ask = async |filter: VolumeFilter| {
        let volume = c::Volume {
            village: Some(village()),
            year: Some(2026),
            filter,
            search: String::new(),
            offset: 0,
        };
        device
            .ask(volume)
            .await
            .unwrap()
            .rows
            .iter()
            .map(|row| row.entry)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ask(VolumeFilter {
            kind: Some(Kind::Lecture),
            ..VolumeFilter::default()
        })
        .await,
        [held]
    );
    assert_eq!(
        ask(VolumeFilter {
            stages: vec![Stage::Signed],
            ..VolumeFilter::default()
        })
        .await,
        [signed]
    );
    assert_eq!(
        ask(VolumeFilter {
            month: Some(MonthOf::Of(day(1))),
            ..VolumeFilter::default()
        })
        .await
        .len(),
        2
    );
    assert_eq!(
        ask(VolumeFilter {
            unsent: true,
            ..VolumeFilter::default()
        })
        .await
        .len(),
        2
    );
    assert_eq!(page(&device, "边界").await.total, 1 + 1);
    assert_eq!(page(&device, "婚姻").await.rows[0].entry, held);
    assert_eq!(page(&device, "没有这几个字").await.total, 0);
}
