//! Delivery: nothing is green but by a stored receipt, nothing is given up, one bad batch blocks no other.

use std::sync::Arc;

use cunfa_core::{Form, Stage};
use cunfa_protocol::view::{Delivery, ItemState, SyncOutcome};
use cunfa_protocol::{Code, command as c};

use crate::support::*;

#[tokio::test]
async fn cut_at_every_byte_of_the_answer_nothing_is_green_early_and_the_next_pass_completes() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    device.link.next([Fate::AnswerLost]);
    device.app.sync_pass().await;
    let (_, body) = device.link.requests.lock().unwrap().last().unwrap().clone();
    let whole = county.answer("/v1/sync", Some("token"), &body, 0).body.len();
    for bytes in 0..whole {
        device.link.next([Fate::Cut(bytes)]);
        assert_eq!(
            device.app.sync_pass().await,
            SyncOutcome::NoNetwork,
            "{bytes} of {whole}"
        );
        assert_eq!(delivery(&device, entry).await, Delivery::Here);
        assert_eq!(device.entry(entry).await.life.stage, Stage::Signed);
    }
    let before = device.link.count();
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(
        (delivery(&device, entry).await, device.link.count() - before),
        (Delivery::Delivered, 1)
    );
    assert_eq!(county.batches().len(), 1);
}

#[tokio::test]
async fn a_request_lost_or_its_answer_lost_or_taken_twice_ends_in_the_same_state() {
    for fates in [
        vec![Fate::Lost],
        vec![Fate::AnswerLost],
        vec![Fate::Twice],
        vec![Fate::AnswerLost, Fate::Twice],
    ] {
        let county = County::new();
        let (device, entry) = written(&county).await;
        device.link.next(fates.clone());
        device.app.sync_pass().await;
        device.app.sync_pass().await;
        assert_eq!(device.app.sync_pass().await, SyncOutcome::Done, "{fates:?}");
        assert_eq!(
            (delivery(&device, entry).await, county.batches().len()),
            (Delivery::Delivered, 1)
        );
    }
}

#[tokio::test]
async fn killed_between_the_request_and_its_answer_the_device_finishes_after_a_restart() {
    let county = County::new();
    let (mut device, entry) = written(&county).await;
    device.link.next([Fate::AnswerLost]);
    device.app.sync_pass().await;
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(delivery(&device, entry).await, Delivery::Here);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(
        (delivery(&device, entry).await, county.batches().len()),
        (Delivery::Delivered, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_the_timer_alone_uploads_without_any_new_write() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    device.link.next([Fate::Lost]);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::NoNetwork);
    let mut changes = device.app.subscribe();
    let timer = tokio::spawn(Arc::clone(&device.app).run());
    device.clock.pass_ms(3_600_000);
    while delivery(&device, entry).await != Delivery::Delivered {
        changes.recv().await.unwrap();
    }
    timer.abort();
}

#[tokio::test]
async fn a_clock_that_is_off_by_hours_or_years_saves_and_syncs_and_shows_the_difference() {
    let hour = 3_600_000;
    for jump in [-hour, 2 * 365 * 24 * hour] {
        let county = County::new();
        let device = Device::field(&county).await;
        device.app.sync_pass().await;
        let draft = device.draft().await;
        device.clock.pass_ms(jump);
        county.clock_ahead_ms(-jump);
        device.ask(c::SaveEntry { draft, form: visit() }).await.unwrap();
        device.sign(draft, 1).await.unwrap();
        assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
        assert_eq!(device.entry(draft).await.life.stage, Stage::InReview);
        assert_eq!(device.status().await.clock_skew_ms, Some(jump));
    }
}

#[tokio::test]
async fn with_the_clock_in_1970_or_in_2106_or_days_behind_the_day_is_right_and_all_is_saved_signed_and_synced() {
    let days = |days: i64| days * 86_400_000;
    // How far the clock jumps, whether the server's word came before the jump or after it, the day a form begins with, the day of the service.
    for (jump, told_before, begins, of) in [
        (days(-20_783), true, 25, 27),
        (days(-20_783), false, 25, 25),
        (days(-3), true, 25, 25),
        (days(-3), false, 25, 25),
        (days(28_900), false, 25, 25),
    ] {
        let county = County::new();
        let device = Device::field(&county).await;
        if told_before {
            device.app.sync_pass().await;
        }
        device.clock.pass_ms(jump);
        county.clock_ahead_ms(-jump);
        if !told_before {
            assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
        }
        let draft = device
            .ask(c::StartDraft {
                village: None,
                changes: None,
                corrects: None,
                kind: None,
            })
            .await
            .unwrap();
        assert_eq!(draft.form.date, Some(day(begins)), "{jump} {told_before}");
        let form = Form {
            date: Some(day(of)),
            ..visit()
        };
        let saved = device
            .ask(c::SaveEntry {
                draft: draft.draft,
                form,
            })
            .await;
        assert!(saved.is_ok(), "{jump} {told_before}: {saved:?}");
        device.sign(draft.draft, 1).await.unwrap();
        assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
        assert_eq!(device.entry(draft.draft).await.life.stage, Stage::InReview);
        assert_eq!(device.status().await.clock_skew_ms, Some(jump));
    }
}

#[tokio::test]
async fn a_server_restored_from_an_old_backup_is_offered_everything_again() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    device.app.sync_pass().await;
    county.restore_empty();
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(
        (delivery(&device, entry).await, county.batches().len()),
        (Delivery::Delivered, 1)
    );
    assert_eq!(device.entry(entry).await.life.stage, Stage::InReview);
}

