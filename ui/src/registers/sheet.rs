//! The notice board as it hangs in a village: large, with what the policy wants on it. On paper there is nothing else.

use chrono::NaiveDate;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::view::{BoardCounsel, BoardView};
use leptos::prelude::*;

use crate::model::record::value;
use crate::words::registers as w;

/// What stands under the names, in this order.
const SHOWN: [Column; 5] = [
    Column::Phone,
    Column::OnSiteHours,
    Column::Place,
    Column::NextVisit,
    Column::Duties,
];

/// The page.
pub(super) fn sheet(board: &BoardView, today: NaiveDate) -> AnyView {
    let counsel = if board.counsel.is_empty() {
        vec![view! { <p>{w::BOARD_NO_COUNSEL}</p> }.into_any()]
    } else {
        board.counsel.iter().map(person).collect()
    };
    let line = |column: &Column| {
        let text = value(&board.values, *column)?.to_owned();
        let test = format!("board-{}", column.code());
        Some(view! { <dt>{w::column(RecordKind::Board, *column)}</dt><dd data-test=test>{text}</dd> })
    };
    let lines: Vec<_> = SHOWN.iter().filter_map(line).collect();
    view! {
        <article class="board-sheet" data-test="board-sheet">
            <p class="board-over">{w::BOARD_OVER}</p>
            <h3>{w::board_title(&board.village.name)}</h3>
            <dl class="board-facts">
                <dt>{w::BOARD_COUNSEL}</dt>
                <dd data-test="board-counsel">{counsel}</dd>
                {lines}
            </dl>
            <p class="board-call">{w::BOARD_CALL}</p>
            <p class="board-foot">{w::board_foot(&board.village, today)}</p>
        </article>
    }
    .into_any()
}

/// Name and firm.
fn person(counsel: &BoardCounsel) -> AnyView {
    let (name, firm) = (counsel.name.clone(), counsel.firm.clone());
    let firm = (!firm.is_empty()).then(|| view! { <span class="board-firm">{firm}</span> });
    view! { <p><strong>{name}</strong>" "{firm}</p> }.into_any()
}
