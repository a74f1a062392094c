//! Carrying an entry on (跟进), and the next entry of the same sitting (再记一条).

use cunfa_core::Form;
use cunfa_protocol::{Code, command as c};

use crate::support::*;

#[tokio::test]
async fn a_follow_up_takes_village_and_persons_over_and_both_entries_name_each_other() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(visit()).await;
    assert!(device.entry(entry).await.may_follow);
    let draft = device.ask(c::FollowUp { entry }).await.unwrap();
    let form = &draft.form;
    assert_eq!(
        (form.follows, &form.village, form.date),
        (Some(entry), &visit().village, Some(day(25)))
    );
    assert_eq!(form.persons, visit().persons);
    assert_eq!((form.kind, form.matter.as_str()), (None, ""));
    let again = device.ask(c::FollowUp { entry }).await.unwrap();
    assert_eq!(again.draft, draft.draft, "asked twice it is one draft");
    let form = Form {
        follows: Some(entry),
        ..visit()
    };
    let draft = draft.draft;
    let saved = device.ask(c::SaveEntry { draft, form }).await.unwrap();
    assert_eq!(saved.entry.follows, Some(entry));
    assert_eq!(device.entry(entry).await.followed_by, [draft]);
    let third = device.ask(c::FollowUp { entry }).await.unwrap();
    assert_ne!(third.draft, draft, "an entry may be carried on more than once");
}

#[tokio::test]
async fn what_an_entry_carries_on_stays_when_the_entry_is_changed() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(visit()).await;
    let next = device
        .write(Form {
            follows: Some(entry),
            ..visit()
        })
        .await;
    let form = Form {
        matter: "改了".to_owned(),
        ..visit()
    };
    let changed = device.ask(c::SaveEntry { draft: next, form }).await.unwrap();
    assert_eq!(
        (changed.entry.follows, changed.entry.matter.as_str()),
        (Some(entry), "改了")
    );
}

#[tokio::test]
async fn a_voided_entry_an_unknown_one_and_one_of_another_village_are_not_carried_on() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let entry = device.write(visit()).await;
    let draft = device.draft().await;
    let form = Form {
        follows: Some(entry),
        village: Some(other_village()),
        ..visit()
    };
    assert_eq!(device.ask(c::SaveEntry { draft, form }).await, Err(Code::NotAllowed));
    let form = Form {
        follows: Some(cunfa_core::EntryId([9; 16])),
        ..visit()
    };
    assert_eq!(device.ask(c::SaveEntry { draft, form }).await, Err(Code::NoSuchEntry));
    let reason = "重复".to_owned();
    device.ask(c::VoidEntry { entry, reason }).await.unwrap();
    assert_eq!(device.ask(c::FollowUp { entry }).await, Err(Code::NotNow));
    assert_eq!(device.ask(c::WriteAnother { after: entry }).await, Err(Code::NotNow));
    assert!(!device.entry(entry).await.may_follow);
}

#[tokio::test]
async fn the_next_entry_of_a_sitting_keeps_village_day_and_mode_and_begins_at_the_end_of_the_last() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let after = device.write(visit()).await;
    assert!(device.entry(after).await.may_write_another);
    let draft = device.ask(c::WriteAnother { after }).await.unwrap();
    let (form, last) = (&draft.form, visit());
    assert_eq!(
        (&form.village, form.date, form.mode),
        (&last.village, last.date, last.mode)
    );
    assert_eq!((form.start, form.end), (last.end, None));
    assert_eq!((form.kind, form.persons.len(), form.follows), (None, 0, None));
    assert_eq!(device.ask(c::WriteAnother { after }).await.unwrap().draft, draft.draft);
}
