//! Delivery: green only on a stored receipt, whatever the link does; and every way the link fails heals by itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use cunfa_core::act::Decision;
use cunfa_core::{EntryId, Stage};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, SyncOutcome};
use cunfa_tests::harness::forms::consultation;
use cunfa_tests::harness::messages::Answered;
use cunfa_tests::harness::{Fault, TestDevice};

use super::{scene, village};

/// An entry with its sign-off, nothing sent yet.
async fn signed_entry(tablet: &TestDevice, matter: &str, ink_seed: u64) -> EntryId {
    let entry = tablet.write(consultation(&village(), matter)).await.unwrap().row.entry;
    tablet.sign(entry, 1, ink_seed).await.unwrap();
    entry
}

// S1
#[tokio::test]
async fn an_answer_cut_at_any_byte_never_makes_an_entry_green() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let entry = signed_entry(&tablet, "宅基地界址", 1).await;
    tablet.link.once(Fault::CutAnswer(usize::MAX));
    tablet.sync().await.unwrap();
    let whole = tablet.link.tally().last_whole_bytes;
    assert!(
        whole > 100,
        "an answer has a receipt and a time token, not {whole} bytes"
    );
    for cut in 0..whole {
        tablet.link.always(Fault::CutAnswer(cut));
        let outcome = tablet.sync().await.unwrap();
        assert_ne!(outcome, SyncOutcome::Done, "cut at {cut}");
        let view = tablet.entry(entry).await.unwrap();
        assert_eq!(
            (view.row.delivery, view.life.stage),
            (Delivery::Here, Stage::Signed),
            "cut at {cut}"
        );
        assert!(view.acts.iter().all(|act| !act.delivered), "cut at {cut}");
    }
    tablet.link.always(Fault::None);
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done);
    let view = tablet.entry(entry).await.unwrap();
    assert_eq!(
        (view.row.delivery, view.life.stage),
        (Delivery::Delivered, Stage::InReview)
    );
    assert_eq!(scene.server.batches().unwrap().len(), 1);
}

// S4
#[tokio::test]
async fn every_request_sent_again_leaves_everything_as_it_was() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    for device in [&tablet, &office] {
        device.link.remember();
    }
    tablet.link.always(Fault::Twice);
    let entry = signed_entry(&tablet, "宅基地界址", 1).await;
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let sign_off = office.entry(entry).await.unwrap().life.official.unwrap();
    office
        .ask(c::Review {
            entry,
            sign_off,
            decision: Decision::Approve,
        })
        .await
        .unwrap();
    office.sync().await.unwrap();
    tablet.sync().await.unwrap();
    let state = || (scene.server.log().unwrap(), scene.server.projection().unwrap());
    let views = async || (tablet.entry(entry).await.unwrap(), office.entry(entry).await.unwrap());
    let (before, seen) = (state(), views().await);
    assert_eq!((before.0.len(), seen.0.life.stage), (2, Stage::Approved));
    let requests = [tablet.link.remembered(), office.link.remembered()].concat();
    assert!(requests.len() >= 4);
    for request in requests.iter().chain(requests.iter().rev()) {
        let answer = scene
            .server
            .answer(&request.path, request.token.as_deref(), &request.body)
            .unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(state(), before);
    }
    for device in [&tablet, &office] {
        device.sync().await.unwrap();
    }
    assert_eq!(views().await, seen);
}

// S4
#[tokio::test]
async fn a_return_never_replaces_a_correction_that_is_not_sent_yet() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let entry = signed_entry(&tablet, "宅基地界址", 1).await;
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let mut form = consultation(&village(), "更正后的事由");
    form.corrects = Some(entry);
    let correction = tablet.write(form.clone()).await.unwrap().row.entry;
    let start = c::StartDraft {
        kind: None,
        village: None,
        corrects: Some(entry),
        changes: None,
    };
    let draft = tablet.ask(start).await.unwrap().draft;
    form.matter = "还在写的更正".to_owned();
    tablet.ask(c::SaveDraft { draft, form }).await.unwrap();
    let sign_off = office.entry(entry).await.unwrap().life.official.unwrap();
    let decision = Decision::Return {
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
    office.sync().await.unwrap();
    tablet.link.once(Fault::DropAnswer);
    tablet.sync().await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(tablet.entry(entry).await.unwrap().life.stage, Stage::Returned);
    assert_eq!(tablet.entry(correction).await.unwrap().entry.matter, "更正后的事由");
    let drafts = tablet.ask(c::Drafts {}).await.unwrap();
    assert_eq!(
        drafts
            .iter()
            .map(|draft| draft.form.matter.as_str())
            .collect::<Vec<_>>(),
        ["还在写的更正"]
    );
}

