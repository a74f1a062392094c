//! Needs: recorded by a cadre or the office, offline; answered by the counsel's entry; each role sees and does its part.

use cunfa_core::entry::{Field, Rule};
use cunfa_core::need::{ASKER_ROW, Channel, CloseReason, NeedForm};
use cunfa_core::{EntryId, Form, Kind, Mode};
use cunfa_protocol::Code;
use cunfa_protocol::command as c;
use cunfa_protocol::view::{Delivery, NeedState, NeedView, Needs, ParkedReason, SyncOutcome};

use crate::support::*;

fn form() -> NeedForm {
    NeedForm {
        village: Some(village()),
        date: Some(day(23)),
        name: "韦大爷".to_owned(),
        matter: "承包地被占，怎么办".to_owned(),
        channel: Some(Channel::InPerson),
        ..NeedForm::default()
    }
}

async fn record(device: &Device) -> NeedView {
    let need = device.ask(c::StartNeed {}).await.unwrap().need;
    device.ask(c::RecordNeed { need, form: form() }).await.unwrap()
}

async fn list(device: &Device) -> Needs {
    let all = c::Needs {
        village: None,
        open: false,
        search: String::new(),
        offset: 0,
    };
    device.ask(all).await.unwrap()
}

async fn state(device: &Device, need: EntryId) -> NeedState {
    device.ask(c::OpenNeed { need }).await.unwrap().row.state
}

/// The counsel's tablet with the cadre on it, open for the cadre, with one need.
async fn recorded(county: &std::sync::Arc<County>) -> (Device, EntryId) {
    let device = Device::field(county).await;
    device.unlock(2, CADRE_PIN).await.unwrap();
    let need = record(&device).await.row.id;
    (device, need)
}

/// The answer as the counsel writes it.
async fn answer(device: &Device, need: EntryId) -> EntryId {
    let draft = device.ask(c::AnswerNeed { need }).await.unwrap();
    let form = Form {
        start: time(9, 0),
        end: time(9, 30),
        mode: Some(Mode::OnSite),
        kind: Some(Kind::Consultation),
        advice: "先到村委会查承包合同。".to_owned(),
        ..draft.form
    };
    let save = c::SaveEntry {
        draft: draft.draft,
        form,
    };
    device.ask(save).await.unwrap().row.entry
}

#[tokio::test]
async fn a_cadre_records_a_need_without_a_network_and_sees_it_waiting() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Cadre).await;
    let started = device.ask(c::StartNeed {}).await.unwrap();
    assert_eq!(started.form.village, Some(village()));
    assert_eq!((started.form.date, started.villages.len()), (Some(day(25)), 1));
    let view = record(&device).await;
    assert_eq!((view.row.state, view.row.days), (NeedState::Waiting, 2));
    assert_eq!(
        (view.row.delivery, view.row.need.recorder_name.as_str()),
        (Delivery::Here, "韦玉兰")
    );
    assert!(view.may_close && !view.may_answer && !view.may_reopen);
    let needs = list(&device).await;
    assert_eq!(
        (needs.rows.len(), needs.waiting, needs.may_record, needs.draft),
        (1, 1, true, false)
    );
    assert_eq!(device.ask(c::Home {}).await.unwrap().needs, 1);
    let item = device.status().await.items.remove(0);
    assert_eq!((item.is_need, item.matter.as_str()), (true, "韦大爷"));
    assert_eq!(device.app.sync_pass().await, SyncOutcome::Done);
    assert_eq!(list(&device).await.rows[0].delivery, Delivery::Delivered);
}

#[tokio::test]
async fn recording_twice_is_recording_once() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Cadre).await;
    let need = device.ask(c::StartNeed {}).await.unwrap().need;
    for _ in 0..2 {
        let view = device.ask(c::RecordNeed { need, form: form() }).await.unwrap();
        assert_eq!(view.row.id, need);
    }
    assert_eq!(list(&device).await.total, 1);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_and_the_draft_stays() {
    let county = County::new();
    let device = Device::enrolled(&county, Invited::Cadre).await;
    let need = device.ask(c::StartNeed {}).await.unwrap().need;
    let form = NeedForm {
        name: " ".to_owned(),
        village: Some(other_village()),
        date: Some(day(26)),
        ..form()
    };
    device
        .ask(c::SaveNeedDraft {
            need,
            form: form.clone(),
        })
        .await
        .unwrap();
    let Err(Code::Form { failures }) = device
        .ask(c::RecordNeed {
            need,
            form: form.clone(),
        })
        .await
    else {
        panic!("recorded");
    };
    let told: Vec<(Field, Rule)> = failures.into_iter().map(|one| (one.field, one.rule)).collect();
    assert_eq!(
        told,
        [
            (Field::Village, Rule::UnknownVillage),
            (Field::Date, Rule::DateInFuture),
            (Field::PersonName(ASKER_ROW.to_owned()), Rule::Missing),
        ]
    );
    assert_eq!(device.ask(c::StartNeed {}).await.unwrap().form, form);
}

