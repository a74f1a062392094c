//! An answer whose root does not fit the one held here is refused whole, and that stays told.

use cunfa_client::sync::roots::{Known, RootRefused};
use cunfa_core::Digest;
use cunfa_evidence::hash;
use cunfa_evidence::keys::SigningKey;
use cunfa_evidence::receipt::TimeToken;
use cunfa_evidence::root::{NotExtended, Root};
use cunfa_evidence::tree::{ProofError, Tree, leaf};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, RecordsNotice, SyncOutcome};
use cunfa_protocol::wire::{Blob, RootNews, SyncResponse};

use crate::support::{County, PIN, delivery, visit, written};

const NOW_MS: i64 = 1_795_564_800_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn key() -> SigningKey {
    SigningKey::from_secret([9; 32]).unwrap()
}

fn tree() -> Tree {
    let leaves: Vec<Digest> = (0u8..20).map(|byte| leaf(byte.into(), hash(&[byte]))).collect();
    Tree::of(&leaves)
}

fn root(size: u64) -> Root {
    Root {
        county: "450103".parse().unwrap(),
        epoch: 7,
        batches: size,
        size,
        hash: tree().root(size).unwrap(),
        at_ms: NOW_MS,
    }
}

/// An answer of epoch 7 by this clock, with this root on top of the first six acts.
fn answer(root: Option<&Root>, now_ms: i64) -> SyncResponse {
    let token = TimeToken {
        server_time_ms: now_ms,
        nonce: [1; 16],
    };
    SyncResponse {
        wanted: 0,
        claims: Vec::new(),
        decisions: Vec::new(),
        epoch: root.map_or(7, |root| root.epoch),
        answers: vec![],
        after: 0,
        cursor: 0,
        more: false,
        directory: None,
        forget: Vec::new(),
        root: root.map(|root| RootNews {
            root: Blob(root.issue(&key())),
            consistency: tree().consistency(6, root.size).unwrap_or_default(),
        }),
        operator: None,
        feedback: Vec::new(),
        time_token: Some(Blob(token.issue(&key()))),
        registers: None,
        digests: Vec::new(),
    }
}

fn check(held: Option<Root>, response: &SyncResponse) -> Result<bool, RootRefused> {
    let (key, county) = (key(), "450103".parse().unwrap());
    let known = Known {
        county_key: key.public(),
        county: &county,
        held: held.as_ref(),
        token_ms: None,
        asked_time: true,
    };
    known.check(response).map(|root| root.is_some())
}

#[test]
fn a_root_that_extends_the_one_held_is_taken_and_the_first_one_on_trust() {
    assert_eq!(check(None, &answer(Some(&root(13)), NOW_MS)), Ok(true));
    assert_eq!(check(Some(root(6)), &answer(Some(&root(13)), NOW_MS)), Ok(true));
    assert_eq!(check(Some(root(6)), &answer(None, NOW_MS)), Ok(false));
    let anew = Root { epoch: 8, ..root(2) };
    assert_eq!(check(Some(root(6)), &answer(Some(&anew), NOW_MS)), Ok(true));
}

#[test]
fn what_does_not_extend_it_is_refused() {
    let refused = |later: &Root| check(Some(root(6)), &answer(Some(later), NOW_MS));
    let not = |why| Err(RootRefused::NotExtended(why));
    assert_eq!(refused(&root(5)), not(NotExtended::Shrunk));
    let batches = 5;
    assert_eq!(refused(&Root { batches, ..root(13) }), not(NotExtended::Shrunk));
    let at_ms = NOW_MS - 1;
    assert_eq!(refused(&Root { at_ms, ..root(13) }), not(NotExtended::Earlier));
    let hash = Digest([1; 32]);
    assert_eq!(
        refused(&Root { hash, ..root(13) }),
        not(NotExtended::Proof(ProofError::Root))
    );
    assert_eq!(refused(&Root { epoch: 6, ..root(13) }), Err(RootRefused::OlderEpoch));
    let mut cut = answer(Some(&root(13)), NOW_MS);
    cut.root.as_mut().unwrap().consistency.pop();
    assert_eq!(check(Some(root(6)), &cut), not(NotExtended::Proof(ProofError::Length)));
}

