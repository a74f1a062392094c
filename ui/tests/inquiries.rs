//! 网上提问 in a real browser: the office sees how many wait, reads one, takes it over as a need or puts it away with a reason; what could not be
//! carried out is said and what was typed stays.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{DismissReason, EntryId, Inquiry, InquiryId, Role};
use cunfa_protocol::command::{DismissInquiry, TakeInquiry};
use cunfa_protocol::view::{Inquiries, InquiryFault, InquiryRow, Needs};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::needs::NeedPanel;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, type_into, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const FIRST: InquiryId = InquiryId([1; 16]);
const SECOND: InquiryId = InquiryId([2; 16]);
const NEED: EntryId = EntryId([6; 16]);

fn row(inquiry: InquiryId, name: &str, matter: &str) -> InquiryRow {
    InquiryRow {
        inquiry,
        village: "450102101202".parse().unwrap(),
        village_name: "那况村".to_owned(),
        date: "2026-11-20".parse().unwrap(),
        asked: Inquiry {
            name: name.to_owned(),
            phone: "13800000000".to_owned(),
            matter: matter.to_owned(),
        },
    }
}

fn list(without: Option<InquiryId>) -> Inquiries {
    let all = vec![
        row(FIRST, "", "承包地被占，\n<b>怎么办</b>？"),
        row(SECOND, "陆大爷", "买一送一"),
    ];
    Inquiries {
        rows: all.into_iter().filter(|row| Some(row.inquiry) != without).collect(),
        more: false,
        url: Some("https://gs.example.cn".to_owned()),
        taken: None,
        fault: None,
        today: "2026-11-23".parse().unwrap(),
    }
}

fn needs() -> Needs {
    Needs {
        rows: Vec::new(),
        total: 0,
        offset: 0,
        waiting: 0,
        may_record: true,
        draft: false,
    }
}

/// A server on which two questions wait.
fn door() -> Door {
    Door::put(|command| match command {
        Command::Needs(_) => Ok(Reply::Needs(needs())),
        Command::Inquiries(_) => Ok(Reply::Inquiries(list(None))),
        Command::TakeInquiry(with) if with.name.trim().is_empty() => Err(Code::NoNetwork),
        Command::TakeInquiry(with) if with.inquiry == SECOND => Ok(Reply::TakeInquiry(Inquiries {
            fault: Some(InquiryFault::NotHere),
            ..list(Some(SECOND))
        })),
        Command::TakeInquiry(with) => Ok(Reply::TakeInquiry(Inquiries {
            taken: Some(NEED),
            ..list(Some(with.inquiry))
        })),
        Command::DismissInquiry(with) => Ok(Reply::DismissInquiry(list(Some(with.inquiry)))),
        _ => Err(Code::NotNow),
    })
}

fn taken(door: &Door) -> Vec<TakeInquiry> {
    let take = |command| match command {
        Command::TakeInquiry(take) => Some(take),
        _ => None,
    };
    door.asked().into_iter().filter_map(take).collect()
}

fn dismissed(door: &Door) -> Vec<DismissInquiry> {
    let dismiss = |command| match command {
        Command::DismissInquiry(dismiss) => Some(dismiss),
        _ => None,
    };
    door.asked().into_iter().filter_map(dismiss).collect()
}

fn count(scene: &Scene, test: &str) -> u32 {
    let all = scene.place.query_selector_all(&format!("[data-test={test}]"));
    all.unwrap().length()
}

async fn opened() -> (Scene, Door) {
    let door = door();
    let scene = show(Role::Office, || view! { <NeedPanel /> });
    until("the number is shown", || count(&scene, "inquiries-count") == 1).await;
    assert!(scene.text().contains("网上提问 2"), "{}", scene.text());
    scene.press("desk-needs").await;
    scene.wait("inquiry-list").await;
    (scene, door)
}

