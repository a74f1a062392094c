//! The registers in a real browser: what is missing first, one register as a table, a record with its history, a form with what is wrong at its
//! place, the notice board with its printed page; fits every width and text size.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::NaiveDate;
use cunfa_core::register::{Column, Fault, FaultReason, RecordKind, Verdict};
use cunfa_core::{ActId, EntryId, Role};
use cunfa_protocol::command::PutRecord;
use cunfa_protocol::view::{
    BoardCounsel, BoardView, Boards, DraftSaved, EndingAppointment, Event, HalfYear, NamedPerson, ParkedReason,
    RecordAct, RecordRow, RecordState, RecordView, RegisterGaps, RegisterList, RenewalBasis, ReportData, ReportHead,
    Topic, Typed,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::registers::{Registers, RegistersScreen};
use cunfa_ui::state::{App, use_app};
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, type_into, until, village_row};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const APPOINTMENT: EntryId = EntryId([3; 16]);
const BEGUN: EntryId = EntryId([4; 16]);
const COUNSEL: &str = "01010101010101010101010101010101";

type Pairs = Vec<(Column, String)>;

fn pairs(values: &[(Column, &str)]) -> Pairs {
    values
        .iter()
        .map(|(column, text)| (*column, (*text).to_owned()))
        .collect()
}

fn names() -> Vec<(String, String)> {
    let name = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    vec![name("450102101205", "三塘镇那况村"), name(COUNSEL, "覃文斌")]
}

fn row(record: EntryId, state: RecordState, values: &[(Column, &str)]) -> RecordRow {
    RecordRow {
        record,
        act: Some(ActId([5; 16])),
        values: pairs(values),
        withdrawn: None,
        state,
    }
}

const APPOINTED: [(Column, &str); 5] = [
    (Column::Person, COUNSEL),
    (Column::Village, "450102101205"),
    (Column::From, "2026-01-01"),
    (Column::To, "2026-12-31"),
    (Column::Prior, "no"),
];

fn list(kind: RecordKind, may_add: bool) -> RegisterList {
    let rows = match kind {
        RecordKind::Appointment => vec![row(APPOINTMENT, RecordState::Stands, &APPOINTED)],
        RecordKind::Counsel => vec![row(
            EntryId([6; 16]),
            RecordState::Waiting,
            &[
                (Column::Name, "覃文斌"),
                (Column::Person, COUNSEL),
                (Column::CounselKind, "lawyer"),
            ],
        )],
        _ => Vec::new(),
    };
    RegisterList {
        kind,
        rows,
        names: names(),
        may_add,
        today: "2026-11-25".parse().unwrap(),
        came_ms: Some(1_795_430_860_000),
    }
}

fn said(values: &[(Column, &str)], withdrawn: Option<&str>) -> RecordAct {
    RecordAct {
        by: "农雪梅".to_owned(),
        role: Role::County,
        at_ms: 1_795_430_860_000,
        received_ms: Some(1_795_430_870_000),
        values: pairs(values),
        withdrawn: withdrawn.map(str::to_owned),
    }
}

fn record(state: RecordState, faults: Vec<Fault>) -> RecordView {
    let before: Vec<(Column, &str)> = APPOINTED
        .iter()
        .copied()
        .filter(|(column, _)| *column != Column::To)
        .collect();
    RecordView {
        row: row(APPOINTMENT, state, &APPOINTED),
        kind: RecordKind::Appointment,
        names: names(),
        history: vec![said(&before, None), said(&APPOINTED, None)],
        may: vec![Column::From, Column::To, Column::Prior],
        may_withdraw: true,
        faults,
        today: "2026-11-25".parse().unwrap(),
    }
}

