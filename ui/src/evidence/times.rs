//! Five times of an act, each with where it comes from. None of them decides anything. Pure.

use cunfa_core::{Body, Entry};
use cunfa_protocol::view::{ActView, EntryView, SignedText};

use crate::words::{evidence as e, when};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    /// What it is the time of.
    pub label: &'static str,
    /// As it is known.
    pub value: String,
    /// How far that can be relied on.
    pub certainty: &'static str,
}

/// The text that the entry's document holds now.
pub(super) fn present(view: &EntryView) -> &Entry {
    view.amendment
        .as_ref()
        .map_or(&view.entry, |amendment| &amendment.entry)
}

/// The text the act covers; none while it is not here.
pub(super) fn signed<'a>(view: &'a EntryView, act: &'a ActView) -> Option<&'a Entry> {
    match &act.evidence.text {
        SignedText::Present => Some(present(view)),
        SignedText::Other(text) => Some(&text.entry),
        SignedText::NotHere => None,
    }
}

/// All five, in the order they came about. `moment` prints a clock's ms since 1970.
pub(super) fn times(view: &EntryView, act: &ActView, moment: &dyn Fn(i64) -> String) -> Vec<Time> {
    let text = signed(view, act);
    let unknown = || e::TIME_UNKNOWN.to_owned();
    let served = text.map(|entry| format!("{} {}", when::day(entry.date), when::service_time(entry.time)));
    let written = text.map(|entry| when::written(&entry.written_at));
    let acted = match act.act.body {
        Body::SignOff(_) => e::SIGNED,
        Body::Review(_) | Body::Void(_) | Body::Registration(_) => e::DECIDED,
        Body::Submission(_) => e::SUBMITTED,
        Body::Opening(_) => e::OPENED,
        Body::Acknowledgement => e::ACKNOWLEDGED,
        Body::Explanation(_) => e::EXPLAINED,
    };
    let (bound, bound_by) = match act.evidence.root {
        Some(root) => (e::root(root, root.made_at_ms.map(moment).as_deref()), e::BOUND_BY),
        None => (unknown(), e::NO_BOUND),
    };
    let (received, received_by) = match act.evidence.received_at_ms {
        Some(at_ms) => (moment(at_ms), e::RECEIVED_BY),
        None => (unknown(), e::NOT_RECEIVED),
    };
    let time = |label, value, certainty| Time {
        label,
        value,
        certainty,
    };
    let mut all = vec![
        time(e::SERVED, served.unwrap_or_else(unknown), e::SERVED_BY),
        time(e::WRITTEN, written.unwrap_or_else(unknown), e::WRITTEN_BY),
        time(e::NOT_BEFORE, bound, bound_by),
        time(acted, moment(act.act.device_time_ms()), e::clock(act.evidence.clock)),
        time(e::RECEIVED, received, received_by),
    ];
    if act.act.body.is_over_text() {
        all
    } else {
        // Made over no text: nothing of the service is said by it.
        all.split_off(2)
    }
}
