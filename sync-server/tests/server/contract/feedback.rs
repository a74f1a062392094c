//! Feedback: kept once, read by day, handled once, and never more of it unhandled than asked for.

use cunfa_core::FeedbackId;
use cunfa_core::feedback::FeedbackKind;
use cunfa_server::db::StoredFeedback;

use super::{Make, county, founded};

fn one(id: u8, day: &str) -> StoredFeedback {
    StoredFeedback {
        id: FeedbackId([id; 16]),
        county: county(),
        kind: FeedbackKind::Suggestion,
        text: format!("第 {id} 条\n𠮷"),
        received_day: day.to_owned(),
    }
}

pub fn all(make: Make<'_>) {
    let db = founded(make);
    for (id, day) in [(1, "2026-11-25"), (2, "2026-11-24"), (1, "2026-11-26")] {
        assert!(db.keep_feedback(&one(id, day), 3).unwrap());
    }
    assert_eq!(db.feedback().unwrap(), [one(2, "2026-11-24"), one(1, "2026-11-25")]);
    assert!(db.keep_feedback(&one(3, "2026-11-26"), 3).unwrap());
    assert!(
        !db.keep_feedback(&one(4, "2026-11-26"), 3).unwrap(),
        "three wait already"
    );
    assert!(db.handle_feedback(FeedbackId([2; 16])).unwrap());
    assert!(!db.handle_feedback(FeedbackId([2; 16])).unwrap());
    assert!(!db.handle_feedback(FeedbackId([9; 16])).unwrap());
    assert!(db.keep_feedback(&one(2, "2026-11-26"), 3).unwrap(), "it is known");
    assert_eq!(db.feedback().unwrap(), [one(1, "2026-11-25"), one(3, "2026-11-26")]);
    assert!(
        db.keep_feedback(&one(4, "2026-11-26"), 3).unwrap(),
        "there is room again"
    );
}