/// What comes of a record that is signed: the contract's fault the first time, then it waits.
fn signed(with: &PutRecord) -> RecordView {
    let reason = |column, reason| Fault {
        column: Some(column),
        reason,
    };
    let overlaps = FaultReason::Overlaps { with: APPOINTMENT };
    let no_reason = with.withdrawn.as_ref().is_some_and(|reason| reason.trim().is_empty());
    let faults = match with.record {
        None => vec![
            reason(Column::From, overlaps),
            reason(Column::Person, FaultReason::Missing),
        ],
        Some(_) if no_reason => vec![Fault {
            column: None,
            reason: FaultReason::NoReason,
        }],
        Some(_) => Vec::new(),
    };
    RecordView {
        row: RecordRow {
            record: with.record.unwrap_or(BEGUN),
            act: None,
            values: with.values.clone(),
            withdrawn: with.withdrawn.clone(),
            state: RecordState::Waiting,
        },
        kind: with.kind,
        history: Vec::new(),
        ..record(RecordState::Waiting, faults)
    }
}

fn gaps() -> RegisterGaps {
    let person = |name: &str| NamedPerson {
        person: COUNSEL.to_owned(),
        record: None,
        name: name.to_owned(),
    };
    RegisterGaps {
        without: vec![village_row("201", "三塘村"), village_row("207", "四塘社区")],
        ending: vec![EndingAppointment {
            record: APPOINTMENT,
            village: village_row("205", "那况村"),
            person_name: "覃文斌".to_owned(),
            to: "2026-12-31".parse().unwrap(),
        }],
        untrained: vec![person("覃文斌")],
        unlisted: vec![person("莫知秋")],
        refused: Vec::new(),
        today: "2026-11-25".parse().unwrap(),
        came_ms: Some(1_795_430_860_000),
    }
}

fn boards() -> Boards {
    let board = |village, record: Option<EntryId>, counsel, values: &[(Column, &str)]| BoardView {
        village,
        record,
        act: record.map(|_| ActId([5; 16])),
        values: pairs(values),
        state: RecordState::Stands,
        counsel,
        may_write: true,
    };
    let counsel = BoardCounsel {
        name: "覃文斌".to_owned(),
        firm: "三塘律师事务所".to_owned(),
        phone: String::new(),
    };
    let values = [
        (Column::Phone, "0771-1234567"),
        (Column::Duties, "解答法律咨询"),
        (Column::OnSiteHours, "每周三上午"),
        (Column::Place, "村委会一楼"),
    ];
    Boards {
        boards: vec![
            board(village_row("201", "三塘村"), None, Vec::new(), &[]),
            board(village_row("205", "那况村"), Some(BEGUN), vec![counsel], &values),
        ],
        today: "2026-11-25".parse().unwrap(),
    }
}

/// A half-year of a county without a sheet of scores.
fn half_year(first: NaiveDate) -> HalfYear {
    HalfYear {
        first,
        head: ReportHead {
            made_at: first.and_hms_opt(9, 0, 0).unwrap(),
            made_by: "农雪梅".to_owned(),
            role: Role::County,
            months: Vec::new(),
            data: ReportData {
                figures: 0,
                registers: 0,
                waiting: 0,
                came_ms: None,
                log: None,
            },
            rules: Vec::new(),
            limits: Vec::new(),
        },
        sheets: Vec::new(),
        counsel: Vec::new(),
        villages: Vec::new(),
        areas: Vec::new(),
    }
}

/// Of somebody who served until the end of 2025, without a training.
fn basis(from: chrono::NaiveDate) -> RenewalBasis {
    RenewalBasis {
        served_until: from.pred_opt(),
        year: 2025,
        trainings: Vec::new(),
        verdicts: vec![("2025-2".parse().unwrap(), Verdict::Poor)],
        needs_reason: true,
    }
}

