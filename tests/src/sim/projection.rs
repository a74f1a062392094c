//! The server's entry rows, and the same made again here from the log alone, by core's rules and none of the server's code.

use cunfa_core::entry::from_fields;
use cunfa_core::life::{self, Fact};
use cunfa_core::{Body, Entry, EntryId, Life};
use cunfa_evidence::canonical;

use super::observe::{EntryLog, LogIndex};
use crate::harness::TestServer;

/// The rows as they stand, sorted.
///
/// # Errors
/// The database's.
pub fn stored(server: &TestServer) -> Result<Vec<String>, String> {
    let mut rows: Vec<String> = server
        .projection()?
        .into_iter()
        .map(|row| {
            let text = (
                row.village,
                row.number,
                row.date,
                row.kind,
                row.mode,
                row.minutes,
                row.counsel,
                row.counsel_name,
            );
            let life = (row.stage, row.official, row.changed_after_signing, row.on_paper);
            format!("{} {text:?} {life:?}", row.entry)
        })
        .collect();
    rows.sort();
    Ok(rows)
}

/// The rows as the log gives them, sorted.
#[must_use]
pub fn rebuilt(log: &LogIndex) -> Vec<String> {
    let mut rows: Vec<String> = log.entries.iter().filter_map(|(entry, log)| row(*entry, log)).collect();
    rows.sort();
    rows
}

fn row(entry: EntryId, log: &EntryLog) -> Option<String> {
    let current = from_fields(&log.doc.fields()).ok()?;
    let acts: Vec<_> = log
        .acts
        .values()
        .filter_map(|seen| Some((&seen.act.statement().act, seen.content?)))
        .collect();
    let facts: Vec<Fact<'_>> = acts
        .iter()
        .map(|(act, content)| Fact {
            act,
            content: *content,
            delivered: true,
        })
        .collect();
    let life = life::derive(&facts, canonical::digest(entry, &current), true);
    let signed = acts.iter().find(|(act, _)| Some(act.id) == life.official);
    let on_paper = signed.is_some_and(|(act, _)| matches!(act.body, Body::Submission(_)));
    let official = official(log, &life).unwrap_or(current);
    let Entry {
        village,
        number,
        date,
        kind,
        mode,
        time,
        counsel,
        counsel_name,
        ..
    } = official;
    let text = (village, number, date, kind, mode, time.minutes(), counsel, counsel_name);
    Some(format!(
        "{entry} {text:?} {:?}",
        (life.stage, life.official, life.changed_after_signing, on_paper)
    ))
}

fn official(log: &EntryLog, life: &Life) -> Option<Entry> {
    let act = log.acts.get(&life.official?)?;
    from_fields(&log.doc.fields_at(&act.act.statement().act.heads)?).ok()
}
