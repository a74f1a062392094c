//! What a test looks at behind the store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

use super::tablet::Tablet;

/// Everything derived, for comparing two stores or one with its rebuild; the order of arrival is each device's own.
pub fn derived(tablet: &Tablet, with_arrival: bool) -> Vec<String> {
    let connection = tablet.raw();
    let arrival = if with_arrival {
        "signed_at || ' ' || decided_at"
    } else {
        "''"
    };
    let sql = format!(
        "SELECT hex(entry) || ' ' || village || number || date || start || finish || minutes || mode || kind || names || matter
                || hex(counsel) || written_at || major || stage || changed || conflicts || hex(heads) || hex(content)
                || hex(search_digest) || coalesce(known, '') || explained || hex(coalesce(said, x''))
                || hex(coalesce(ink, x'')) || {arrival} FROM entries ORDER BY entry"
    );
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Rows of the log, the outbox and everything derived, counted.
pub fn counts(tablet: &Tablet) -> Vec<i64> {
    let connection = tablet.raw();
    let tables = [
        "changes", "acts", "outbox", "batches", "pulled", "entries", "search", "drafts",
    ];
    let count = |table: &&str| {
        connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap()
    };
    tables.iter().map(count).collect()
}

/// Entries from a date to before another one, and the lectures of 2026.
pub fn span(from: &str, before: &str) -> cunfa_core::rules::Span {
    let date = |text: &str| -> chrono::NaiveDate { text.parse().unwrap() };
    cunfa_core::rules::Span {
        services: date(from)..date(before),
        lectures: date("2026-01-01")..date("2027-01-01"),
    }
}
