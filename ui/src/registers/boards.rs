//! 公示牌 of somebody's villages: which are written, and one of them with its form and its printed page.

use crate::components::changing;
use cunfa_core::VillageCode;
use cunfa_core::register::{Column, RecordKind};
use cunfa_protocol::command;
use cunfa_protocol::view::{BoardView, Boards, RecordView, Topic};
use leptos::prelude::*;

use super::form::{self, Form};
use super::{At, New, sheet, table};
use crate::components::{Banner, Button, Empty, FailureBanner, Loading, Look, PrintButton, Tone};
use crate::live::{Live, live};
use crate::words::registers as w;

/// The boards, or the one that was opened.
#[component]
pub(super) fn BoardsPane(at: At) -> impl IntoView {
    let boards = live(&[Topic::Entries, Topic::Session], || command::Boards {});
    let editing = RwSignal::new(false);
    // The form while it is shown: it asks before it is left.
    let form = StoredValue::new(None::<Form>);
    let shown = move || {
        let village = at.board.get();
        if editing.get() {
            let one = village.and_then(|code| boards.value.with_untracked(|boards| find(boards.as_ref(), &code)));
            return one.map(|one| change(&one, editing, form, (boards, at)));
        }
        let failed = boards.failure.with(Option::is_some);
        boards.value.with(|boards| match (boards, village) {
            (None, _) if failed => None,
            (None, _) => Some(view! { <Loading /> }.into_any()),
            (Some(boards), Some(code)) => find(Some(boards), &code).map(|one| board(one, boards, editing, at)),
            (Some(boards), None) => Some(list(boards, at)),
        })
    };
    let leave = Callback::new(move |()| {
        editing.set(false);
        if at.board.with_untracked(Option::is_some) {
            at.board.set(None);
        } else {
            at.turn_to(None);
        }
    });
    let back = Callback::new(move |()| match form.get_value().filter(|_| editing.get_untracked()) {
        Some(form) => form.leave(leave),
        None => leave.run(()),
    });
    view! {
        <div class="register-part boards" data-test="boards">
            <Button label=w::TO_LIST test="boards-back" look=Look::Quiet on_press=back />
            <FailureBanner code=boards.failure on_again=Callback::new(move |()| boards.again()) />
            {changing(shown)}
        </div>
    }
}

fn find(boards: Option<&Boards>, code: &VillageCode) -> Option<BoardView> {
    let mut all = boards?.boards.iter();
    all.find(|board| board.village.code == *code).cloned()
}

fn list(boards: &Boards, at: At) -> AnyView {
    if boards.boards.is_empty() {
        return view! { <Empty title=w::BOARD_EMPTY hint=w::NEVER_CAME /> }.into_any();
    }
    let rows = boards.boards.iter().map(|board| row(board, at)).collect_view();
    let heads = [
        w::column(RecordKind::Board, Column::Village),
        w::BOARD_COUNSEL,
        w::BOARD_STATE,
    ];
    let heads = heads
        .into_iter()
        .map(|head| view! { <th role="columnheader" scope="col">{head}</th> });
    view! {
        <h2>{w::kind(RecordKind::Board)}</h2>
        <p class="field-hint">{w::BOARDS_LEAD}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label=w::table(RecordKind::Board)>
            <table role="table" class="table month-table" data-test="boards-list">
                <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(board: &BoardView, at: At) -> impl IntoView + use<> {
    let code = board.village.code.clone();
    let (name, township) = (board.village.name.clone(), board.village.township.clone());
    let (label, test) = (w::open(&name), format!("board-{code}"));
    let written = if board.record.is_some() {
        w::BOARD_DONE
    } else {
        w::BOARD_NOT_YET
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <button type="button" class="link" data-test=test aria-label=label on:click=move |_| at.board.set(Some(code.clone()))>{name}</button>
                <small>{township}</small>
                {table::mark(board.state)}
            </th>
            <td role="cell" data-label=w::BOARD_COUNSEL>{w::board_names(&board.counsel)}</td>
            <td role="cell" data-label=w::BOARD_STATE>{written}</td>
        </tr>
    }
}

/// One village's board as it is printed, and what can be done with it.
fn board(board: BoardView, boards: &Boards, editing: RwSignal<bool>, at: At) -> AnyView {
    let nobody = board.counsel.is_empty().then(|| {
        view! { <Banner tone=Tone::Warning test="board-nobody"><p>{w::BOARD_NOBODY}</p></Banner> }
    });
    let print = (board.record.is_some())
        .then(|| view! { <PrintButton label=w::BOARD_PRINT test="board-print" look=Look::Primary /> });
    let sheet = match board.record {
        Some(_) => sheet::sheet(&board, boards.today),
        None => view! { <Empty title=w::BOARD_EMPTY hint=w::BOARD_EMPTY_MORE /> }.into_any(),
    };
    let title = w::village(&board.village);
    let history = board.record.map(|record| {
        let look = Callback::new(move |()| at.look(record));
        view! { <Button label=w::HISTORY test="board-history" look=Look::Quiet on_press=look /> }
    });
    let mark = table::mark(board.state);
    let write = board.may_write.then(|| write(board, editing, at));
    view! {
        <h2>{title}</h2>
        <p class="entry-marks">{mark}</p>
        {nobody}
        <div class="buttons">{print}{write}{history}</div>
        {sheet}
    }
    .into_any()
}

/// Begins the board, or changes the one there is.
fn write(board: BoardView, editing: RwSignal<bool>, at: At) -> AnyView {
    if board.record.is_some() {
        let press = Callback::new(move |()| editing.set(true));
        return view! { <Button label=w::BOARD_CHANGE test="board-change" on_press=press /> }.into_any();
    }
    let code = board.village.code.to_string();
    let new = New {
        values: vec![(Column::Village, code.clone())],
        names: vec![(code, w::village(&board.village))],
        ..New::of(RecordKind::Board)
    };
    let press = Callback::new(move |()| at.begin(new.clone()));
    view! { <Button label=w::BOARD_WRITE test="board-write" look=Look::Primary on_press=press /> }.into_any()
}

/// The form over a board. What comes meanwhile does not touch it.
fn change(
    board: &BoardView,
    editing: RwSignal<bool>,
    shown: StoredValue<Option<Form>>,
    (boards, at): (Live<Boards>, At),
) -> AnyView {
    let columns = RecordKind::Board.columns().iter().copied();
    let asked = columns.filter(|column| *column != Column::Village).collect();
    let names = [(board.village.code.to_string(), w::village(&board.village))];
    let over = (board.record, board.act);
    let form = Form::of(RecordKind::Board, over, board.values.clone(), asked, &names);
    shown.set_value(Some(form));
    let then = Callback::new(move |_: RecordView| {
        at.app.say(w::SAVED);
        boards.again();
        editing.set(false);
    });
    let cancel = Callback::new(move |()| editing.set(false));
    view! {
        <h2>{w::BOARD_CHANGE}</h2>
        {form::draw(form, then, cancel)}
    }
    .into_any()
}