fn door(may_add: bool, state: RecordState) -> Door {
    Door::put(move |command| match command {
        Command::RegisterGaps(_) => Ok(Reply::RegisterGaps(gaps())),
        Command::Registers(with) => Ok(Reply::Registers(list(with.kind, may_add))),
        Command::Record(_) => Ok(Reply::Record(record(state, Vec::new()))),
        Command::PutRecord(with) => Ok(Reply::PutRecord(signed(with))),
        Command::Villages(_) => Ok(Reply::Villages(vec![
            village_row("201", "三塘村"),
            village_row("205", "那况村"),
        ])),
        Command::Boards(_) => Ok(Reply::Boards(boards())),
        Command::RenewalBasis(with) => Ok(Reply::RenewalBasis(basis(with.from))),
        Command::HalfYear(with) => Ok(Reply::HalfYear(half_year(with.day))),
        _ => Err(Code::NotNow),
    })
}

fn registers(role: Role) -> Scene {
    show(role, || view! { <Registers /> })
}

fn put(door: &Door) -> Vec<PutRecord> {
    let asked = door.asked().into_iter();
    let put = asked.filter_map(|command| match command {
        Command::PutRecord(with) => Some(with),
        _ => None,
    });
    put.collect()
}

fn text_of(scene: &Scene, test: &str) -> String {
    scene.find(test).unwrap().text_content().unwrap()
}

#[wasm_bindgen_test]
async fn the_county_meets_what_is_missing_first_and_begins_with_what_is_known() {
    let door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.wait("gaps-without").await;
    let text = scene.text();
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(at("没有法律顾问的村（社区）：2 个") < at("快到期的聘任：1 份"));
    assert!(at("今年还没有培训") < at("各项登记"), "before the registers");
    scene.press("gap-appoint-450102101201").await;
    scene.wait("record-form").await;
    assert!(
        text_of(&scene, "fact-village").contains("三塘镇三塘村"),
        "the village is known"
    );
    assert!(scene.find("village").is_none(), "and not asked for again");
    scene.press("record-cancel").await;
    scene.wait("gaps").await;
    scene.press("gap-ask-city").await;
    scene.wait("record-form").await;
    scene.press("record-save").await;
    until("it is asked", || !put(&door).is_empty()).await;
    let asked = &put(&door)[0];
    assert_eq!(asked.kind, RecordKind::Allocation);
    assert_eq!(asked.values, pairs(&[(Column::Villages, "450102101201 450102101207")]));
}

#[wasm_bindgen_test]
async fn a_register_is_a_table_that_is_searched_and_says_what_is_not_sent() {
    let _door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.press("register-counsel").await;
    scene.wait("register").await;
    let table = text_of(&scene, "register");
    assert!(
        table.contains("覃文斌") && table.contains("律师") && table.contains("未上传"),
        "{table}"
    );
    type_into(&scene, "registers-search", "莫");
    until("nothing is found", || scene.find("register").is_none()).await;
    type_into(&scene, "registers-search", "覃 律师");
    scene.wait("register").await;
    scene.press("registers-back").await;
    scene.wait("gaps").await;
}

#[wasm_bindgen_test]
async fn what_is_wrong_stands_at_its_place_nothing_typed_is_lost_and_it_stays_the_same_record() {
    let door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.press("register-appointment").await;
    scene.press("record-add").await;
    scene.wait("person").await;
    type_into(&scene, "record-from", "下个月");
    scene.press("record-save").await;
    until("the date is told", || {
        text_of(&scene, "record-from-error").contains("看不懂")
    })
    .await;
    assert!(put(&door).is_empty(), "nothing was asked");
    type_into(&scene, "record-from", "2026年1月1日");
    scene.press("village-450102101205").await;
    scene.press("record-save").await;
    scene.wait("record-faults").await;
    assert!(text_of(&scene, "record-from-error").contains("已有聘任"));
    assert!(text_of(&scene, "person-error").contains("还没有填写：法律顾问"));
    scene.press(&format!("person-{COUNSEL}")).await;
    until("chosen, it is wrong no more", || {
        text_of(&scene, "person-error").is_empty()
    })
    .await;
    scene.press("record-save").await;
    until("the record is shown", || scene.find("record-form").is_none()).await;
    let (first, second) = (&put(&door)[0], &put(&door)[1]);
    assert_eq!((first.record, second.record), (None, Some(BEGUN)));
    let values = pairs(&[
        (Column::Person, COUNSEL),
        (Column::Village, "450102101205"),
        (Column::From, "2026-01-01"),
        (Column::Prior, "no"),
    ]);
    assert_eq!(second.values, values);
}

