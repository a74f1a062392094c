//! The rows of a list as a table: where, what stands there, what becomes of it, and why.

use cunfa_protocol::view::{ListPreview, ListRow};
use leptos::prelude::*;

use crate::components::Empty;
use crate::model::record::Names;
use crate::words::lists as w;

/// The rows that are in sight.
pub(super) fn table(list: &ListPreview) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Empty title=w::NO_ROWS hint=w::NO_ROWS_MORE /> }.into_any();
    }
    let names = Names::of(&list.names);
    let heads = w::HEADS.map(|head| view! { <th role="columnheader" scope="col">{head}</th> });
    let rows: Vec<AnyView> = list.rows.iter().map(|one| row(one, &names)).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=w::TABLE>
            <table role="table" class="table month-table list-table" data-test="list-rows">
                <thead role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(one: &ListRow, names: &Names) -> AnyView {
    let [_, shown, outcome, why] = w::HEADS;
    let lines = w::lines(one, names).into_iter().map(|line| view! { <p>{line}</p> });
    view! {
        <tr role="row" data-test="list-row">
            <th role="rowheader" scope="row">{w::place(&one.place)}</th>
            <td role="cell" data-label=shown>{one.shown.clone()}</td>
            <td role="cell" data-label=outcome><strong>{w::outcome(&one.outcome)}</strong></td>
            <td role="cell" data-label=why>{lines.collect_view()}</td>
        </tr>
    }
    .into_any()
}
