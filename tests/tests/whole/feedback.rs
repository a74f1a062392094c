//! 投诉建议: written offline, delivered once whatever the line does, read by the operator alone, and nothing of its author with it.

use cunfa_core::FeedbackId;
use cunfa_core::feedback::FeedbackKind;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Feedback, FeedbackDraft};
use cunfa_tests::harness::{Fault, TestDevice};

use super::scene;

/// Types and gives a text.
async fn give(device: &TestDevice, kind: FeedbackKind, text: &str) -> Feedback {
    let draft = device.ask(c::Feedback {}).await.unwrap().draft;
    let draft = FeedbackDraft {
        kind,
        text: text.to_owned(),
        ..draft
    };
    device.ask(c::KeepFeedback { draft: draft.clone() }).await.unwrap();
    let given = device.ask(c::GiveFeedback { draft: draft.clone() }).await.unwrap();
    let again = device.ask(c::GiveFeedback { draft }).await.unwrap();
    assert_eq!(given.written, again.written, "a double tap is one");
    given
}

async fn delivered(device: &TestDevice) -> Vec<(String, bool)> {
    let written = device.ask(c::Feedback {}).await.unwrap().written;
    written.into_iter().map(|row| (row.text, row.delivered)).collect()
}

#[tokio::test]
async fn it_is_kept_without_a_network_and_is_delivered_once_whatever_becomes_of_the_answer() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    tablet.sync().await.unwrap();
    tablet.link.always(Fault::DropRequest);
    give(&tablet, FeedbackKind::Complaint, "按钮太小").await;
    tablet.sync().await.unwrap();
    assert_eq!(delivered(&tablet).await, [("按钮太小".to_owned(), false)]);
    tablet.link.always(Fault::None);
    tablet.link.once(Fault::DropAnswer);
    tablet.sync().await.unwrap();
    assert_eq!(
        delivered(&tablet).await,
        [("按钮太小".to_owned(), false)],
        "no answer came"
    );
    tablet.sync().await.unwrap();
    assert_eq!(delivered(&tablet).await, [("按钮太小".to_owned(), true)]);
    let told = scene.server.feedback().unwrap();
    assert_eq!(told.len(), 1, "it came twice and is there once");
    assert_eq!(
        (told[0].kind, told[0].text.as_str(), told[0].received_day.as_str()),
        (FeedbackKind::Complaint, "按钮太小", "2026-11-23")
    );
}

#[tokio::test]
async fn nobody_else_gets_it_not_even_on_the_same_tablet() {
    let mut scene = scene();
    let (tablet, office) = (scene.tablet().await.unwrap(), scene.office().await.unwrap());
    give(&tablet, FeedbackKind::Suggestion, "想要语音").await;
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    assert_eq!(delivered(&office).await, []);
    tablet.unlock(1).await.unwrap();
    assert_eq!(delivered(&tablet).await, [], "the cadre sees their own");
}

#[tokio::test]
async fn what_was_being_written_is_found_after_a_kill_and_nothing_is_given_half() {
    let mut scene = scene();
    let mut tablet = scene.tablet().await.unwrap();
    let draft = tablet.ask(c::Feedback {}).await.unwrap().draft;
    let typed = FeedbackDraft {
        text: "  写到一半".to_owned(),
        ..draft
    };
    tablet.ask(c::KeepFeedback { draft: typed.clone() }).await.unwrap();
    tablet.pull_the_plug().unwrap();
    tablet.unlock(0).await.unwrap();
    assert_eq!(tablet.ask(c::Feedback {}).await.unwrap().draft, typed);
    tablet.sync().await.unwrap();
    assert!(scene.server.feedback().unwrap().is_empty());
    let empty = FeedbackDraft {
        text: " \n".to_owned(),
        ..typed
    };
    assert!(tablet.ask(c::GiveFeedback { draft: empty }).await.is_err());
}

#[tokio::test]
async fn a_server_that_came_from_a_backup_gets_it_again_and_a_handled_one_does_not_come_back() {
    let mut scene = scene();
    let tablet = scene.tablet().await.unwrap();
    give(&tablet, FeedbackKind::Suggestion, "甲").await;
    tablet.sync().await.unwrap();
    let id: FeedbackId = scene.server.feedback().unwrap()[0].id;
    assert!(scene.server.handle_feedback(id).unwrap());
    assert!(!scene.server.handle_feedback(id).unwrap(), "once");
    scene.server.begin_anew(scene.server.clock.ms()).unwrap();
    tablet.sync().await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(delivered(&tablet).await, [("甲".to_owned(), true)]);
    assert!(scene.server.feedback().unwrap().is_empty(), "its id was kept");
}
