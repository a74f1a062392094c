//! What a person may type wrongly, and what must go through: each refusal names its field, and the draft is never lost.

use chrono::{Days, NaiveTime};
use cunfa_core::entry::{Failure, Field, Form, MAX_TEXT_GRAPHEMES, Rule};
use cunfa_protocol::{Code, command as c};
use cunfa_tests::harness::forms::{YESTERDAY, consultation};
use cunfa_tests::harness::scene::OTHERS;

use super::{scene, village};

/// Saves a consultation after `spoil`, and gives what is wrong with it; the typed form must be there still.
async fn wrong(spoil: impl FnOnce(&mut Form)) -> Vec<Failure> {
    let device = scene().counsel().await.unwrap();
    let mut form = consultation(&village(), "宅基地界址");
    spoil(&mut form);
    let draft = device
        .ask(c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        })
        .await
        .unwrap()
        .draft;
    device
        .ask(c::SaveDraft {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap();
    let refused = device
        .ask(c::SaveEntry {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap_err();
    let Code::Form { failures } = refused else {
        panic!("refused as {refused:?}")
    };
    let drafts = device.ask(c::Drafts {}).await.unwrap();
    assert_eq!(
        drafts.iter().map(|kept| &kept.form).collect::<Vec<_>>(),
        [&form],
        "the draft is kept as typed"
    );
    assert_eq!(device.find("").await.unwrap().total, 0, "nothing became an entry");
    failures
}

fn only(field: Field, rule: Rule) -> Vec<Failure> {
    vec![Failure { field, rule }]
}

#[tokio::test]
async fn a_text_of_100000_characters_is_refused_with_its_length_and_kept_in_the_draft() {
    let failures = wrong(|form| form.advice = "议".repeat(100_000)).await;
    assert_eq!(
        failures,
        only(
            Field::Advice,
            Rule::TooLong {
                given: 100_000,
                max: MAX_TEXT_GRAPHEMES
            }
        )
    );
}

#[tokio::test]
async fn an_end_before_the_start_is_refused() {
    let failures = wrong(|form| form.end = NaiveTime::from_hms_opt(8, 0, 0)).await;
    assert_eq!(failures, only(Field::End, Rule::EndNotAfterStart));
}

#[tokio::test]
async fn a_date_in_the_future_is_refused() {
    let failures = wrong(|form| form.date = YESTERDAY.map(|day| day + Days::new(2))).await;
    assert_eq!(failures, only(Field::Date, Rule::DateInFuture));
}

#[tokio::test]
async fn an_entry_without_a_person_is_refused() {
    assert_eq!(
        wrong(|form| form.persons.clear()).await,
        only(Field::Persons, Rule::Missing)
    );
}

#[tokio::test]
async fn a_village_that_does_not_exist_is_refused() {
    let failures = wrong(|form| form.village = "999999999999".parse().ok()).await;
    assert_eq!(failures, only(Field::Village, Rule::UnknownVillage));
}

#[tokio::test]
async fn a_village_of_another_counsel_is_refused() {
    let failures = wrong(|form| form.village = OTHERS.parse().ok()).await;
    assert_eq!(failures, only(Field::Village, Rule::UnknownVillage));
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let failures = wrong(|form| {
        form.persons.clear();
        form.matter.clear();
        form.kind = Some(cunfa_core::Kind::Consultation);
        form.mode = None;
    });
    let fields: Vec<Field> = failures.await.into_iter().map(|failure| failure.field).collect();
    assert_eq!(fields, [Field::Mode, Field::Persons, Field::Matter]);
}

#[tokio::test]
async fn emoji_and_the_longest_allowed_text_are_kept_to_the_last_character() {
    let mut scene = scene();
    let (device, office) = (scene.counsel().await.unwrap(), scene.office().await.unwrap());
    let mut form = consultation(&village(), "调解👨‍👩‍👧‍👦家事");
    form.advice = "👍🏽议".repeat(MAX_TEXT_GRAPHEMES / 2);
    let saved = device.write(form.clone()).await.unwrap();
    device.sync().await.unwrap();
    office.sync().await.unwrap();
    let seen = office.entry(saved.row.entry).await.unwrap().entry;
    assert_eq!((seen.matter, seen.advice), (form.matter, form.advice));
}

#[tokio::test]
async fn saving_the_same_draft_twice_makes_one_entry() {
    let device = scene().counsel().await.unwrap();
    let form = consultation(&village(), "宅基地界址");
    let draft = device
        .ask(c::StartDraft {
            kind: None,
            village: None,
            corrects: None,
            changes: None,
        })
        .await
        .unwrap()
        .draft;
    let first = device
        .ask(c::SaveEntry {
            draft,
            form: form.clone(),
        })
        .await
        .unwrap();
    let second = device.ask(c::SaveEntry { draft, form }).await.unwrap();
    assert_eq!(first.row, second.row);
    assert_eq!(device.find("").await.unwrap().total, 1);
    assert!(device.ask(c::Drafts {}).await.unwrap().is_empty());
}