#[wasm_bindgen_test]
async fn a_record_shows_who_changed_what_and_is_withdrawn_for_a_reason() {
    let door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.press("register-appointment").await;
    scene.press("record-open").await;
    scene.wait("record-history").await;
    let history = text_of(&scene, "record-history");
    assert!(
        history.contains("农雪梅") && history.contains("截止日期：未填 → 2026-12-31"),
        "{history}"
    );
    scene.press("record-withdraw").await;
    scene.press("withdraw-confirm").await;
    until("it asks for a reason", || scene.text().contains("请写明撤销的理由")).await;
    type_into(&scene, "withdraw-reason", "登记错了村");
    scene.press("withdraw-confirm").await;
    scene.wait("record-withdrawn").await;
    let last = put(&door).pop().unwrap();
    assert_eq!(last.withdrawn.as_deref(), Some("登记错了村"));
    assert_eq!(last.values, pairs(&APPOINTED), "as it stood");
}

#[wasm_bindgen_test]
async fn a_refused_record_says_why_and_what_was_written_is_there_to_correct() {
    let door = door(true, RecordState::Refused(ParkedReason::Content));
    let scene = registers(Role::County);
    scene.press("register-appointment").await;
    scene.press("record-open").await;
    let said = scene.wait("record-refused").await.text_content().unwrap();
    assert!(said.contains("您写的都在下面"), "{said}");
    assert!(scene.find("record-withdraw").is_none(), "given up or said again first");
    scene.press("record-change").await;
    scene.wait("record-form").await;
    type_into(&scene, "record-to", "2027-06-30");
    scene.press("record-save").await;
    until("it is said again", || !put(&door).is_empty()).await;
    let again = &put(&door)[0];
    assert_eq!((again.record, again.after), (Some(APPOINTMENT), Some(ActId([5; 16]))));
    assert!(again.values.contains(&(Column::To, "2027-06-30".to_owned())));
}

#[wasm_bindgen_test]
async fn the_office_writes_a_board_and_prints_it_with_the_name_that_is_in_force() {
    let door = door(false, RecordState::Stands);
    let scene = registers(Role::Office);
    assert!(scene.find("gaps").is_none(), "what is missing is the county's");
    scene.press("register-board").await;
    scene.wait("boards-list").await;
    scene.press("board-450102101205").await;
    let sheet = scene.wait("board-sheet").await.text_content().unwrap();
    for part in [
        "那况村法律顾问公示牌",
        "覃文斌",
        "三塘律师事务所",
        "0771-1234567",
        "每周三上午",
        "村委会一楼",
    ] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    assert!(scene.find("board-print").is_some());
    scene.press("board-change").await;
    scene.wait("record-form").await;
    type_into(&scene, "record-next_visit", "12月3日");
    scene.press("record-save").await;
    scene.wait("board-sheet").await;
    let said = put(&door).pop().unwrap();
    assert_eq!(said.record, Some(BEGUN));
    scene.press("boards-back").await;
    scene.press("board-450102101201").await;
    scene.wait("board-nobody").await;
    scene.press("board-write").await;
    scene.wait("record-form").await;
    assert!(text_of(&scene, "fact-village").contains("三塘镇三塘村"));
}

