//! Who said what of a record, and when: the newest first, each by what it changed.

use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::view::{RecordAct, RecordView};
use leptos::prelude::*;

use crate::clock;
use crate::model::record::{Change, Names, changes};
use crate::words::registers as w;

/// The history; nothing when nothing of it is known.
pub(super) fn list(view: &RecordView) -> Option<AnyView> {
    let names = Names::of(&view.names);
    let before = std::iter::once(None).chain(view.history.iter().map(Some));
    let acts = before.zip(&view.history);
    let mut all: Vec<AnyView> = acts.map(|(before, act)| one(view.kind, before, act, &names)).collect();
    all.reverse();
    (!all.is_empty()).then(|| {
        view! {
            <section class="register-part" aria-labelledby="record-history">
                <h2 id="record-history">{w::HISTORY}</h2>
                <ul class="enrolments" data-test="record-history">{all}</ul>
            </section>
        }
        .into_any()
    })
}

fn one(kind: RecordKind, before: Option<&RecordAct>, act: &RecordAct, names: &Names) -> AnyView {
    let (signed, received) = (clock::moment(act.at_ms), act.received_ms.map(clock::moment));
    let when = w::when(&signed, received.as_deref());
    let what = match (before, &act.withdrawn) {
        (_, Some(reason)) => vec![w::withdrawn(reason)],
        (None, None) => vec![w::FIRST_WORD.to_owned()],
        (Some(before), None) => {
            let changes = changes(kind.columns(), &before.values, &act.values);
            changes.iter().map(|change| said(kind, change, names)).collect()
        }
    };
    let what = what.into_iter().map(|line| view! { <p>{line}</p> });
    view! {
        <li class="enrolment" data-test="record-act">
            <p class="enrolment-head"><strong>{w::by(act)}</strong></p>
            {what.collect_view()}
            <p class="field-hint">{when}</p>
        </li>
    }
    .into_any()
}

fn said(kind: RecordKind, change: &Change, names: &Names) -> String {
    let column: Column = change.column;
    let shown = |text: &Option<String>| text.as_deref().map(|text| w::value(column, text, names));
    let (before, after) = (shown(&change.before), shown(&change.after));
    w::changed(w::column(kind, column), before.as_deref(), after.as_deref())
}
