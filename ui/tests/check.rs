//! The office's check of a month, in a real browser: asked for when it is opened, with its data named, the entries drawn, and blanks.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::NaiveDate;
use cunfa_core::register::{Column, Fault, FaultReason, RecordKind};
use cunfa_core::rules::{Period, Tally};
use cunfa_core::{ActId, EntryId, Role};
use cunfa_protocol::command::PutRecord;
use cunfa_protocol::view::{
    CheckData, CheckFound, CheckVillage, DraftSaved, GridCell, MonthCheck, RecordAct, RecordRow, RecordState,
    RecordView, Typed, VillageStanding,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::desk::check::CheckFold;
use leptos::prelude::*;
use page_support::{Door, Scene, row, show, styled, type_into, until, village_row};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn it_is_asked_for_when_it_is_opened_and_a_refusal_is_said() {
    let door = Door::put(|_| Err(Code::NotAllowed));
    let month = RwSignal::new(NaiveDate::from_ymd_opt(2026, 11, 1).unwrap());
    let scene = show(Role::Office, move || view! { <CheckFold month=month.into() /> });
    scene.wait("check").await;
    assert!(door.asked().is_empty());
    scene.press("check-open").await;
    until("it is asked", || {
        door.asked()
            .iter()
            .any(|command| matches!(command, Command::MonthCheck(_)))
    })
    .await;
    until("the refusal is said", || scene.find("failure").is_some()).await;
    assert!(scene.find("check-sheet").is_none());
    scene.press("check-ask-open").await;
    let ask = scene.find("check-ask").unwrap().text_content().unwrap();
    for words in ["这次服务是不是真有其事", "您对这次服务满意吗", "不填姓名"] {
        assert!(ask.contains(words), "the questions stand on the screen: {ask}");
    }
}

const ENTRY: EntryId = EntryId([7; 16]);
const RECORD: EntryId = EntryId([3; 16]);
const VILLAGE: &str = "450102101205";

type Pairs = Vec<(Column, String)>;

fn november() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).unwrap()
}

fn tally() -> Tally {
    Tally {
        rule: "nanning-2016".to_owned(),
        rule_version: 1,
        month: november(),
        counted_minutes: 90,
        rounding: 0,
        owed_minutes: 300,
        made_up_by: Vec::new(),
        made_up_for: Vec::new(),
        lectures: 0,
        owed_lectures: 1,
        lectures_per: Period::Year,
        lecture_lines: Vec::new(),
        lines: Vec::new(),
    }
}

fn record(values: Pairs) -> RecordRow {
    RecordRow {
        record: RECORD,
        act: Some(ActId([5; 16])),
        values,
        withdrawn: None,
        state: RecordState::Waiting,
    }
}

fn said(values: Pairs) -> RecordAct {
    RecordAct {
        by: "韦所长".to_owned(),
        role: Role::Office,
        at_ms: 1_795_399_200_000,
        received_ms: None,
        values,
        withdrawn: None,
    }
}

fn sheet(values: Option<Pairs>) -> MonthCheck {
    let found = values.map(|values| CheckFound {
        row: record(values.clone()),
        said: Some(said(values)),
    });
    MonthCheck {
        month: november(),
        made_at: november().and_hms_opt(9, 30, 0).unwrap(),
        made_by: "韦所长".to_owned(),
        role: Role::Office,
        data: CheckData {
            sequence: 3,
            log: None,
            unsent: 0,
            not_here: 0,
        },
        rules: Vec::new(),
        villages: vec![CheckVillage {
            cell: GridCell {
                village: village_row("205", "那况村"),
                tally: tally(),
                unsigned: 0,
                unreviewed: 0,
                standing: VillageStanding::Served,
            },
            counsel: vec!["覃文斌".to_owned()],
            entries: 1,
            returned: 0,
            drawn: vec![row(ENTRY)],
            found,
        }],
    }
}

fn answered(with: &PutRecord, faults: Vec<Fault>) -> RecordView {
    RecordView {
        row: record(with.values.clone()),
        kind: with.kind,
        names: Vec::new(),
        history: Vec::new(),
        may: Vec::new(),
        may_withdraw: false,
        faults,
        today: november(),
    }
}

/// A client that keeps what is typed, answers the first word with a fault, and shows what was signed.
fn desk(kept: &Rc<RefCell<String>>) -> Door {
    let (kept, signed, refused) = (Rc::clone(kept), Rc::new(RefCell::new(None)), Cell::new(false));
    Door::put(move |command| match command {
        Command::MonthCheck(_) => Ok(Reply::MonthCheck(sheet(signed.borrow().clone()))),
        Command::Typed(with) if with.form.starts_with("check:") => Ok(Reply::Typed(Typed {
            text: kept.borrow().clone(),
            saved_at_ms: None,
        })),
        Command::KeepTyped(with) => {
            *kept.borrow_mut() = with.text.clone();
            Ok(Reply::KeepTyped(DraftSaved { saved_at_ms: 1 }))
        }
        Command::PutRecord(with) if !refused.replace(true) => {
            let fault = Fault {
                column: Some(Column::Answers),
                reason: FaultReason::MoreThanAsked,
            };
            Ok(Reply::PutRecord(answered(with, vec![fault])))
        }
        Command::PutRecord(with) => {
            *signed.borrow_mut() = Some(with.values.clone());
            Ok(Reply::PutRecord(answered(with, Vec::new())))
        }
        _ => Err(Code::NotNow),
    })
}