#[wasm_bindgen_test]
async fn a_counsel_reads_what_is_their_own_and_files_what_was_paid() {
    let door = door(true, RecordState::Stands);
    let scene = show(Role::Counsel, || view! { <RegistersScreen /> });
    scene.wait("registers-list").await;
    assert!(scene.find("register-counsel").is_none() && scene.find("register-allocation").is_none());
    scene.press("register-filing").await;
    scene.press("record-add").await;
    scene.wait("village").await;
    assert!(scene.find("person").is_none(), "who files is nobody's to choose");
    assert!(
        scene.find("acknowledged").is_none(),
        "and what the county answers neither"
    );
    scene.press("village-450102101201").await;
    type_into(&scene, "record-date", "2026-11-20");
    type_into(&scene, "record-matter", "代理诉讼");
    type_into(&scene, "record-fee_fen", "三百");
    scene.press("record-save").await;
    until("the amount is told", || {
        text_of(&scene, "record-fee_fen-error").contains("看不懂")
    })
    .await;
    type_into(&scene, "record-fee_fen", "３００ 元");
    scene.press("record-save").await;
    until("it is filed", || !put(&door).is_empty()).await;
    assert!(put(&door)[0].values.contains(&(Column::FeeFen, "30000".to_owned())));
}

#[wasm_bindgen_test]
async fn an_assessment_without_a_sheet_takes_the_sum_in_points() {
    let door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.press("register-assessment").await;
    scene.press("record-add").await;
    scene.wait("points").await;
    assert!(scene.find("points-total").is_none(), "whom and which half comes first");
    scene.press(&format!("person-{COUNSEL}")).await;
    let half = scene.place.query_selector("[data-test^=\"half-\"]").unwrap().unwrap();
    half.dyn_into::<web_sys::HtmlElement>().unwrap().click();
    scene.wait("points-total").await;
    type_into(&scene, "points-total", "很好");
    scene.press("record-save").await;
    until("it is told", || text_of(&scene, "scores-error").contains("看不懂")).await;
    type_into(&scene, "points-total", "88.5 分");
    until("it is added up", || text_of(&scene, "points-together").contains("88.5")).await;
    scene.press("verdict-good").await;
    scene.press("record-save").await;
    until("it is signed", || !put(&door).is_empty()).await;
    let said = &put(&door)[0].values;
    assert!(said.contains(&(Column::Scores, "total=885".to_owned())), "{said:?}");
}

#[wasm_bindgen_test]
async fn what_comes_while_somebody_types_does_not_take_the_form_away() {
    let door = door(true, RecordState::Stands);
    let app = Rc::new(Cell::new(None::<App>));
    let keep = Rc::clone(&app);
    let scene = show(Role::County, move || {
        keep.set(Some(use_app()));
        view! { <Registers /> }
    });
    scene.press("register-appointment").await;
    scene.press("record-open").await;
    scene.press("record-change").await;
    scene.wait("record-form").await;
    type_into(&scene, "record-to", "2027-06-30");
    let asked = || {
        door.asked()
            .iter()
            .filter(|one| matches!(one, Command::Record(_)))
            .count()
    };
    let before = asked();
    app.get().unwrap().hear(&Event {
        topics: vec![Topic::Entries],
        entries: Vec::new(),
    });
    until("the record is asked for again", || asked() > before).await;
    page_support::frame().await;
    let field: web_sys::HtmlInputElement = scene.find("record-to").unwrap().dyn_into().unwrap();
    assert_eq!(field.value(), "2027-06-30");
}

#[wasm_bindgen_test]
async fn a_form_in_which_something_was_typed_asks_before_it_is_left() {
    let _door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.press("register-appointment").await;
    scene.press("record-add").await;
    scene.wait("record-form").await;
    scene.press("record-back").await;
    until("nothing was typed, so it is left", || {
        scene.find("record-form").is_none()
    })
    .await;
    scene.press("record-add").await;
    scene.wait("record-form").await;
    type_into(&scene, "record-from", "2026-01-01");
    scene.press("record-back").await;
    scene.press("record-leave-stay").await;
    let field: web_sys::HtmlInputElement = scene.find("record-from").unwrap().dyn_into().unwrap();
    assert_eq!(field.value(), "2026-01-01");
    scene.press("record-cancel").await;
    scene.press("record-leave-now").await;
    until("it is left", || scene.find("record-form").is_none()).await;
}

