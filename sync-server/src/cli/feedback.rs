//! `feedback`: what people told the operator.

use cunfa_core::FeedbackId;
use cunfa_core::feedback::FeedbackKind;
use serde_json::json;

use super::{CliError, open, say};
use crate::config::Config;

pub(super) fn list(config: &Config, as_json: bool) -> Result<(), CliError> {
    let all = open::db(config)?.feedback()?;
    if as_json {
        let of = |one: &crate::db::StoredFeedback| {
            json!({
                "id": one.id.to_string(),
                "county": one.county.as_str(),
                "kind": one.kind.code(),
                "day": one.received_day,
                "text": one.text,
            })
        };
        say::json(&all.iter().map(of).collect::<Vec<_>>());
        return Ok(());
    }
    if all.is_empty() {
        say::line("没有待处理的投诉建议。");
    }
    for one in &all {
        say::line(&format!(
            "{}  {}  {}  {}",
            one.received_day,
            kind(one.kind),
            one.county,
            one.id
        ));
        for line in one.text.lines() {
            say::line(&format!("    {line}"));
        }
    }
    Ok(())
}

pub(super) fn done(config: &Config, ids: &[FeedbackId]) -> Result<(), CliError> {
    let db = open::db(config)?;
    for id in ids {
        if !db.handle_feedback(*id)? {
            return Err(CliError::NoFeedback(*id));
        }
        say::line(&format!("{id} 已处理，内容已删去。"));
    }
    Ok(())
}

fn kind(kind: FeedbackKind) -> &'static str {
    match kind {
        FeedbackKind::Complaint => "投诉",
        FeedbackKind::Suggestion => "建议",
    }
}
