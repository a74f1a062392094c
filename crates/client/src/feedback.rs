//! 投诉建议: written here without a network, sent with the next sync, without a word of who wrote it.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::feedback::{self, MAX_FEEDBACK_BYTES, MAX_FEEDBACK_GRAPHEMES};
use cunfa_core::{Failure, FeedbackId, PersonId};
use cunfa_protocol::Code;
use cunfa_protocol::command::{GiveFeedback, KeepFeedback};
use cunfa_protocol::view::{Feedback, FeedbackDraft, FeedbackRow, Topic};
use cunfa_protocol::wire;
use cunfa_store::{Store, StoredFeedback};

use crate::desk::{Desk, code_of};

/// What the person wrote, and is writing. An id is drawn for what is written next.
pub(crate) fn feedback(desk: &mut Desk) -> Result<Feedback, Code> {
    let author = desk.person()?.id;
    let draft = match desk.store()?.feedback_draft(author).map_err(code_of)? {
        Some(draft) => draft,
        None => begin(desk, author)?,
    };
    let written = desk.store()?.feedback_of(author).map_err(code_of)?;
    Ok(Feedback {
        draft: FeedbackDraft {
            id: draft.id,
            kind: draft.kind,
            text: draft.text,
        },
        written: written.into_iter().map(row).collect(),
    })
}

fn begin(desk: &mut Desk, author: PersonId) -> Result<StoredFeedback, Code> {
    let draft = StoredFeedback {
        id: FeedbackId(desk.random()?),
        kind: feedback::FeedbackKind::default(),
        text: String::new(),
        written_at_ms: 0,
        delivered: false,
    };
    desk.store_mut()?.put_feedback_draft(author, &draft).map_err(code_of)?;
    Ok(draft)
}

/// Keeps what is being written as it is.
pub(crate) fn keep(desk: &mut Desk, with: &KeepFeedback) -> Result<(), Code> {
    let author = desk.person()?.id;
    if with.draft.text.len() > 8 * MAX_FEEDBACK_BYTES {
        return Err(refused(Rule::TooLong {
            given: MAX_FEEDBACK_GRAPHEMES + 1,
            max: MAX_FEEDBACK_GRAPHEMES,
        }));
    }
    let draft = StoredFeedback {
        id: with.draft.id,
        kind: with.draft.kind,
        text: with.draft.text.clone(),
        written_at_ms: 0,
        delivered: false,
    };
    desk.store_mut()?.put_feedback_draft(author, &draft).map_err(code_of)
}

/// Keeps it as written: from now on it waits for the server. Saying it twice is saying it once.
pub(crate) fn give(desk: &mut Desk, with: &GiveFeedback) -> Result<Feedback, Code> {
    let author = desk.person()?.id;
    let written = StoredFeedback {
        id: with.draft.id,
        kind: with.draft.kind,
        text: feedback::check(&with.draft.text).map_err(refused)?,
        written_at_ms: desk.now_ms(),
        delivered: false,
    };
    desk.store_mut()?.add_feedback(author, &written).map_err(code_of)?;
    desk.told().topic(Topic::Sync);
    desk.told().unsent = true;
    feedback(desk)
}

/// What goes up with the next request: text and what it is meant as, nothing of its author.
pub(crate) fn waiting(store: &Store) -> Result<Vec<wire::Feedback>, Code> {
    let waiting = store.waiting_feedback(wire::MAX_FEEDBACK).map_err(code_of)?;
    let mut bytes = 0;
    let within = waiting.into_iter().take_while(|one| {
        let first = bytes == 0;
        bytes += one.text.len();
        first || bytes <= MAX_FEEDBACK_BYTES
    });
    Ok(within.map(on_the_wire).collect())
}

fn on_the_wire(one: StoredFeedback) -> wire::Feedback {
    wire::Feedback {
        id: one.id,
        kind: one.kind,
        text: one.text,
    }
}

fn row(one: StoredFeedback) -> FeedbackRow {
    FeedbackRow {
        id: one.id,
        kind: one.kind,
        text: one.text,
        written_at_ms: one.written_at_ms,
        delivered: one.delivered,
    }
}

fn refused(rule: Rule) -> Code {
    Code::Form {
        failures: vec![Failure {
            field: Field::Matter,
            rule,
        }],
    }
}