async fn opened() -> Scene {
    let month = RwSignal::new(november());
    let scene = show(Role::Office, move || view! { <CheckFold month=month.into() /> });
    scene.press("check-open").await;
    scene.wait("check-sheet").await;
    scene
}

fn words(scene: &Scene, test: &str) -> String {
    scene.find(test).unwrap().text_content().unwrap()
}

fn last_put(door: &Door) -> PutRecord {
    let puts = door.asked().into_iter().filter_map(|command| match command {
        Command::PutRecord(with) => Some(with),
        _ => None,
    });
    puts.last().unwrap()
}

#[wasm_bindgen_test]
async fn what_was_found_is_written_down_corrected_where_it_is_wrong_signed_and_stands_on_the_sheet() {
    let kept = Rc::new(RefCell::new(String::new()));
    let door = desk(&kept);
    let scene = opened().await;
    assert!(words(&scene, "check-together").contains("还有 1 个没有登记"));
    scene.press(&format!("check-record-{VILLAGE}")).await;
    scene.press("check-found-yes").await;
    type_into(&scene, "check-satisfied-0", "十人");
    scene.press("check-save").await;
    until("it is told what cannot be read", || {
        words(&scene, "check-satisfied-error").contains("人数看不懂")
    })
    .await;
    for (part, typed) in ["5", "8", "", ""].into_iter().enumerate() {
        type_into(&scene, &format!("check-satisfied-{part}"), typed);
    }
    scene.press("check-save").await;
    until("it is told what is wrong", || scene.find("check-faults").is_some()).await;
    assert!(words(&scene, "check-faults").contains("回答的人数比询问的人数多"));
    type_into(&scene, "check-satisfied-0", "１２ 人");
    type_into(&scene, "check-note", "电话核对");
    scene.press("check-save").await;
    until("it stands on the sheet", || {
        scene
            .find("check-sheet")
            .is_some_and(|sheet| sheet.text_content().unwrap().contains("检查人：韦所长"))
    })
    .await;
    let put = last_put(&door);
    assert_eq!(
        (put.kind, put.record),
        (RecordKind::Check, Some(RECORD)),
        "the same record again"
    );
    let value = |column| {
        put.values
            .iter()
            .find(|(at, _)| *at == column)
            .map(|(_, text)| text.clone())
    };
    assert_eq!(value(Column::Village).as_deref(), Some(VILLAGE));
    assert_eq!(value(Column::Month).as_deref(), Some("2026-11"));
    assert_eq!(value(Column::Drawn), Some(format!("{ENTRY}=yes")));
    assert_eq!(value(Column::Answers).as_deref(), Some("satisfied=12:8:0:0"));
    let sheet = words(&scene, "check-sheet");
    for said in ["抽查 1 条：相符 1", "对服务满意：问 12 人，是 8", "电话核对"] {
        assert!(sheet.contains(said), "{said}: {sheet}");
    }
    assert!(words(&scene, "check-result").contains("更正检查结果"));
}

#[wasm_bindgen_test]
async fn what_is_typed_is_there_again_after_the_device_was_locked_and_gone_once_it_is_signed() {
    let kept = Rc::new(RefCell::new(String::new()));
    let door = desk(&kept);
    let scene = opened().await;
    scene.press(&format!("check-record-{VILLAGE}")).await;
    type_into(&scene, "check-real-0", "6");
    type_into(&scene, "check-note", "还有两户没问到");
    until("it is kept", || kept.borrow().contains("两户没问到")).await;
    drop(scene);
    let scene = opened().await;
    scene.press(&format!("check-record-{VILLAGE}")).await;
    until("it is there again", || {
        let note = scene.find("check-note").unwrap();
        js_sys::Reflect::get(&note, &"value".into())
            .unwrap()
            .as_string()
            .unwrap()
            == "还有两户没问到"
    })
    .await;
    // The first word is answered with a fault.
    scene.press("check-save").await;
    until("it is told what is wrong", || scene.find("check-faults").is_some()).await;
    scene.press("check-save").await;
    until("it is gone", || kept.borrow().is_empty()).await;
    let put = last_put(&door);
    assert!(
        put.values.contains(&(Column::Answers, "real=6:0:0:0".to_owned())),
        "{put:?}"
    );
}

#[wasm_bindgen_test]
async fn the_form_fits_a_narrow_screen_in_large_type() {
    let style = styled("elder", "light");
    let kept = Rc::new(RefCell::new(String::new()));
    let _door = desk(&kept);
    let scene = opened().await;
    scene.place.style().set_property("width", "320px").unwrap();
    scene.press(&format!("check-record-{VILLAGE}")).await;
    let form = scene.wait("check-record-form").await;
    let fits = form.scroll_width() <= form.client_width();
    assert!(fits, "{} in {}", form.scroll_width(), form.client_width());
    style.remove();
}
