//! What the app says of whoever runs the server.

use cunfa_core::feedback::FeedbackKind;
use cunfa_protocol::view::{About, Feedback, FeedbackDraft, FeedbackRow};
use cunfa_protocol::{Command, Reply, command as c};

use super::{held, samples as s};

fn about() -> About {
    About {
        operator: s::operator(),
    }
}

fn draft() -> FeedbackDraft {
    FeedbackDraft {
        id: s::feedback_id(),
        kind: FeedbackKind::Suggestion,
        text: "字太小".to_owned(),
    }
}

fn feedback() -> Feedback {
    Feedback {
        draft: draft(),
        written: vec![FeedbackRow {
            id: s::feedback_id(),
            kind: FeedbackKind::Complaint,
            text: "𠮷田村的名字写错了".to_owned(),
            written_at_ms: 1,
            delivered: true,
        }],
    }
}

pub fn commands() -> Vec<Command> {
    vec![
        c::About {}.into(),
        c::Feedback {}.into(),
        c::KeepFeedback { draft: draft() }.into(),
        c::GiveFeedback { draft: draft() }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::About(about()),
        Reply::Feedback(feedback()),
        Reply::KeepFeedback(()),
        Reply::GiveFeedback(feedback()),
    ]
}

#[test]
fn what_the_app_says_of_itself_is_written_like_this() {
    held("about-About", &[about()]);
    held("feedback-FeedbackKind", &FeedbackKind::ALL);
    held("feedback-FeedbackDraft", &[draft()]);
    held("feedback-FeedbackRow", &feedback().written);
    held("feedback-Feedback", &[feedback()]);
}