#[tokio::test]
async fn concurrent_passes_are_one() {
    let county = County::new();
    let (device, _) = written(&county).await;
    let (a, b, d) = tokio::join!(device.app.sync_pass(), device.app.sync_pass(), device.app.sync_pass());
    assert_eq!([a, b, d], [SyncOutcome::Done; 3]);
    assert_eq!(county.batches().len(), 1);
}

#[tokio::test]
async fn a_pass_that_was_dropped_half_way_is_taken_up_by_the_next() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    {
        let mut pass = Box::pin(device.app.sync_pass());
        let waker = std::task::Waker::noop();
        let _ = std::future::Future::poll(pass.as_mut(), &mut std::task::Context::from_waker(waker));
    }
    assert!(!device.status().await.running);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
}

#[tokio::test]
async fn a_correction_that_is_not_sent_yet_survives_a_return_that_arrives() {
    let county = County::new();
    let (field, entry) = written(&county).await;
    field.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    let sign_off = office.entry(entry).await.life.official.unwrap();
    let decision = cunfa_core::Decision::Return {
        reasons: vec!["缺结果".to_owned()],
    };
    office
        .ask(c::Review {
            entry,
            sign_off,
            decision,
        })
        .await
        .unwrap();
    office.app.sync_pass().await;

    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = field.ask(start).await.unwrap();
    let form = Form {
        result: "已调解".to_owned(),
        ..draft.form
    };
    field
        .ask(c::SaveEntry {
            draft: draft.draft,
            form,
        })
        .await
        .unwrap();
    field.app.sync_pass().await;
    assert_eq!(field.entry(draft.draft).await.entry.result, "已调解");
    assert_eq!(field.entry(entry).await.life.stage, Stage::Returned);
    assert_eq!(field.ask(c::Home {}).await.unwrap().returned, 0);
}

#[tokio::test]
async fn only_a_demo_cuts_the_network_and_restoring_it_is_enough() {
    let county = County::new();
    let (mut device, entry) = written(&county).await;
    assert_eq!(device.ask(c::CutNetwork { cut: true }).await, Err(Code::NotNow));
    device.restart_with(|config| config.demo = true);
    device.unlock(1, PIN).await.unwrap();
    assert!(device.ask(c::CutNetwork { cut: true }).await.unwrap().cut);
    assert_eq!(
        device.ask(c::SessionStatus {}).await.unwrap().demo.map(|demo| demo.cut),
        Some(true)
    );
    assert_eq!(device.app.sync_pass().await, SyncOutcome::NoNetwork);
    let cut = device.ask(c::SyncStatus {}).await.unwrap();
    let states: Vec<_> = cut.items.iter().map(|item| item.state.clone()).collect();
    assert_eq!(
        (states, cut.last_bytes_up),
        (vec![ItemState::Pending], 0),
        "nothing is being uploaded"
    );
    assert!(!device.ask(c::CutNetwork { cut: false }).await.unwrap().cut);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
}

#[tokio::test]
async fn a_change_is_told_with_its_entry_and_nothing_else() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Counsel).await;
    let mut changes = device.app.subscribe();
    let entry = device.write(visit()).await;
    let mut seen = Vec::new();
    while let Ok(event) = changes.try_recv() {
        seen.extend(event.entries);
    }
    assert_eq!(seen, [entry]);
}

#[tokio::test]
async fn a_receipt_that_the_county_did_not_sign_turns_nothing_green() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    device.link.next([Fate::AnswerLost]);
    device.app.sync_pass().await;
    let (_, body) = device.link.requests.lock().unwrap().last().unwrap().clone();
    let mut answer = county.answer("/v1/sync", Some("token"), &body, 0);
    let mut response = Answered::read(&answer.body).unwrap();
    let cunfa_protocol::wire::BatchAnswer::Stored(stored) = &mut response.answers[0] else {
        panic!()
    };
    *stored.receipt_signature.0.last_mut().unwrap() ^= 1;
    answer.body = response.body().unwrap();
    device.link.next([Fate::Instead(answer)]);
    device.app.sync_pass().await;
    assert_eq!(delivery(&device, entry).await, Delivery::Here);
    device.app.sync_pass().await;
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
}

#[tokio::test]
async fn a_copied_device_that_goes_on_beside_the_original_converges_with_it() {
    let county = County::new();
    let (original, entry) = written(&county).await;
    let unsigned = original.write(visit()).await;
    original.app.sync_pass().await;
    let copy = original.cloned(&county);
    copy.unlock(1, PIN).await.unwrap();
    for (device, matter) in [(&original, "甲"), (&copy, "乙")] {
        let form = Form {
            matter: matter.to_owned(),
            ..visit()
        };
        device.ask(c::SaveEntry { draft: unsigned, form }).await.unwrap();
        device.write(lecture()).await;
    }
    for device in [&original, &copy, &original, &copy] {
        assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    }
    for id in [entry, unsigned] {
        let (ours, theirs) = (original.entry(id).await, copy.entry(id).await);
        assert_eq!(
            (ours.content, ours.conflicts, ours.life),
            (theirs.content, theirs.conflicts, theirs.life)
        );
    }
    let all = async |device: &Device| {
        let filter = cunfa_protocol::view::VolumeFilter::default();
        let volume = c::Volume {
            village: None,
            year: None,
            filter,
            search: String::new(),
            offset: 0,
        };
        device.ask(volume).await.unwrap().rows
    };
    assert_eq!(all(&original).await, all(&copy).await);
    assert_eq!(all(&original).await.len(), 4);
}
