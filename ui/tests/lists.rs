//! A list into the registers, in a real browser: chosen, looked at row by row, narrowed, signed for after a question; and what is no list.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::Role;
use cunfa_core::list::{Column as ListColumn, Place, Question, Repair, Repaired};
use cunfa_core::register::{Column, Fault, FaultReason, RecordKind};
use cunfa_protocol::failure::ListFault;
use cunfa_protocol::view::{
    ListCounts, ListFilter, ListOutcome, ListPreview, ListRow, ListTaken, ListedFault, ListedRecord, RegisterGaps,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::registers::Registers;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, until};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn row(number: u32, outcome: ListOutcome) -> ListRow {
    let name = |column, text: &str| (column, text.to_owned());
    let records = match &outcome {
        ListOutcome::New => vec![ListedRecord {
            kind: RecordKind::Firm,
            values: vec![name(Column::Name, "正道律师事务所"), name(Column::FirmKind, "law_firm")],
            before: None,
        }],
        _ => Vec::new(),
    };
    ListRow {
        place: Place {
            sheet: String::new(),
            row: number,
        },
        shown: "韦某".to_owned(),
        outcome,
        repairs: vec![Repaired {
            column: ListColumn::Code,
            repair: Repair::FullWidth,
            was: "４５".to_owned(),
            now: "45".to_owned(),
        }],
        records,
    }
}

fn rows() -> Vec<ListRow> {
    let unknown = Question::UnknownPerson {
        name: "韦某".to_owned(),
    };
    let fault = ListedFault {
        kind: RecordKind::Appointment,
        fault: Fault {
            column: Some(Column::Person),
            reason: FaultReason::MoreThanMost {
                most: 5,
                on: "2026-01-01".parse().unwrap(),
            },
        },
    };
    vec![
        row(2, ListOutcome::New),
        row(3, ListOutcome::Asked(unknown)),
        row(4, ListOutcome::Faults(vec![fault])),
    ]
}

fn preview(filter: ListFilter, seen: &str) -> ListPreview {
    let wanted = |row: &ListRow| match filter {
        ListFilter::All => true,
        ListFilter::Changes => row.outcome == ListOutcome::New,
        ListFilter::Problems => row.outcome != ListOutcome::New,
    };
    let rows: Vec<ListRow> = rows().into_iter().filter(wanted).collect();
    ListPreview {
        seen: seen.to_owned(),
        counts: ListCounts {
            new: 1,
            left_out: 2,
            repaired: 1,
            records: 1,
            parts: 1,
            ..ListCounts::default()
        },
        hidden: vec!["去年".to_owned()],
        other_sheets: Vec::new(),
        other_columns: vec!["执业证号".to_owned()],
        found: u32::try_from(rows.len()).unwrap(),
        rows,
        names: Vec::new(),
        by_code: false,
        refused: 0,
    }
}

fn gaps() -> RegisterGaps {
    RegisterGaps {
        without: Vec::new(),
        ending: Vec::new(),
        untrained: Vec::new(),
        unlisted: Vec::new(),
        refused: Vec::new(),
        today: "2026-11-25".parse().unwrap(),
        came_ms: None,
    }
}

fn door() -> Door {
    Door::put(|command| match command {
        Command::RegisterGaps(_) => Ok(Reply::RegisterGaps(gaps())),
        // "bad", in base64.
        Command::ReadList(with) if with.file == "YmFk" => Err(Code::List {
            fault: ListFault::Password,
        }),
        Command::ReadList(_) => Ok(Reply::ReadList(preview(ListFilter::All, "first"))),
        Command::PreviewList(with) => Ok(Reply::PreviewList(preview(with.filter, "first"))),
        Command::TakeList(_) => Ok(Reply::TakeList(ListTaken { records: 1, parts: 1 })),
        Command::DropList(_) => Ok(Reply::DropList(())),
        _ => Err(Code::NotNow),
    })
}

fn give(scene: &Scene, text: &str) {
    let make = "const d = new DataTransfer(); d.items.add(new File([b], 'list.csv')); a.files = d.files;
        a.dispatchEvent(new Event('change', {bubbles: true}))";
    let make = js_sys::Function::new_with_args("a,b", make);
    let input: JsValue = scene.find("list-file").unwrap().into();
    make.call2(&JsValue::NULL, &input, &text.into()).unwrap();
}

fn taken(door: &Door) -> Vec<String> {
    let asked = door.asked();
    let seen = asked.iter().filter_map(|command| match command {
        Command::TakeList(with) => Some(with.seen.clone()),
        _ => None,
    });
    seen.collect()
}

async fn opened() -> Scene {
    let scene = show(Role::County, || view! { <Registers /> });
    scene.press("list-import").await;
    scene.wait("list-choose").await;
    scene
}

#[wasm_bindgen_test]
async fn a_list_is_looked_at_row_by_row_and_signed_for_only_after_a_question() {
    let door = door();
    let scene = opened().await;
    give(&scene, "a list");
    scene.wait("list-rows").await;
    let text = scene.text();
    for said in [
        "正道律师事务所",
        "全角改半角",
        "法律顾问名册里没有“韦某”",
        "超过 5 个村",
        "去年",
        "执业证号",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    scene.press("list-filter-changes").await;
    until("only what is signed for", || {
        !scene.text().contains("法律顾问名册里没有“韦某”")
    })
    .await;
    scene.press("list-take").await;
    scene.wait("list-sign").await;
    assert!(taken(&door).is_empty());
    scene.press("list-sign").await;
    until("it is signed", || !taken(&door).is_empty()).await;
    assert_eq!(taken(&door), ["first"]);
}

#[wasm_bindgen_test]
async fn what_is_no_list_is_said_and_another_file_can_be_chosen() {
    let _door = door();
    let scene = opened().await;
    give(&scene, "bad");
    scene.wait("failure").await;
    assert!(scene.text().contains("密码"));
    give(&scene, "a list");
    scene.wait("list-rows").await;
}

#[wasm_bindgen_test]
async fn the_rows_fit_every_width_and_every_key_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let _door = door();
        let scene = opened().await;
        give(&scene, "a list");
        scene.wait("list-rows").await;
        for width in ["358px", "788px", "1408px"] {
            let registers = scene.find("registers").unwrap();
            registers.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let what = format!("{text} {theme} {width}");
            assert!(registers.scroll_width() <= registers.client_width(), "{what}");
            let keys = registers.query_selector_all("button").unwrap();
            for place in 0..keys.length() {
                let key: web_sys::HtmlElement = keys.item(place).unwrap().dyn_into().unwrap();
                let height = key.get_bounding_client_rect().height();
                assert!(height == 0.0 || height >= 44.0, "{what}: {height}");
            }
        }
        drop(scene);
        style.remove();
    }
}