#[test]
fn what_is_no_root_of_this_county_and_epoch_is_refused() {
    let county = "450102".parse().unwrap();
    let elsewhere = Root { county, ..root(13) };
    assert_eq!(
        check(None, &answer(Some(&elsewhere), NOW_MS)),
        Err(RootRefused::Unreadable)
    );
    let mut other_epoch = answer(Some(&root(13)), NOW_MS);
    other_epoch.epoch = 8;
    assert_eq!(check(None, &other_epoch), Err(RootRefused::Unreadable));
    let mut forged = answer(Some(&root(13)), NOW_MS);
    forged.root.as_mut().unwrap().root.0[30] ^= 1;
    assert_eq!(check(None, &forged), Err(RootRefused::Unreadable));
    let mut timeless = answer(None, NOW_MS);
    timeless.time_token.as_mut().unwrap().0.pop();
    assert_eq!(check(Some(root(6)), &timeless), Err(RootRefused::Unreadable));
}

#[test]
fn a_word_of_the_clock_that_was_asked_for_is_not_left_out_and_the_newest_one_says_which_day_it_is() {
    let (key, county) = (key(), "450103".parse().unwrap());
    let held = root(6);
    let check = |token_ms: i64, asked_time: bool, answer: &SyncResponse| {
        let known = Known {
            county_key: key.public(),
            county: &county,
            held: Some(&held),
            token_ms: Some(token_ms),
            asked_time,
        };
        known.check(answer).map(|root| root.is_some())
    };
    let silent = SyncResponse {
        time_token: None,
        ..answer(None, NOW_MS)
    };
    assert_eq!(check(NOW_MS, false, &silent), Ok(false));
    assert_eq!(check(NOW_MS, true, &silent), Err(RootRefused::Withheld));
    assert_eq!(check(NOW_MS + DAY_MS, false, &silent), Err(RootRefused::Withheld));
    let of_yesterday = answer(None, NOW_MS);
    assert_eq!(check(NOW_MS + DAY_MS, true, &of_yesterday), Err(RootRefused::Withheld));
}

#[test]
fn a_server_that_keeps_its_roots_to_itself_is_refused_on_the_next_day() {
    let tomorrow_ms = NOW_MS + DAY_MS;
    assert_eq!(check(None, &answer(None, NOW_MS)), Err(RootRefused::Withheld));
    assert_eq!(
        check(Some(root(6)), &answer(None, tomorrow_ms)),
        Err(RootRefused::Withheld)
    );
    assert_eq!(
        check(Some(root(6)), &answer(Some(&root(13)), tomorrow_ms)),
        Err(RootRefused::Withheld)
    );
    let mut other_epoch = answer(None, NOW_MS);
    other_epoch.epoch = 8;
    assert_eq!(check(Some(root(6)), &other_epoch), Err(RootRefused::Withheld));
    assert_eq!(
        check(Some(root(6)), &answer(None, NOW_MS - DAY_MS)),
        Ok(false),
        "a clock put back"
    );
}

#[tokio::test]
async fn a_refused_answer_turns_nothing_green_and_stays_told_over_a_restart_until_a_root_is_good() {
    let county = County::new();
    let (mut device, first) = written(&county).await;
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(device.status().await.records, None);
    let second = device.write(visit()).await;
    // A path that shows nothing.
    county.lie(Some(Box::new(|response| {
        response.root.as_mut().unwrap().consistency.push(Digest([0; 32]));
    })));
    assert_eq!(device.app.sync_pass().await, SyncOutcome::RecordsDiffer);
    assert_eq!(delivery(&device, second).await, Delivery::Here);
    assert_eq!(delivery(&device, first).await, Delivery::Delivered);
    assert_eq!(county.batches().len(), 2, "it was sent all the same");
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    let status = device.status().await;
    assert_eq!(
        (status.outcome, status.records),
        (SyncOutcome::RecordsDiffer, Some(RecordsNotice::Differ))
    );
    let read = device.ask(c::ReadRecordsNotice {}).await.unwrap();
    assert_eq!(
        read.records,
        Some(RecordsNotice::Differ),
        "reading it does not make it good"
    );
    county.lie(None);
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, second).await, Delivery::Delivered);
    assert_eq!(device.status().await.records, None);
    assert_eq!(county.batches().len(), 2);
}

#[tokio::test]
async fn a_log_that_began_anew_is_taken_and_told_until_somebody_read_it() {
    let county = County::new();
    let (mut device, entry) = written(&county).await;
    device.app.sync_pass().await;
    county.restore_empty();
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(delivery(&device, entry).await, Delivery::Delivered);
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.status().await.records, Some(RecordsNotice::BeganAnew));
    assert_eq!(device.ask(c::ReadRecordsNotice {}).await.unwrap().records, None);
    assert_eq!(device.status().await.records, None);
}