#[tokio::test]
async fn what_was_typed_of_a_need_survives_a_kill_and_can_be_put_away() {
    let county = County::new();
    let mut device = Device::enrolled(&county, Invited::Cadre).await;
    let started = device.ask(c::StartNeed {}).await.unwrap();
    assert!(!list(&device).await.draft);
    let typed = NeedForm {
        matter: "写了一半".to_owned(),
        ..started.form
    };
    let save = c::SaveNeedDraft {
        need: started.need,
        form: typed.clone(),
    };
    device.ask(save).await.unwrap();
    device.restart();
    device.unlock(1, PIN).await.unwrap();
    assert!(list(&device).await.draft);
    let again = device.ask(c::StartNeed {}).await.unwrap();
    assert_eq!((again.need, again.form), (started.need, typed));
    device.ask(c::DropNeedDraft {}).await.unwrap();
    assert!(!list(&device).await.draft);
    assert_ne!(device.ask(c::StartNeed {}).await.unwrap().need, started.need);
}

#[tokio::test]
async fn the_counsel_answers_by_an_entry_with_what_was_asked_taken_over_and_a_void_opens_the_need_again() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    device.unlock(1, PIN).await.unwrap();
    let seen = device.ask(c::OpenNeed { need }).await.unwrap();
    assert!(seen.may_answer && !seen.may_close);
    let draft = device.ask(c::AnswerNeed { need }).await.unwrap();
    assert_eq!(
        (&draft.form.village, draft.form.answers, draft.form.matter.as_str()),
        (&Some(village()), Some(need), "承包地被占，怎么办")
    );
    assert_eq!(draft.form.persons[0].name, "韦大爷");
    assert_eq!(state(&device, need).await, NeedState::Waiting);
    let save = c::SaveDraft {
        draft: draft.draft,
        form: draft.form.clone(),
    };
    device.ask(save).await.unwrap();
    assert_eq!(state(&device, need).await, NeedState::InHand);
    assert_eq!(device.ask(c::AnswerNeed { need }).await.unwrap().draft, draft.draft);
    let entry = answer(&device, need).await;
    assert_eq!(entry, draft.draft);
    assert_eq!(state(&device, need).await, NeedState::Answered);
    assert_eq!(device.ask(c::Home {}).await.unwrap().needs, 0);
    let view = device.entry(entry).await;
    assert_eq!(view.answers.map(|row| row.id), Some(need));
    let shown = device.ask(c::OpenNeed { need }).await.unwrap();
    assert_eq!(shown.answers.iter().map(|row| row.entry).collect::<Vec<_>>(), [entry]);
    assert_eq!(device.ask(c::AnswerNeed { need }).await, Err(Code::NotNow));
    let reason = "写错了".to_owned();
    device.ask(c::VoidEntry { entry, reason }).await.unwrap();
    assert_eq!(state(&device, need).await, NeedState::Waiting);
    assert_eq!(device.ask(c::Home {}).await.unwrap().needs, 1);
    assert_ne!(device.ask(c::AnswerNeed { need }).await.unwrap().draft, entry);
}

#[tokio::test]
async fn an_entry_answers_no_need_of_another_village_and_none_that_is_not_here() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    device.unlock(1, PIN).await.unwrap();
    let elsewhere = Form {
        village: Some(other_village()),
        answers: Some(need),
        ..visit()
    };
    let draft = device.draft().await;
    let save = c::SaveEntry { draft, form: elsewhere };
    assert_eq!(device.ask(save).await, Err(Code::NotAllowed));
    let unknown = Form {
        answers: Some(EntryId([1; 16])),
        ..visit()
    };
    let save = c::SaveEntry { draft, form: unknown };
    assert_eq!(device.ask(save).await, Err(Code::NoSuchEntry));
}

