//! What a server, or what stands before it, may answer: each has its own outcome, and no bad batch blocks another.

use cunfa_client::Clock as _;
use cunfa_evidence::frame::{self, Dictionary};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, ItemState, ParkedReason, SyncOutcome};
use cunfa_protocol::wire::{Refusal, SYNC_PATH, Spoken};

use crate::support::link::{html, refusal};
use crate::support::*;

#[tokio::test]
async fn a_refused_batch_is_parked_with_its_reason_and_the_others_go_on() {
    let county = County::new();
    let (device, bad) = written(&county).await;
    county.refuse_all(Some(ParkedReason::Signature));
    device.app.sync_pass().await;
    county.refuse_all(None);
    let good = device.write(lecture()).await;
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, good).await, Delivery::Delivered);
    assert_eq!(delivery(&device, bad).await, Delivery::Parked(ParkedReason::Signature));
    let status = device.status().await;
    assert_eq!((status.unsent, status.parked), (1, 1));
    let ItemState::Parked { batch, reason } = status.items[0].state else {
        panic!("not parked")
    };
    assert_eq!(reason, ParkedReason::Signature);
    device.ask(c::RetryParked { batch }).await.unwrap();
    device.app.sync_pass().await;
    assert_eq!(delivery(&device, bad).await, Delivery::Delivered);
}

#[tokio::test]
async fn what_the_server_puts_off_is_tried_again_and_blocks_nothing() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    county.later_all(true);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::PutOff);
    assert_eq!(device.status().await.items[0].state, ItemState::Waits);
    county.later_all(false);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
}

/// The refusal of a server that reads other versions, or holds other dictionaries.
fn spoken(oldest: u16, newest: u16, dictionaries: &[u32]) -> Fate {
    let spoken = Spoken {
        oldest,
        newest,
        dictionaries: dictionaries.to_vec(),
    };
    Fate::Instead(refusal(426, Refusal::Version(spoken), None))
}

#[tokio::test]
async fn a_server_that_lacks_the_dictionary_is_spoken_to_without_it_at_once_and_from_then_on() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    let before = device.link.count();
    device.link.next([spoken(1, 1, &[0])]);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
    device.app.sync_pass().await;
    let requests = device.link.requests.lock().unwrap();
    let used = requests[before..].iter().filter(|(path, _)| path == SYNC_PATH);
    let used: Vec<_> = used.map(|(_, body)| Dictionary::of(body).unwrap()).collect();
    assert_eq!(used, [frame::NEWEST, frame::NONE, frame::NONE]);
}

#[tokio::test]
async fn a_server_that_lacks_every_dictionary_it_is_asked_in_is_not_asked_for_ever() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    let before = device.link.count();
    device.link.always(spoken(1, 1, &[0]));
    assert_eq!(device.app.sync_pass().await, SyncOutcome::NotOurServer);
    assert_eq!(device.link.count() - before, 2);
    assert_eq!(delivery(&device, entry).await, Delivery::Here);
}

#[tokio::test]
async fn every_kind_of_answer_has_its_own_outcome_and_touches_nothing() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    let down = cunfa_client::Answer { status: 502, ..html() };
    let table = [
        (Fate::Lost, SyncOutcome::NoNetwork),
        (Fate::Instead(down), SyncOutcome::NoNetwork),
        (Fate::Instead(html()), SyncOutcome::NotOurServer),
        (
            Fate::Instead(cunfa_client::Answer { status: 302, ..html() }),
            SyncOutcome::NotOurServer,
        ),
        (
            Fate::Instead(cunfa_client::Answer { status: 401, ..html() }),
            SyncOutcome::NotOurServer,
        ),
        (
            Fate::Instead(refusal(401, Refusal::SignInAgain, None)),
            SyncOutcome::SignInAgain,
        ),
        (
            Fate::Instead(refusal(403, Refusal::DeviceRevoked, None)),
            SyncOutcome::Revoked,
        ),
        (spoken(2, 3, &[0, 49_153]), SyncOutcome::AppTooOld),
        (spoken(0, 0, &[0]), SyncOutcome::ServerTooOld),
        (spoken(1, 1, &[]), SyncOutcome::NotOurServer),
        (Fate::Instead(refusal(503, Refusal::Busy, Some(60))), SyncOutcome::Busy),
        (Fate::Instead(refusal(429, Refusal::Busy, None)), SyncOutcome::Busy),
    ];
    for (fate, outcome) in table {
        device.link.next([fate]);
        assert_eq!(device.app.sync_pass().await, outcome);
        let status = device.status().await;
        assert_eq!((status.outcome, status.unsent), (outcome, 1));
        assert!(status.next_try_ms.unwrap() > device.config.clock.now_ms());
        assert_eq!(delivery(&device, entry).await, Delivery::Here);
    }
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
}

#[tokio::test]
async fn a_request_over_the_servers_limit_is_split_until_it_fits() {
    let county = County::new();
    let (device, _) = written(&county).await;
    for _ in 0..5 {
        device.write(visit()).await;
    }
    let too_large = || Fate::Instead(refusal(413, Refusal::TooLarge, None));
    device.link.next([too_large(), too_large(), too_large()]);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!((device.status().await.unsent, county.batches().len()), (0, 6));
}

#[tokio::test]
async fn a_single_batch_the_server_will_not_take_for_its_size_is_parked() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    device.link.next([Fate::Instead(refusal(413, Refusal::TooLarge, None))]);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Parked(ParkedReason::TooLarge));
}

#[tokio::test]
async fn bytes_that_are_no_answer_at_all_change_nothing() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    let mut state = 7u32;
    for length in (0..64).chain([1_000, 70_000]) {
        let body = (0..length).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        let media_type = cunfa_protocol::wire::MEDIA_TYPE.to_owned();
        let answer = cunfa_client::Answer {
            status: 200,
            media_type,
            retry_after_s: None,
            body: body.collect(),
        };
        device.link.next([Fate::Instead(answer)]);
        let outcome = device.app.sync_pass().await;
        if length < 8 {
            assert!(matches!(outcome, SyncOutcome::NotOurServer | SyncOutcome::NoNetwork));
        } else {
            assert_eq!(outcome, SyncOutcome::NotOurServer);
        }
    }
    assert_eq!(delivery(&device, entry).await, Delivery::Here);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
}

#[tokio::test]
async fn an_answer_that_says_nothing_of_a_batch_that_was_sent_is_not_the_end() {
    let county = County::new();
    let (device, entry) = written(&county).await;
    device.link.next([Fate::Lost]);
    device.app.sync_pass().await;
    let (_, body) = device.link.requests.lock().unwrap().last().unwrap().clone();
    let other = County::new();
    let mut answer = other.answer("/v1/sync", Some("token"), &body, device.clock.now_ms());
    let mut response = Answered::read(&answer.body).unwrap();
    response.answers.clear();
    (response.cursor, response.more, response.directory) = (0, false, None);
    answer.body = response.body().unwrap();
    device.link.next([Fate::Instead(answer)]);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::PutOff);
    assert_eq!(
        (delivery(&device, entry).await, device.status().await.unsent),
        (Delivery::Here, 1)
    );
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
}