async fn look(scene: &Scene, place: u32) {
    let all = scene.place.query_selector_all("[data-test=inquiry-look]").unwrap();
    let button: web_sys::HtmlElement = all.item(place).unwrap().dyn_into().unwrap();
    button.click();
    scene.wait("inquiry-matter").await;
}

#[wasm_bindgen_test]
async fn the_office_sees_how_many_wait_and_what_they_say_as_it_was_written() {
    let (scene, _) = opened().await;
    assert_eq!(count(&scene, "inquiry"), 2);
    let text = scene.text();
    assert!(text.contains("<b>怎么办</b>"), "markup is text: {text}");
    assert!(text.contains("https://gs.example.cn/gs/"), "{text}");
}

#[wasm_bindgen_test]
async fn one_is_taken_over_with_a_name_and_is_gone_from_the_list() {
    let (scene, door) = opened().await;
    look(&scene, 0).await;
    type_into(&scene, "inquiry-name", "陆大爷");
    page_support::frame().await;
    scene.press("inquiry-take").await;
    until("the list is back without it", || count(&scene, "inquiry") == 1).await;
    let said = taken(&door).pop().unwrap();
    assert_eq!(
        (said.inquiry, said.name.as_str(), said.phone.as_str()),
        (FIRST, "陆大爷", "13800000000")
    );
    assert!(scene.text().contains("网上提问 1"));
}

#[wasm_bindgen_test]
async fn who_gave_no_name_is_called_something_that_can_be_changed() {
    let (scene, door) = opened().await;
    look(&scene, 0).await;
    scene.press("inquiry-take").await;
    until("it is taken", || !taken(&door).is_empty()).await;
    assert_eq!(taken(&door)[0].name, "网上提问的群众");
}

#[wasm_bindgen_test]
async fn without_a_network_it_says_so_and_what_was_typed_stays() {
    let (scene, _) = opened().await;
    look(&scene, 1).await;
    type_into(&scene, "inquiry-name", " ");
    page_support::frame().await;
    scene.press("inquiry-take").await;
    let said = scene.wait("inquiries-said").await.text_content().unwrap();
    assert!(said.contains("没有网络"), "{said}");
    assert!(scene.find("inquiry-matter").is_some(), "it stays open");
}

#[wasm_bindgen_test]
async fn one_that_another_officer_took_is_said_to_be_and_gone() {
    let (scene, _) = opened().await;
    look(&scene, 1).await;
    scene.press("inquiry-take").await;
    let said = scene.wait("inquiries-said").await.text_content().unwrap();
    assert!(said.contains("已经由别人处理"), "{said}");
    assert_eq!(count(&scene, "inquiry"), 1);
}

#[wasm_bindgen_test]
async fn one_is_put_away_only_with_a_reason() {
    let (scene, door) = opened().await;
    look(&scene, 1).await;
    let more = scene.find("inquiry-dismissing").unwrap();
    more.set_attribute("open", "").unwrap();
    scene.press("inquiry-dismiss").await;
    assert!(scene.text().contains("请选择原因。"));
    scene.press("dismiss-reason-other").await;
    scene.press("inquiry-dismiss").await;
    assert!(scene.text().contains("请写明原因"));
    assert!(dismissed(&door).is_empty());
    scene.press("dismiss-reason-abuse").await;
    scene.press("inquiry-dismiss").await;
    until("the list is back without it", || count(&scene, "inquiry") == 1).await;
    let said = dismissed(&door).pop().unwrap();
    assert_eq!((said.inquiry, said.reason), (SECOND, DismissReason::Abuse));
}

#[wasm_bindgen_test]
async fn list_and_decision_fit_every_width_and_every_key_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let (scene, _) = opened().await;
        look(&scene, 0).await;
        for width in ["358px", "788px", "1200px"] {
            let dialog = scene.find("needs").unwrap();
            dialog.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let what = format!("{text} {theme} {width}");
            assert!(dialog.scroll_width() <= dialog.client_width(), "{what}");
            let keys = dialog.query_selector_all("button").unwrap();
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
