//! Needs in a real browser: the cadre's short form keeps every change and records once; the list says how each stands; the counsel begins an
//! answer by one touch.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::need::{Channel, CloseReason, Need, NeedForm};
use cunfa_core::{EntryId, PersonId, Role};
use cunfa_protocol::view::{Delivery, Draft, DraftSaved, NeedDraft, NeedRow, NeedState, NeedView, Needs, VillageRow};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::needs::{AnsweredNeed, NeedScreen, NeedsCard, NeedsScreen, RecordScreen};
use leptos::prelude::*;
use page_support::{Door, Scene, frame, row, show, until};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const NEED: EntryId = EntryId([6; 16]);
const SAVED_AT_MS: i64 = 1_795_428_000_000;

fn need() -> Need {
    Need {
        village: "450102101205".parse().unwrap(),
        date: "2026-11-20".parse().unwrap(),
        name: "韦大爷".to_owned(),
        phone: String::new(),
        category: None,
        matter: "承包地被占，怎么办".to_owned(),
        channel: Channel::InPerson,
        recorder: PersonId([2; 16]),
        recorder_name: "韦秀兰".to_owned(),
        written_at: "2026-11-20T10:00".to_owned(),
        closed: None,
    }
}

fn need_row(state: NeedState) -> NeedRow {
    NeedRow {
        id: NEED,
        need: need(),
        village_name: "那况村".to_owned(),
        state,
        days: 3,
        delivery: Delivery::Delivered,
    }
}

fn need_view(state: NeedState) -> NeedView {
    NeedView {
        row: need_row(state),
        township: "三塘镇".to_owned(),
        answers: if state == NeedState::Answered {
            vec![row(EntryId([1; 16]))]
        } else {
            Vec::new()
        },
        may_answer: state == NeedState::Waiting,
        may_close: state == NeedState::Waiting,
        may_reopen: state == NeedState::Closed,
    }
}

fn page(rows: Vec<NeedRow>, may_record: bool) -> Needs {
    Needs {
        total: u32::try_from(rows.len()).unwrap(),
        offset: 0,
        waiting: u32::try_from(rows.iter().filter(|row| row.state == NeedState::Waiting).count()).unwrap(),
        may_record,
        draft: false,
        rows,
    }
}

fn villages(count: usize) -> Vec<VillageRow> {
    let row = |code: &str, name: &str| VillageRow {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        township: "三塘镇".to_owned(),
        county: "兴宁区".to_owned(),
    };
    let all = vec![row("450102101205", "那况村"), row("450102101207", "四塘社区")];
    all.into_iter().take(count).collect()
}

fn draft(villages: Vec<VillageRow>) -> NeedDraft {
    let village = (villages.len() == 1).then(|| villages[0].code.clone());
    NeedDraft {
        need: NEED,
        form: NeedForm {
            village,
            date: Some("2026-11-23".parse().unwrap()),
            ..NeedForm::default()
        },
        villages,
        today: "2026-11-23".parse().unwrap(),
        latest: "2026-11-23".parse().unwrap(),
        saved_at_ms: None,
    }
}