#[tokio::test]
async fn a_need_is_closed_with_a_reason_and_opened_again_by_those_who_record_them() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    let close = |reason, note: &str| c::CloseNeed {
        need,
        reason,
        note: note.to_owned(),
    };
    let blank = close(CloseReason::Other, " ");
    assert_eq!(device.ask(blank).await, Err(Code::ReasonMissing));
    assert_eq!(
        device.ask(close(CloseReason::Withdrawn, "已\u{202E}撤")).await,
        Err(hidden())
    );
    let closed = device.ask(close(CloseReason::Elsewhere, "已转民政")).await.unwrap();
    assert_eq!(
        (closed.row.state, closed.may_reopen, closed.may_close),
        (NeedState::Closed, true, false)
    );
    let closing = closed.row.need.closed.unwrap();
    assert_eq!(
        (closing.by_name.as_str(), closing.note.as_str()),
        ("韦玉兰", "已转民政")
    );
    assert_eq!(device.ask(c::Home {}).await.unwrap().needs, 0);
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(
        device.ask(close(CloseReason::Withdrawn, "")).await,
        Err(Code::NotAllowed)
    );
    assert_eq!(device.ask(c::ReopenNeed { need }).await, Err(Code::NotAllowed));
    assert_eq!(device.ask(c::AnswerNeed { need }).await, Err(Code::NotNow));
    device.unlock(2, CADRE_PIN).await.unwrap();
    let open = device.ask(c::ReopenNeed { need }).await.unwrap();
    assert_eq!((open.row.state, open.row.need.closed), (NeedState::Waiting, None));
}

#[tokio::test]
async fn a_counsel_records_nothing_and_a_cadre_answers_nothing() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    assert_eq!(device.ask(c::AnswerNeed { need }).await, Err(Code::NotAllowed));
    device.unlock(1, PIN).await.unwrap();
    assert_eq!(device.ask(c::StartNeed {}).await, Err(Code::NotAllowed));
    assert_eq!(
        device.ask(c::RecordNeed { need, form: form() }).await,
        Err(Code::NotAllowed)
    );
    assert!(!list(&device).await.may_record);
}

#[tokio::test]
async fn what_lies_outside_the_scope_of_a_person_does_not_exist_for_them() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    let code = county.invite(Invited::OtherVillageCadre);
    let added = c::AddPerson {
        code,
        pin: PIN.to_owned(),
    };
    let slot = device.ask(added).await.unwrap().slots.last().unwrap().slot;
    device.unlock(slot, PIN).await.unwrap();
    assert_eq!(device.ask(c::OpenNeed { need }).await, Err(Code::NoSuchEntry));
    assert_eq!((list(&device).await.total, list(&device).await.waiting), (0, 0));
}

#[tokio::test]
async fn a_refused_need_is_parked_with_its_reason_and_nothing_of_it_is_lost() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    county.refuse_all(Some(ParkedReason::Content));
    device.app.sync_pass().await;
    let status = device.status().await;
    assert_eq!((status.parked, status.items[0].entry), (1, need));
    let view = device.ask(c::OpenNeed { need }).await.unwrap();
    assert_eq!(view.row.delivery, Delivery::Parked(ParkedReason::Content));
    assert_eq!(view.row.need.matter, "承包地被占，怎么办");
}

#[tokio::test]
async fn the_office_records_for_any_village_of_its_area_and_sees_what_cadres_recorded() {
    let county = County::new();
    let (device, need) = recorded(&county).await;
    device.app.sync_pass().await;
    let office = Device::enrolled(&county, Invited::Office).await;
    office.app.sync_pass().await;
    assert_eq!(list(&office).await.rows[0].id, need);
    let started = office.ask(c::StartNeed {}).await.unwrap();
    assert!(started.villages.len() > 1);
    assert_eq!(started.form.village, None);
    let form = NeedForm {
        village: Some(other_village()),
        channel: Some(Channel::NoticeBoard),
        ..form()
    };
    let view = office
        .ask(c::RecordNeed {
            need: started.need,
            form,
        })
        .await
        .unwrap();
    assert_eq!(view.row.village_name, office.ask(c::Villages {}).await.unwrap()[1].name);
    assert_eq!(list(&office).await.waiting, 2);
}
