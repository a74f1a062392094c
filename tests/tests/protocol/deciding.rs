//! What the desk decides together, compares and keeps while it is written.

use cunfa_core::act::Decision;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{
    BatchRow, DraftSaved, LeftOut, OwnReason, PriorDecision, Returning, ReviewOutcome, Reviewed, Since, ToApprove,
    Typed,
};
use cunfa_protocol::{Code, Command, Reply};

use super::{held, samples as s};

const ALL: [LeftOut; 15] = [
    LeftOut::NotWaiting,
    LeftOut::Major,
    LeftOut::Paid,
    LeftOut::Changed,
    LeftOut::Conflict,
    LeftOut::SignOffsDiffer,
    LeftOut::ComesAgain,
    LeftOut::Corrected,
    LeftOut::Newer,
    LeftOut::Broken,
    LeftOut::Provisional,
    LeftOut::OnPaper,
    LeftOut::Opinion,
    LeftOut::WrittenLate,
    LeftOut::Returning,
];

fn rows() -> Vec<BatchRow> {
    let row = |left_out| BatchRow {
        row: s::row(),
        sign_off: Some(s::act_id()),
        signer: "韦桂花".to_owned(),
        left_out,
    };
    let gone = BatchRow {
        sign_off: None,
        signer: String::new(),
        ..row(vec![LeftOut::NotWaiting])
    };
    vec![row(Vec::new()), row(vec![LeftOut::Major, LeftOut::OnPaper]), gone]
}

fn to_approve() -> ToApprove {
    ToApprove {
        entry: s::entry_id(),
        sign_off: s::act_id(),
    }
}

fn outcomes() -> Vec<ReviewOutcome> {
    vec![
        ReviewOutcome::Approved,
        ReviewOutcome::LeftOut(vec![LeftOut::Changed]),
        ReviewOutcome::Refused(Code::ChangedMeanwhile),
    ]
}

fn reviewed() -> Vec<Reviewed> {
    let entry = s::entry_id();
    outcomes()
        .into_iter()
        .map(|outcome| Reviewed { entry, outcome })
        .collect()
}

fn decision() -> PriorDecision {
    PriorDecision {
        person_name: "黄志强".to_owned(),
        device_time_ms: 1_795_430_860_000,
        decision: Decision::Return {
            reasons: vec!["缺讲座地点".to_owned()],
        },
    }
}

fn since() -> Since {
    Since {
        corrects: Some("03-0006".to_owned()),
        before: s::entry(),
        now: s::entry(),
        decisions: vec![decision()],
    }
}

fn own_reason() -> OwnReason {
    OwnReason {
        reason: 2,
        text: "请写明调解时在场的人。".to_owned(),
    }
}

fn returning() -> Returning {
    Returning {
        points: vec!["还没写".to_owned()],
        reasons: vec![own_reason()],
    }
}

fn typed() -> Typed {
    Typed {
        text: "重复记录".to_owned(),
        saved_at_ms: Some(1_795_428_000_000),
    }
}

pub fn commands() -> Vec<Command> {
    vec![
        c::ForReview {
            entries: vec![s::entry_id()],
        }
        .into(),
        c::ReviewMany {
            entries: vec![to_approve()],
        }
        .into(),
        c::Since { entry: s::entry_id() }.into(),
        c::Returning { entry: s::entry_id() }.into(),
        c::KeepReturning {
            entry: s::entry_id(),
            points: returning().points,
        }
        .into(),
        c::Typed {
            form: "void".to_owned(),
            subject: s::entry_id(),
        }
        .into(),
        c::KeepTyped {
            form: "void".to_owned(),
            subject: s::entry_id(),
            text: typed().text,
        }
        .into(),
        c::KeepReason {
            reason: None,
            text: own_reason().text,
        }
        .into(),
        c::DropReason { reason: 2 }.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    vec![
        Reply::ForReview(rows()),
        Reply::ReviewMany(reviewed()),
        Reply::Since(Some(since())),
        Reply::Since(None),
        Reply::Returning(returning()),
        Reply::KeepReturning(DraftSaved { saved_at_ms: 1 }),
        Reply::Typed(typed()),
        Reply::KeepTyped(DraftSaved { saved_at_ms: 1 }),
        Reply::KeepReason(vec![own_reason()]),
        Reply::DropReason(Vec::new()),
    ]
}

#[test]
fn what_is_decided_at_the_desk_is_written_like_this() {
    held("deciding-BatchRow", &rows());
    held("deciding-LeftOut", &ALL);
    held("deciding-ToApprove", &[to_approve()]);
    held("deciding-Reviewed", &reviewed());
    held("deciding-ReviewOutcome", &outcomes());
    held("deciding-Since", &[since()]);
    held("deciding-PriorDecision", &[decision()]);
    held("deciding-Returning", &[Returning::default(), returning()]);
    held("deciding-Typed", &[Typed::default(), typed()]);
    held("deciding-OwnReason", &[own_reason()]);
}
