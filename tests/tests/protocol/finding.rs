//! Finding again, the reminder, and what is handed over together.

use cunfa_core::{Kind, Mode, Stage};
use cunfa_protocol::command as c;
use cunfa_protocol::failure::{Refusal, ViewFault};
use cunfa_protocol::view::{
    Handed, HandedEntry, MonthOf, ReadyEntry, ReadyToSign, Reminder, SavedView, ShortVillage, Sought, VolumeFilter,
};
use cunfa_protocol::{Code, Command, Reply};

use super::{held, samples as s, views as v};

fn filter() -> VolumeFilter {
    VolumeFilter {
        stages: vec![Stage::Unsigned],
        unsent: true,
        kind: Some(Kind::Lecture),
        mode: Some(Mode::Phone),
        month: Some(MonthOf::This),
        major: true,
    }
}

fn sought() -> Sought {
    Sought {
        village: Some(s::village_code()),
        year: Some(2026),
        filter: filter(),
        search: "界址".to_owned(),
    }
}

fn saved() -> SavedView {
    SavedView {
        view: 3,
        name: "本月讲座".to_owned(),
        sought: sought(),
    }
}

pub fn reminder() -> Reminder {
    Reminder {
        month: s::tally().month,
        days_left: 8,
        villages: vec![short()],
    }
}

fn short() -> ShortVillage {
    ShortVillage {
        village: s::village_row(),
        missing_minutes: 120,
    }
}

fn ready() -> ReadyToSign {
    ReadyToSign {
        village_name: "那况村委会".to_owned(),
        entries: ready_entries(),
        submits: true,
    }
}

fn ready_entries() -> Vec<ReadyEntry> {
    let refusal = Refusal::ForPaper;
    vec![
        ReadyEntry {
            row: s::row(),
            obstacle: None,
        },
        ReadyEntry {
            row: s::row(),
            obstacle: Some(Code::Signing { refusal }),
        },
    ]
}

fn handed() -> Handed {
    Handed {
        village_name: "那况村委会".to_owned(),
        entries: vec![handed_entry()],
    }
}

fn handed_entry() -> HandedEntry {
    HandedEntry {
        row: s::row(),
        signed: true,
    }
}

pub fn commands() -> Vec<Command> {
    vec![
        c::Views {}.into(),
        c::SaveView {
            name: "本月讲座".to_owned(),
            sought: sought(),
        }
        .into(),
        c::RenameView {
            view: 3,
            name: "讲座".to_owned(),
        }
        .into(),
        c::DropView { view: 3 }.into(),
        c::KeepView { view: 3 }.into(),
        c::SetReminder {
            month: s::tally().month,
            away: true,
        }
        .into(),
        c::ReadyToSign {
            village: s::village_code(),
        }
        .into(),
        c::HandOver {
            entries: vec![s::entry_id()],
        }
        .into(),
        c::Handed {}.into(),
    ]
}

pub fn replies() -> Vec<Reply> {
    let views = [
        Reply::Views,
        Reply::SaveView,
        Reply::RenameView,
        Reply::DropView,
        Reply::KeepView,
    ];
    let mut replies: Vec<Reply> = views.into_iter().map(|reply| reply(vec![saved()])).collect();
    replies.extend([
        Reply::SetReminder(v::home()),
        Reply::ReadyToSign(ready()),
        Reply::HandOver(handed()),
        Reply::Handed(handed()),
    ]);
    replies
}

pub fn faults() -> Vec<ViewFault> {
    vec![
        ViewFault::NameMissing,
        ViewFault::NameTooLong,
        ViewFault::HiddenCharacters,
        ViewFault::NameTaken,
        ViewFault::TooMany,
    ]
}

#[test]
fn what_is_looked_for_is_written_like_this() {
    held("finding-VolumeFilter", &[VolumeFilter::default(), filter()]);
    let months = [MonthOf::This, MonthOf::Last, MonthOf::Of(s::tally().month)];
    held("finding-MonthOf", &months);
    held("finding-Sought", &[Sought::default(), sought()]);
    held("finding-SavedView", &[saved()]);
    held("failure-ViewFault", &faults());
    held("entries-Reminder", &[reminder()]);
    held("entries-ShortVillage", &[short()]);
}

#[test]
fn what_is_handed_over_together_is_written_like_this() {
    held("handing-ReadyToSign", &[ready()]);
    held("handing-ReadyEntry", &ready_entries());
    held("handing-Handed", &[handed()]);
    held("handing-HandedEntry", &[handed_entry()]);
}

#[test]
fn a_saved_view_of_an_older_program_reads_with_what_it_did_not_know_left_out() {
    let old: Sought = serde_json::from_str(r#"{"year": 2026, "filter": {"unsent": true}}"#).unwrap();
    let expected = Sought {
        year: Some(2026),
        filter: VolumeFilter {
            unsent: true,
            ..VolumeFilter::default()
        },
        ..Sought::default()
    };
    assert_eq!(old, expected);
}
