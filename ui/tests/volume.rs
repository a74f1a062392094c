//! The volume over 20,000 entries in a real browser: few rows are in the document, the place is kept; and its chips.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::RefCell;
use std::rc::Rc;

use cunfa_core::{EntryId, Kind, Role, Stage};
use cunfa_protocol::failure::ViewFault;
use cunfa_protocol::view::{EntryRow, MonthOf, SavedView, Sought, VillageRow, VolumePage};
use cunfa_protocol::{Code, Command, Reply, command as c};
use cunfa_ui::app::Root;
use leptos::prelude::*;
use page_support::{Door, Scene, event, frame, row, session, show, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const TOTAL: u32 = 20_000;

/// The styles rows have in the app.
const STYLES: [&str; 5] = [
    include_str!("../style/tokens.css"),
    include_str!("../style/base.css"),
    include_str!("../style/components.css"),
    include_str!("../style/shell.css"),
    include_str!("../style/field.css"),
];

/// Puts them on the page, once.
fn dress() {
    if document().get_element_by_id("dress").is_none() {
        let style = document().create_element("style").unwrap();
        style.set_id("dress");
        style.set_text_content(Some(&STYLES.concat()));
        document().body().unwrap().append_child(&style).unwrap();
    }
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

fn nth(number: u32) -> EntryRow {
    let mut id = [9; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    EntryRow {
        number: format!("03-{number:05}"),
        // Rows of one, two and three lines.
        matter: "土地承包经营权流转纠纷".repeat(1 + usize::try_from(number % 7).unwrap()),
        ..row(EntryId(id))
    }
}

fn page(offset: u32, total: u32) -> VolumePage {
    VolumePage {
        rows: (offset..(offset + 20).min(total)).map(nth).collect(),
        total,
        offset,
    }
}

fn door(total: u32) -> Door {
    let _ = window().location().set_hash("");
    Door::put(move |command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
        Command::Volume(with) => Ok(Reply::Volume(page(with.offset, total))),
        Command::Views(_) => Ok(Reply::Views(Vec::new())),
        Command::OpenEntry(_) => Err(Code::NoSuchEntry),
        _ => Err(Code::NoNetwork),
    })
}

async fn opened() -> Scene {
    dress();
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("nav-volume").await.click();
    scene.wait("row").await;
    // The first rows, then the others.
    for _ in 0..6 {
        frame().await;
    }
    scene
}

fn rows(scene: &Scene) -> Vec<HtmlElement> {
    let found = scene.place.query_selector_all("[data-test=\"row\"]").unwrap();
    let rows = (0..found.length()).map(|at| found.get(at).unwrap().dyn_into().unwrap());
    rows.collect()
}

fn top(element: &HtmlElement) -> f64 {
    element.get_bounding_client_rect().top()
}

/// The first row whose beginning is seen.
fn first_seen(scene: &Scene) -> Option<HtmlElement> {
    rows(scene).into_iter().find(|row| top(row) >= 0.0 && top(row) < 600.0)
}

fn position(row: &HtmlElement) -> u32 {
    let item = row.closest("[role=\"listitem\"]").unwrap().unwrap();
    item.get_attribute("aria-posinset").unwrap().parse().unwrap()
}

fn is_at(scene: &Scene, number: u32) -> bool {
    rows(scene)
        .iter()
        .any(|row| position(row) == number && top(row) > -2_000.0 && top(row) < 2_000.0)
}

#[wasm_bindgen_test]
async fn twenty_thousand_rows_scroll_with_few_in_the_document() {
    let _door = door(TOTAL);
    let scene = opened().await;
    for _ in 0..80 {
        window().scroll_by_with_x_and_y(0.0, 700.0);
        frame().await;
        assert!(
            rows(&scene).len() <= 200,
            "{} rows are in the document",
            rows(&scene).len()
        );
    }
    until("rows are where the page is", || first_seen(&scene).is_some()).await;
    let here = position(&first_seen(&scene).unwrap());
    assert!(here > 100, "{here}");
    let item = rows(&scene)[0].closest("[role=\"listitem\"]").unwrap().unwrap();
    assert_eq!(item.get_attribute("aria-setsize").as_deref(), Some("20000"));
    assert!(item.closest("[role=\"list\"]").unwrap().is_some());
}

#[wasm_bindgen_test]
async fn the_middle_and_the_end_of_the_list_are_reached_at_once() {
    let door = door(TOTAL);
    let scene = opened().await;
    let height = || f64::from(document().document_element().unwrap().scroll_height());
    window().scroll_to_with_x_and_y(0.0, height() / 2.0);
    until("the middle is shown", || {
        first_seen(&scene).is_some_and(|row| (9_000..11_000).contains(&position(&row)))
    })
    .await;
    let end = || {
        window().scroll_to_with_x_and_y(0.0, height());
        is_at(&scene, TOTAL)
    };
    until("the last row is shown", end).await;
    let asked = door.asked();
    let pages = asked.iter().filter(|one| matches!(one, Command::Volume(_))).count();
    assert!(pages < 40, "what was passed over is not asked for: {pages}");
}

#[wasm_bindgen_test]
async fn back_from_an_entry_the_list_is_where_it_was_and_the_row_has_the_focus() {
    let _door = door(TOTAL);
    let scene = opened().await;
    for _ in 0..12 {
        window().scroll_by_with_x_and_y(0.0, 900.0);
        frame().await;
    }
    until("rows are here", || first_seen(&scene).is_some()).await;
    for _ in 0..4 {
        frame().await;
    }
    let row = first_seen(&scene).unwrap();
    let (number, before) = (position(&row), top(&row));
    assert!(number > 40);
    row.click();
    scene.wait("entry").await;
    assert!(scene.find("volume").is_none());
    window().history().unwrap().back().unwrap();
    scene.wait("volume").await;
    until("the row is seen again", || {
        rows(&scene)
            .iter()
            .any(|row| position(row) == number && (top(row) - before).abs() < 3.0)
    })
    .await;
    until("the row has the focus", || {
        let focused: Option<HtmlElement> = document().active_element().and_then(|one| one.dyn_into().ok());
        focused.is_some_and(|one| one.get_attribute("data-test").as_deref() == Some("row") && position(&one) == number)
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_row_with_the_focus_stays_in_the_document_wherever_the_page_is_scrolled() {
    let _door = door(TOTAL);
    let scene = opened().await;
    let row = rows(&scene)[3].clone();
    row.focus().unwrap();
    window().scroll_to_with_x_and_y(0.0, 60_000.0);
    until("other rows are shown", || {
        first_seen(&scene).is_some_and(|row| position(&row) > 200)
    })
    .await;
    assert!(row.is_connected());
    let focused = document().active_element().unwrap();
    assert!(focused.is_same_node(Some(row.unchecked_ref::<Element>())));
}

#[wasm_bindgen_test]
async fn larger_text_moves_what_is_seen_hardly() {
    let _door = door(TOTAL);
    let scene = opened().await;
    let root: HtmlElement = document().document_element().unwrap().dyn_into().unwrap();
    for _ in 0..10 {
        window().scroll_by_with_x_and_y(0.0, 900.0);
        frame().await;
    }
    until("rows are here", || first_seen(&scene).is_some()).await;
    for _ in 0..4 {
        frame().await;
    }
    let number = position(&first_seen(&scene).unwrap());
    root.style().set_property("font-size", "200%").unwrap();
    for _ in 0..10 {
        frame().await;
    }
    let after = first_seen(&scene).map(|row| position(&row));
    root.style().remove_property("font-size").unwrap();
    let after = after.expect("rows are seen");
    assert!(after.abs_diff(number) <= 20, "from {number} to {after}");
}

#[wasm_bindgen_test]
async fn a_list_that_got_shorter_and_an_empty_one_are_shown_as_they_are() {
    let _door = door(0);
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("nav-volume").await.click();
    scene.wait("empty").await;
    assert!(scene.find("row").is_none());
    assert!(scene.place.query_selector("[role=\"list\"]").unwrap().is_none());
}

/// A door that keeps views as the client does.
fn with_views(total: u32) -> (Door, Rc<RefCell<Vec<SavedView>>>) {
    let _ = window().location().set_hash("");
    let kept: Rc<RefCell<Vec<SavedView>>> = Rc::default();
    let gone: Rc<RefCell<Vec<SavedView>>> = Rc::default();
    let views = Rc::clone(&kept);
    let door = Door::put(move |command| {
        let now = || views.borrow().clone();
        match command {
            Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
            Command::Volume(with) => Ok(Reply::Volume(page(with.offset, total))),
            Command::Views(_) => Ok(Reply::Views(now())),
            Command::SaveView(with) if with.name.trim().is_empty() => Err(Code::View {
                fault: ViewFault::NameMissing,
            }),
            Command::SaveView(with) => {
                views.borrow_mut().push(SavedView {
                    view: 7,
                    name: with.name.clone(),
                    sought: with.sought.clone(),
                });
                Ok(Reply::SaveView(now()))
            }
            Command::RenameView(with) => {
                views.borrow_mut()[0].name.clone_from(&with.name);
                Ok(Reply::RenameView(now()))
            }
            Command::DropView(_) => {
                gone.borrow_mut().append(&mut views.borrow_mut());
                Ok(Reply::DropView(now()))
            }
            Command::KeepView(_) => {
                views.borrow_mut().append(&mut gone.borrow_mut());
                Ok(Reply::KeepView(now()))
            }
            _ => Err(Code::NoNetwork),
        }
    });
    (door, kept)
}

fn last_asked(door: &Door) -> c::Volume {
    let asked = door.asked().into_iter().rev();
    let volume = |command| match command {
        Command::Volume(volume) => Some(volume),
        _ => None,
    };
    asked.filter_map(volume).next().unwrap()
}

fn pressed(scene: &Scene, test: &str) -> bool {
    scene
        .find(test)
        .is_some_and(|chip| chip.get_attribute("aria-pressed").as_deref() == Some("true"))
}

async fn type_name(scene: &Scene, text: &str) {
    let field: web_sys::HtmlInputElement = scene.wait("view-name").await.dyn_into().unwrap();
    field.set_value(text);
    event(&field, "input");
    frame().await;
}

#[wasm_bindgen_test]
async fn a_view_that_everybody_has_narrows_by_one_touch_and_frees_by_another() {
    let (door, _) = with_views(3);
    let scene = opened().await;
    scene.press("view-unsigned").await;
    until("it is asked for", || !last_asked(&door).filter.stages.is_empty()).await;
    let filter = last_asked(&door).filter;
    assert_eq!(
        (filter.stages, filter.month),
        (vec![Stage::Unsigned], Some(MonthOf::This))
    );
    assert!(pressed(&scene, "view-unsigned") && pressed(&scene, "filter-unsigned"));
    assert!(
        scene.find("view-save").is_none(),
        "what everybody has is not saved again"
    );
    scene.press("view-unsigned").await;
    until("all is asked for", || last_asked(&door).filter.stages.is_empty()).await;
    assert!(!pressed(&scene, "view-unsigned"));
}

#[wasm_bindgen_test]
async fn chips_are_saved_under_a_name_renamed_deleted_and_taken_back() {
    let (door, kept) = with_views(3);
    let scene = opened().await;
    let fold: HtmlElement = scene.wait("more-chips").await;
    fold.query_selector("summary")
        .unwrap()
        .unwrap()
        .unchecked_into::<HtmlElement>()
        .click();
    scene.press("kind-lecture").await;
    scene.press("filter-major").await;
    until("it is asked for", || {
        last_asked(&door).filter.kind == Some(Kind::Lecture)
    })
    .await;
    scene.press("view-save").await;
    scene.press("view-store").await;
    let error = scene.wait("view-name-error").await;
    until("what is missing is said", || !error.text_content().unwrap().is_empty()).await;
    type_name(&scene, "大讲座").await;
    scene.press("view-store").await;
    scene.wait("view-7").await;
    assert!(pressed(&scene, "view-7"));
    let sought: Sought = kept.borrow()[0].sought.clone();
    assert!(sought.filter.major && sought.filter.kind == Some(Kind::Lecture));
    scene.press("view-rename").await;
    type_name(&scene, "重大讲座").await;
    scene.press("view-store").await;
    until("it has its new name", || {
        scene
            .find("view-7")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("重大讲座")
    })
    .await;
    scene.press("view-drop").await;
    scene.wait("view-keep").await;
    assert!(scene.find("view-7").is_none() && kept.borrow().is_empty());
    scene.press("view-keep").await;
    scene.wait("view-7").await;
    assert_eq!(kept.borrow().len(), 1);
    scene.press("volume-clear").await;
    until("nothing narrows", || last_asked(&door).filter.kind.is_none()).await;
    scene.press("view-7").await;
    until("it narrows again", || last_asked(&door).filter.major).await;
}

#[wasm_bindgen_test]
async fn what_waits_for_a_signature_in_a_village_leads_to_signing_it_together() {
    let _ = window().location().set_hash("");
    let _door = Door::put(move |command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
        Command::Volume(with) => Ok(Reply::Volume(page(with.offset, 3))),
        Command::Views(_) => Ok(Reply::Views(Vec::new())),
        Command::Villages(_) => Ok(Reply::Villages(vec![VillageRow {
            code: "450102101205".parse().unwrap(),
            name: "那况村".to_owned(),
            township: "三塘镇".to_owned(),
            county: "兴宁区".to_owned(),
        }])),
        _ => Err(Code::NoNetwork),
    });
    let scene = opened().await;
    scene.press("filter-unsigned").await;
    assert!(
        scene.find("volume-ready").is_none(),
        "of several villages nothing is handed over"
    );
    until("the village can be chosen", || {
        scene.find("volume-village").unwrap().child_element_count() == 2
    })
    .await;
    let choice: web_sys::HtmlElement = scene.find("volume-village").unwrap();
    js_sys::Reflect::set(&choice, &"value".into(), &"450102101205".into()).unwrap();
    event(&choice, "change");
    let ready = scene.wait("volume-ready").await;
    assert!(ready.text_content().unwrap().contains("3 条"));
    scene.press("volume-ready").await;
    until("it leads there", || {
        window().location().hash().unwrap() == "#/ready/450102101205"
    })
    .await;
}
