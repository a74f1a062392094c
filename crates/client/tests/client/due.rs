//! 待跟进: what the counsel wanted to come back to stands on the home from its day on, until an entry carries it on.

use cunfa_core::{EntryId, Form};
use cunfa_protocol::command as c;

use crate::support::*;

fn until(date: u32) -> Form {
    Form {
        follow_up: Some(day(date)),
        ..visit()
    }
}

async fn due(device: &Device) -> Vec<(EntryId, u32)> {
    let due = device.ask(c::DueFollowUps {}).await.unwrap();
    assert_eq!(device.ask(c::Home {}).await.unwrap().follow_ups, due.total);
    due.rows.into_iter().map(|one| (one.row.entry, one.days_over)).collect()
}

#[tokio::test]
async fn it_is_due_from_its_day_on_the_longest_first_and_gone_once_it_is_carried_on() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let later = device.write(until(26)).await;
    let today = device.write(until(25)).await;
    device.write(visit()).await;
    assert_eq!(due(&device).await, [(today, 0)]);
    device.clock.pass_ms(2 * 24 * 3_600_000);
    assert_eq!(due(&device).await, [(today, 2), (later, 1)]);
    let draft = device.ask(c::FollowUp { entry: today }).await.unwrap().draft;
    assert_eq!(due(&device).await.len(), 2, "a draft is no entry");
    let form = Form {
        follows: Some(today),
        ..visit()
    };
    device.ask(c::SaveEntry { draft, form }).await.unwrap();
    assert_eq!(due(&device).await, [(later, 1)]);
    let reason = "重复".to_owned();
    device.ask(c::VoidEntry { entry: draft, reason }).await.unwrap();
    assert_eq!(
        due(&device).await,
        [(today, 2), (later, 1)],
        "what carried it on is void"
    );
    let reason = "重复".to_owned();
    device.ask(c::VoidEntry { entry: later, reason }).await.unwrap();
    assert_eq!(due(&device).await, [(today, 2)]);
}