// S7
#[tokio::test]
async fn after_any_single_loss_the_next_sync_completes_in_at_most_two_round_trips() {
    let losses = [
        Fault::DropRequest,
        Fault::DropAnswer,
        Fault::CutAnswer(40),
        Fault::Twice,
        Fault::Late,
        Fault::Html,
        Fault::Empty,
        Fault::Busy,
    ];
    for loss in losses {
        let mut scene = scene();
        let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
        let entry = signed_entry(&tablet, "宅基地界址", 1).await;
        tablet.link.once(loss);
        tablet.sync().await.unwrap();
        let before = tablet.link.tally().requests;
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done, "{loss:?}");
        assert!(tablet.link.tally().requests - before <= 2, "{loss:?}");
        assert_eq!(
            tablet.entry(entry).await.unwrap().row.delivery,
            Delivery::Delivered,
            "{loss:?}"
        );
        office.link.once(loss);
        office.sync().await.unwrap();
        let before = office.link.tally().requests;
        assert_eq!(office.sync().await.unwrap(), SyncOutcome::Done, "{loss:?}");
        assert!(office.link.tally().requests - before <= 2, "{loss:?}");
        assert_eq!(
            office.entry(entry).await.unwrap().life.stage,
            Stage::InReview,
            "{loss:?}"
        );
        tablet.link.deliver_late();
        assert_eq!(scene.server.batches().unwrap().len(), 1, "{loss:?}");
    }
}

#[tokio::test]
async fn a_program_killed_before_or_after_the_server_stored_it_delivers_exactly_once() {
    for fate in [Fault::KillBefore, Fault::KillAfter] {
        let mut scene = scene();
        let mut tablet = scene.tablet().await.unwrap();
        let entry = signed_entry(&tablet, "宅基地界址", 1).await;
        tablet.link.once(fate);
        let (app, link) = (tablet.app().unwrap(), Arc::clone(&tablet.link));
        tokio::select! {
            _ = app.sync_pass() => panic!("the pass was to be killed"),
            () = link.killed() => {}
        }
        drop(app);
        tablet.pull_the_plug().unwrap();
        tablet.unlock(0).await.unwrap();
        assert_eq!(
            tablet.entry(entry).await.unwrap().row.delivery,
            Delivery::Here,
            "{fate:?}"
        );
        assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::Done, "{fate:?}");
        assert_eq!(
            tablet.entry(entry).await.unwrap().row.delivery,
            Delivery::Delivered,
            "{fate:?}"
        );
        let batches = scene.server.batches().unwrap();
        let changes: Vec<_> = batches[&entry].iter().flat_map(|batch| &batch.changes).collect();
        assert_eq!(
            changes.iter().collect::<BTreeSet<_>>().len(),
            changes.len(),
            "{fate:?}: nothing arrived twice"
        );
    }
}

// S11
#[tokio::test(start_paused = true)]
async fn after_an_error_and_silence_the_timer_alone_uploads() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let entry = signed_entry(&tablet, "宅基地界址", 1).await;
    tablet.link.once(Fault::DropRequest);
    let app = tablet.app().unwrap();
    let running = tokio::spawn(Arc::clone(&app).run());
    let before = tablet.link.tally().requests;
    // Nobody touches the device; only its clock goes on.
    for _ in 0..1_000 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        tablet.clock.advance(1_000);
        if tablet.entry(entry).await.unwrap().row.delivery == Delivery::Delivered {
            break;
        }
    }
    running.abort();
    assert!(tablet.link.tally().requests - before >= 2, "the first attempt failed");
    assert_eq!(tablet.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
}

// S16
#[tokio::test]
async fn fifty_identical_uploads_at_the_same_time_make_one_batch() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    let entry = signed_entry(&tablet, "宅基地界址", 1).await;
    tablet.link.once(Fault::Late);
    tablet.sync().await.unwrap();
    let request = tablet.link.take_late().unwrap();
    let receipts: BTreeSet<Vec<u8>> = std::thread::scope(|scope| {
        let upload = || {
            let answer = scene
                .server
                .answer(&request.path, request.token.as_deref(), &request.body)
                .unwrap();
            let response = Answered::read(&answer.body).unwrap();
            cunfa_protocol::wire::encode(&response.head.answers).unwrap()
        };
        let uploads: Vec<_> = (0..50).map(|_| scope.spawn(upload)).collect();
        uploads.into_iter().map(|upload| upload.join().unwrap()).collect()
    });
    assert_eq!(receipts.len(), 1, "everybody got the same receipt");
    assert_eq!(scene.server.log().unwrap().len(), 1);
    tablet.sync().await.unwrap();
    assert_eq!(tablet.entry(entry).await.unwrap().row.delivery, Delivery::Delivered);
}

#[tokio::test]
async fn a_restarted_server_goes_on_where_it_was() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    let first = signed_entry(&tablet, "重启之前", 1).await;
    tablet.sync().await.unwrap();
    scene.server.stop();
    assert_eq!(tablet.sync().await.unwrap(), SyncOutcome::NoNetwork);
    scene.server.start().unwrap();
    let second = signed_entry(&tablet, "重启之后", 2).await;
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    for entry in [first, second] {
        assert_eq!(office.entry(entry).await.unwrap().life.stage, Stage::InReview);
    }
}
