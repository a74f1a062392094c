//! 投诉建议 that comes with a sync: kept for the operator, without device or person and with the day alone.

use cunfa_core::{FeedbackId, feedback};
use cunfa_protocol::wire::Feedback;

use crate::day;
use crate::db::{Device, StoredFeedback};
use crate::server::{Server, Trouble};

/// Most unhandled ones of the whole database. More wait on their devices until the operator handled some.
const MOST: u64 = 20_000;

/// Keeps what can be kept; gives what is kept now.
pub(super) fn keep(
    server: &Server,
    device: &Device,
    given: &[Feedback],
    now_ms: i64,
) -> Result<Vec<FeedbackId>, Trouble> {
    let mut kept = Vec::new();
    for one in given {
        // As the device checked it; anything else is left on the device.
        let Ok(text) = feedback::check(&one.text) else {
            tracing::warn!("feedback that no device writes was not kept");
            continue;
        };
        let one = StoredFeedback {
            id: one.id,
            county: device.county.clone(),
            kind: one.kind,
            text,
            received_day: day::in_china(now_ms).to_string(),
        };
        if server.db().keep_feedback(&one, MOST)? {
            kept.push(one.id);
        } else {
            tracing::warn!("feedback waits on its device: handle some by `feedback done`");
        }
    }
    Ok(kept)
}
