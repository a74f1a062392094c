//! Finding again: saved views by person, with their names; months by name; and the reminder of the home.

use cunfa_core::{Kind, Stage};
use cunfa_protocol::failure::ViewFault;
use cunfa_protocol::view::{MAX_VIEWS, MonthOf, SavedView, Sought, VolumeFilter};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

fn lectures_this_month() -> Sought {
    let filter = VolumeFilter {
        kind: Some(Kind::Lecture),
        month: Some(MonthOf::This),
        ..VolumeFilter::default()
    };
    Sought {
        filter,
        ..Sought::default()
    }
}

async fn save(device: &Device, name: &str) -> Result<Vec<SavedView>, Code> {
    let (name, sought) = (name.to_owned(), lectures_this_month());
    device.ask(c::SaveView { name, sought }).await
}

fn refused(fault: ViewFault) -> Result<Vec<SavedView>, Code> {
    Err(Code::View { fault })
}

#[tokio::test]
async fn a_view_is_saved_renamed_deleted_and_taken_back_and_stays_over_a_new_start() {
    let county = County::new();
    let mut device = Device::field(&county).await;
    let [saved] = &save(&device, "  本月讲座 ").await.unwrap()[..] else {
        panic!("one view")
    };
    assert_eq!(
        (saved.name.as_str(), &saved.sought),
        ("本月讲座", &lectures_this_month())
    );
    let view = saved.view;
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let name = "讲座".to_owned();
    let renamed = device.ask(c::RenameView { view, name }).await.unwrap();
    assert_eq!(renamed[0].name, "讲座");
    assert!(device.ask(c::DropView { view }).await.unwrap().is_empty());
    assert_eq!(device.ask(c::KeepView { view }).await.unwrap(), renamed);
    assert_eq!(device.ask(c::Views {}).await.unwrap(), renamed);
}

#[tokio::test]
async fn a_name_that_is_missing_long_hidden_or_taken_is_refused_and_nothing_is_lost() {
    let county = County::new();
    let device = Device::field(&county).await;
    save(&device, "讲座").await.unwrap();
    for (name, fault) in [
        (" \u{3000}", ViewFault::NameMissing),
        ("一二三四五六七八九十一二三", ViewFault::NameTooLong),
        ("讲\u{202e}座", ViewFault::HiddenCharacters),
        (" 讲座", ViewFault::NameTaken),
    ] {
        assert_eq!(save(&device, name).await, refused(fault), "{name:?}");
    }
    for number in 1..MAX_VIEWS {
        save(&device, &format!("第 {number} 个")).await.unwrap();
    }
    assert_eq!(save(&device, "再一个").await, refused(ViewFault::TooMany));
    assert_eq!(device.ask(c::Views {}).await.unwrap().len(), MAX_VIEWS);
}

#[tokio::test]
async fn each_person_has_views_of_their_own() {
    let county = County::new();
    let device = Device::field(&county).await;
    let view = save(&device, "讲座").await.unwrap()[0].view;
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert!(device.ask(c::Views {}).await.unwrap().is_empty());
    let name = "改".to_owned();
    assert_eq!(device.ask(c::RenameView { view, name }).await, Err(Code::NotNow));
    assert!(device.ask(c::DropView { view }).await.unwrap().is_empty());
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(c::Views {}).await.unwrap()[0].name, "讲座");
}

#[tokio::test]
async fn a_month_by_name_is_the_devices_month_when_it_is_asked() {
    let county = County::new();
    let device = Device::field(&county).await;
    let held = device.write(lecture()).await;
    let rows = async |month| {
        let filter = VolumeFilter {
            month: Some(month),
            ..VolumeFilter::default()
        };
        let volume = c::Volume {
            village: None,
            year: None,
            filter,
            search: String::new(),
            offset: 0,
        };
        let page = device.ask(volume).await.unwrap();
        page.rows.iter().map(|row| row.entry).collect::<Vec<_>>()
    };
    assert_eq!(rows(MonthOf::This).await, [held]);
    assert!(rows(MonthOf::Last).await.is_empty());
    device.clock.pass_ms(10 * 86_400_000);
    assert_eq!(rows(MonthOf::Last).await, [held]);
    assert!(rows(MonthOf::This).await.is_empty());
}

#[tokio::test]
async fn the_home_reminds_late_in_the_month_until_it_is_put_away_for_that_month() {
    let county = County::new();
    let device = Device::field(&county).await;
    let reminder = device.ask(c::Home {}).await.unwrap().reminder.unwrap();
    assert_eq!(reminder.days_left, 6, "the 25th of 30 days");
    assert!(reminder.villages.iter().all(|village| village.missing_minutes == 300));
    let (month, away) = (reminder.month, true);
    let home = device.ask(c::SetReminder { month, away }).await.unwrap();
    assert_eq!(home.reminder, None);
    let home = device.ask(c::SetReminder { month, away: false }).await.unwrap();
    assert!(home.reminder.is_some());
    device.ask(c::SetReminder { month, away }).await.unwrap();
    device.unlock(2, CADRE_PIN).await.unwrap();
    assert_eq!(
        device.ask(c::Home {}).await.unwrap().reminder,
        None,
        "a cadre owes nothing"
    );
    device.unlock(1, PIN).await.unwrap();
    device.clock.pass_ms(8 * 86_400_000);
    assert_eq!(
        device.ask(c::Home {}).await.unwrap().reminder,
        None,
        "early in December"
    );
    device.clock.pass_ms(20 * 86_400_000);
    assert!(device.ask(c::Home {}).await.unwrap().reminder.is_some());
}

#[tokio::test]
async fn what_waits_for_a_signature_is_counted_for_each_village() {
    let county = County::new();
    let device = Device::field(&county).await;
    let first = device.write(visit()).await;
    device.write(lecture()).await;
    let unsigned = async || {
        let home = device.ask(c::Home {}).await.unwrap();
        home.villages.iter().map(|village| village.unsigned).sum::<u32>()
    };
    assert_eq!(unsigned().await, 2);
    device.sign(first, 1).await.unwrap();
    assert_eq!(unsigned().await, 1);
    assert_eq!(device.entry(first).await.life.stage, Stage::Signed);
}