#[wasm_bindgen_test]
async fn every_screen_fits_every_width() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let _door = door(true, RecordState::Stands);
        for (role, way) in [
            (Role::County, &["gaps"][..]),
            (Role::County, &["register-appointment", "record-open"][..]),
            (Role::County, &["register-appointment", "record-add"][..]),
            (Role::Office, &["register-board", "board-450102101205"][..]),
        ] {
            let scene = registers(role);
            for step in way {
                scene.press(step).await;
            }
            page_support::frame().await;
            for width in ["320px", "788px", "1200px"] {
                scene.place.style().set_property("width", width).unwrap();
                page_support::frame().await;
                let all = scene.find("registers").unwrap();
                let (wide, room) = (all.scroll_width(), all.client_width());
                assert!(wide <= room, "{text} {theme} {width} {way:?}: {wide} in {room}");
            }
        }
        style.remove();
    }
}

#[wasm_bindgen_test]
async fn who_appoints_is_told_of_trainings_and_verdicts_once_it_is_known_whom_and_where_and_the_reason_is_signed_with_it()
 {
    let door = door(true, RecordState::Stands);
    let scene = registers(Role::County);
    scene.press("register-appointment").await;
    scene.press("record-add").await;
    scene.wait("person").await;
    assert!(scene.find("renewal-basis").is_none(), "nobody is named yet");
    type_into(&scene, "record-from", "2026年1月1日");
    scene.press("village-450102101205").await;
    scene.press(&format!("person-{COUNSEL}")).await;
    let told = scene.wait("renewal-basis").await.text_content().unwrap();
    for word in [
        "服务到 2025-12-31",
        "2025 年没有培训登记",
        "2025年下半年不合格",
        "续聘理由",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    type_into(&scene, "record-reason", "村里要求，已谈话");
    scene.press("record-save").await;
    until("it is said", || !put(&door).is_empty()).await;
    let said = put(&door)[0].values.clone();
    assert!(
        said.contains(&(Column::Reason, "村里要求，已谈话".to_owned())),
        "{said:?}"
    );
}

#[wasm_bindgen_test]
async fn a_record_that_was_half_typed_is_there_again_when_its_form_is_opened_anew() {
    let put_before = Rc::new(RefCell::new(String::new()));
    let kept = Rc::clone(&put_before);
    let _door = Door::put(move |command| match command {
        Command::RegisterGaps(_) => Ok(Reply::RegisterGaps(gaps())),
        Command::Registers(with) => Ok(Reply::Registers(list(with.kind, true))),
        Command::Villages(_) => Ok(Reply::Villages(Vec::new())),
        Command::Typed(with) if with.form.starts_with("training") => Ok(Reply::Typed(Typed {
            text: kept.borrow().clone(),
            saved_at_ms: None,
        })),
        Command::KeepTyped(with) if with.form.starts_with("training") => {
            *kept.borrow_mut() = with.text.clone();
            Ok(Reply::KeepTyped(DraftSaved { saved_at_ms: 1 }))
        }
        _ => Err(Code::NotNow),
    });
    let open = async || {
        let scene = registers(Role::County);
        scene.press("register-training").await;
        scene.wait("record-add").await;
        scene.press("record-add").await;
        scene.wait("record-topic").await;
        scene
    };
    let scene = open().await;
    type_into(&scene, "record-topic", "民法典新规");
    until("it is kept", || put_before.borrow().contains("民法典新规")).await;
    drop(scene);
    let scene = open().await;
    let topic = || {
        let field = scene.find("record-topic").unwrap();
        js_sys::Reflect::get(&field, &"value".into()).unwrap().as_string()
    };
    until("it is there again", || topic().as_deref() == Some("民法典新规")).await;
}