async fn recording(villages_count: usize) -> (Scene, Door) {
    let door = Door::put(move |command| match command {
        Command::StartNeed(_) => Ok(Reply::StartNeed(draft(villages(villages_count)))),
        Command::SaveNeedDraft(_) => Ok(Reply::SaveNeedDraft(DraftSaved {
            saved_at_ms: SAVED_AT_MS,
        })),
        Command::DropNeedDraft(_) => Ok(Reply::DropNeedDraft(())),
        Command::RecordNeed(_) => Ok(Reply::RecordNeed(need_view(NeedState::Waiting))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Cadre, || view! { <RecordScreen /> });
    scene.wait("need-form").await;
    (scene, door)
}

fn type_into(scene: &Scene, test: &str, text: &str) {
    let field = scene.find(test).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &JsValue::from_str(text)).unwrap();
    let event = web_sys::Event::new("input").unwrap();
    field.dispatch_event(&event).unwrap();
}

fn recorded(door: &Door) -> Vec<NeedForm> {
    let asked = door.asked().into_iter();
    let forms = asked.filter_map(|command| match command {
        Command::RecordNeed(record) => Some(record.form),
        _ => None,
    });
    forms.collect()
}

fn kept(door: &Door) -> Option<NeedForm> {
    let asked = door.asked().into_iter();
    let mut forms = asked.filter_map(|command| match command {
        Command::SaveNeedDraft(save) => Some(save.form),
        _ => None,
    });
    forms.next_back()
}

#[wasm_bindgen_test]
async fn a_cadre_says_who_and_what_and_every_change_is_kept_before_it_is_recorded_once() {
    let (scene, door) = recording(1).await;
    assert!(
        scene
            .find("need-village")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("那况村")
    );
    type_into(&scene, "need-name", "韦大爷");
    type_into(&scene, "need-matter", "承包地被占，怎么办");
    scene.press("need-channel-in_person").await;
    until("the last change is kept", || {
        kept(&door).is_some_and(|form| form.channel == Some(Channel::InPerson) && form.name == "韦大爷")
    })
    .await;
    until("it is said", || {
        scene
            .find("need-saved")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("草稿已保存")
    })
    .await;
    let save = scene.find("need-save").unwrap();
    save.click();
    save.click();
    until("it is recorded", || !recorded(&door).is_empty()).await;
    for _ in 0..5 {
        frame().await;
    }
    let forms = recorded(&door);
    assert_eq!(forms.len(), 1);
    assert_eq!(
        (forms[0].matter.as_str(), forms[0].date),
        ("承包地被占，怎么办", need_day())
    );
}

fn need_day() -> Option<chrono::NaiveDate> {
    "2026-11-23".parse().ok()
}

#[wasm_bindgen_test]
async fn what_is_missing_is_said_at_its_field_and_nothing_is_recorded() {
    let (scene, door) = recording(2).await;
    scene.press("need-save").await;
    for (test, sentence) in [
        ("need-name-error", "请"),
        ("need-matter-error", "请"),
        ("need-channel-error", "请"),
    ] {
        until(test, || {
            scene
                .find(test)
                .is_some_and(|error| error.text_content().unwrap().contains(sentence))
        })
        .await;
    }
    assert!(
        scene
            .find("need-village-error")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("请")
    );
    assert!(recorded(&door).is_empty());
}

#[wasm_bindgen_test]
async fn what_was_put_away_can_be_taken_back() {
    let (scene, door) = recording(1).await;
    type_into(&scene, "need-name", "韦大爷");
    until("it is kept", || kept(&door).is_some()).await;
    scene.press("need-drop").await;
    scene.press("need-undo").await;
    until("it is kept again", || {
        kept(&door).is_some_and(|form| form.name == "韦大爷")
    })
    .await;
    scene.wait("need-form").await;
}

#[wasm_bindgen_test]
async fn a_home_shows_the_oldest_that_wait_with_their_days_and_the_button_only_to_those_who_record() {
    for (role, may_record) in [(Role::Cadre, true), (Role::Counsel, false)] {
        let _door = Door::put(move |command| match command {
            Command::Needs(_) => Ok(Reply::Needs(page(vec![need_row(NeedState::Waiting)], may_record))),
            _ => Err(Code::NotNow),
        });
        let scene = show(role, || view! { <NeedsCard /> });
        scene.wait("need").await;
        assert!(scene.text().contains("群众需求 1 条待办理"));
        assert!(
            scene
                .find("need-days")
                .unwrap()
                .text_content()
                .unwrap()
                .contains("已等 3 天")
        );
        assert_eq!(scene.find("need-record").is_some(), may_record);
    }
}

#[wasm_bindgen_test]
async fn the_list_says_of_each_need_how_it_stands() {
    let states = [
        NeedState::Waiting,
        NeedState::InHand,
        NeedState::Answered,
        NeedState::Closed,
    ];
    let _door = Door::put(move |command| match command {
        Command::Needs(_) => Ok(Reply::Needs(page(states.map(need_row).to_vec(), false))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Cadre, || view! { <NeedsScreen /> });
    scene.wait("need").await;
    for word in ["待办理", "办理中", "已答复", "已结束"] {
        assert!(scene.text().contains(word), "{word}");
    }
    let days = scene.place.query_selector_all("[data-test=\"need-days\"]").unwrap();
    assert_eq!(days.length(), 2, "only what waits has days");
}

#[wasm_bindgen_test]
async fn the_counsel_begins_the_answer_by_one_touch() {
    let door = Door::put(move |command| match command {
        Command::OpenNeed(_) => Ok(Reply::OpenNeed(need_view(NeedState::Waiting))),
        Command::AnswerNeed(_) => Ok(Reply::AnswerNeed(Draft {
            draft: EntryId([9; 16]),
            form: cunfa_core::Form {
                answers: Some(NEED),
                ..cunfa_core::Form::default()
            },
            photos: Vec::new(),
            room_mib: None,
            changes: None,
            saved_at_ms: None,
            recent_persons: Vec::new(),
            today: "2026-11-25".parse().unwrap(),
            latest: "2026-11-25".parse().unwrap(),
        })),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <NeedScreen need=NEED /> });
    scene.press("need-handle").await;
    until("the answer is begun", || {
        let asked = door.asked();
        asked
            .iter()
            .any(|command| matches!(command, Command::AnswerNeed(answer) if answer.need == NEED))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_need_is_closed_only_with_a_reason() {
    let door = Door::put(move |command| match command {
        Command::OpenNeed(_) => Ok(Reply::OpenNeed(need_view(NeedState::Waiting))),
        Command::CloseNeed(_) => Ok(Reply::CloseNeed(need_view(NeedState::Closed))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Cadre, || view! { <NeedScreen need=NEED /> });
    let closed = |door: &Door| {
        let asked = door.asked().into_iter();
        let reasons = asked.filter_map(|command| match command {
            Command::CloseNeed(close) => Some(close.reason),
            _ => None,
        });
        reasons.collect::<Vec<_>>()
    };
    scene.press("need-close").await;
    scene.press("close-confirm").await;
    assert!(scene.text().contains("请选择原因。"));
    scene.press("close-reason-other").await;
    scene.press("close-confirm").await;
    assert!(scene.text().contains("请写明原因。"));
    assert!(closed(&door).is_empty());
    scene.press("close-reason-withdrawn").await;
    scene.press("close-confirm").await;
    until("it is closed", || closed(&door) == [CloseReason::Withdrawn]).await;
    scene.wait("need-reopen").await;
}

#[wasm_bindgen_test]
async fn an_answered_need_shows_its_entry_and_the_entry_the_need() {
    let _door = Door::put(move |command| match command {
        Command::OpenNeed(_) => Ok(Reply::OpenNeed(need_view(NeedState::Answered))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Cadre, || view! { <NeedScreen need=NEED /> });
    let answer = scene.wait("need-answer").await;
    assert!(answer.get_attribute("href").unwrap().contains("#/entry/"));
    assert!(scene.find("need-handle").is_none());
    let entry = show(
        Role::Cadre,
        || view! { <AnsweredNeed row=need_row(NeedState::Answered) /> },
    );
    assert!(entry.text().contains("韦大爷：承包地被占，怎么办"));
}
