//! Needs: as they are stored, and as screens ask for and get them.

use cunfa_core::Category;
use cunfa_core::need::{Channel, CloseReason, Closing, Need, NeedForm};
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, DraftSaved, NeedDraft, NeedRow, NeedState, NeedView, Needs};
use cunfa_protocol::{Command, Reply};

use super::{held, samples as s, views as v};

fn closing() -> Closing {
    Closing {
        reason: CloseReason::Elsewhere,
        note: "已转民政办".to_owned(),
        by: s::person_id(),
        by_name: "韦桂花".to_owned(),
        date: s::tally().month,
    }
}

pub fn need(closed: Option<Closing>) -> Need {
    Need {
        village: s::village_code(),
        date: s::tally().month,
        name: "陆大爷".to_owned(),
        phone: "13800000000".to_owned(),
        category: Some(Category::Elderly),
        matter: "承包地被占".to_owned(),
        channel: Channel::NoticeBoard,
        recorder: s::person_id(),
        recorder_name: "韦桂花".to_owned(),
        written_at: "2026-11-23T18:05".to_owned(),
        closed,
    }
}

fn form() -> NeedForm {
    NeedForm {
        village: Some(s::village_code()),
        date: Some(s::tally().month),
        name: "陆大爷".to_owned(),
        phone: String::new(),
        category: Some(Category::Elderly),
        matter: "承包地被占".to_owned(),
        channel: Some(Channel::Phone),
    }
}

const STATES: [NeedState; 4] = [
    NeedState::Waiting,
    NeedState::InHand,
    NeedState::Answered,
    NeedState::Closed,
];

pub fn row() -> NeedRow {
    NeedRow {
        id: s::entry_id(),
        need: need(Some(closing())),
        village_name: "那况村委会".to_owned(),
        state: NeedState::Closed,
        days: 12,
        delivery: Delivery::Here,
    }
}

fn view() -> NeedView {
    NeedView {
        row: row(),
        township: "三塘镇".to_owned(),
        answers: vec![s::row()],
        may_answer: false,
        may_close: false,
        may_reopen: true,
    }
}

fn list() -> Needs {
    Needs {
        rows: vec![row()],
        total: 21,
        offset: 20,
        waiting: 7,
        may_record: true,
        draft: true,
    }
}

fn draft() -> NeedDraft {
    NeedDraft {
        need: s::entry_id(),
        form: form(),
        villages: vec![s::village_row()],
        today: s::tally().month,
        latest: s::tally().month,
        saved_at_ms: Some(1_795_420_860_000),
    }
}

pub fn commands() -> Vec<Command> {
    let need = s::entry_id();
    vec![
        c::Needs {
            village: Some(s::village_code()),
            open: true,
            search: "承包".to_owned(),
            offset: 20,
        }
        .into(),
        c::OpenNeed { need }.into(),
        c::StartNeed {}.into(),
        c::SaveNeedDraft { need, form: form() }.into(),
        c::DropNeedDraft {}.into(),
        c::RecordNeed { need, form: form() }.into(),
        c::CloseNeed {
            need,
            reason: CloseReason::Other,
            note: "已去世".to_owned(),
        }
        .into(),
        c::ReopenNeed { need }.into(),
        c::AnswerNeed { need }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::Needs(list()),
        Reply::OpenNeed(view()),
        Reply::StartNeed(draft()),
        Reply::SaveNeedDraft(DraftSaved { saved_at_ms: 1 }),
        Reply::DropNeedDraft(()),
        Reply::RecordNeed(view()),
        Reply::CloseNeed(view()),
        Reply::ReopenNeed(view()),
        Reply::AnswerNeed(v::draft()),
    ]
}

#[test]
fn needs_are_written_like_this() {
    held("need-Need", &[need(None), need(Some(closing()))]);
    held("need-NeedForm", &[NeedForm::default(), form()]);
    held("need-Channel", Channel::ALL);
    held("closing-Closing", &[closing()]);
    held("closing-CloseReason", CloseReason::ALL);
    held("needs-Needs", &[list()]);
    held("needs-NeedRow", &[row()]);
    held("needs-NeedState", &STATES);
    held("needs-NeedView", &[view()]);
    held("needs-NeedDraft", &[draft()]);
}
