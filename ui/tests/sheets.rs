//! Tables as Excel files, in a real browser: closed at first, of what is shown, and saying what was written.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::RefCell;
use std::rc::Rc;

use chrono::NaiveDate;
use cunfa_core::Role;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{SheetOf, SheetPlace, SheetPlaces, SheetWritten, Sought};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::sheets::SheetSection;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, until};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn door(sticks: usize) -> Door {
    let places = (0..sticks).map(|number| SheetPlace {
        path: format!("/media/{number}"),
        name: format!("U盘{number}"),
        is_stick: true,
    });
    let places = SheetPlaces {
        places: places.collect(),
        by_page: false,
    };
    Door::put(move |command| match command {
        Command::SheetPlaces(_) => Ok(Reply::SheetPlaces(places.clone())),
        Command::WriteSheet(with) if with.place == "/media/0" => Ok(Reply::WriteSheet(SheetWritten {
            name: "台账表-三塘镇那况村2026年台账-20261126-093000.xlsx".to_owned(),
            bytes: 81_234,
            rows: 120,
            not_here: 2,
            content: None,
        })),
        Command::WriteSheet(_) => Err(Code::Courier {
            fault: CourierFault::PlaceFull,
        }),
        _ => Err(Code::NotNow),
    })
}

async fn opened(of: Signal<SheetOf>) -> Scene {
    let scene = show(Role::Counsel, move || view! { <SheetSection of=of /> });
    scene.press("sheet-open").await;
    scene.wait("sheet-again").await;
    scene
}

fn written(door: &Door) -> Vec<SheetOf> {
    let asked = door.asked();
    let of = asked.iter().filter_map(|command| match command {
        Command::WriteSheet(with) => Some(with.of.clone()),
        _ => None,
    });
    of.collect()
}

#[wasm_bindgen_test]
async fn it_asks_nothing_until_it_is_opened_and_writes_what_is_shown_when_a_place_is_pressed() {
    let door = door(1);
    let sought = RwSignal::new(Sought::default());
    let of = Signal::derive(move || SheetOf::Entries(sought.get()));
    let scene = show(Role::Counsel, move || view! { <SheetSection of=of /> });
    scene.wait("sheet").await;
    assert!(door.asked().is_empty());
    scene.press("sheet-open").await;
    scene.wait("sheet-write").await;
    let now = Sought {
        year: Some(2026),
        ..Sought::default()
    };
    sought.set(now.clone());
    scene.press("sheet-write").await;
    scene.wait("sheet-said").await;
    assert_eq!(written(&door), [SheetOf::Entries(now)]);
    let text = scene.text();
    assert!(
        text.contains("120 行") && text.contains("2 条的正文尚未下载") && text.contains("没有加密"),
        "{text}"
    );
}

#[wasm_bindgen_test]
async fn a_full_stick_is_said_and_the_other_one_still_works() {
    let door = door(2);
    let month = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    let scene = opened(Signal::derive(move || SheetOf::Months(month))).await;
    let buttons = scene.place.query_selector_all("[data-test=\"sheet-write\"]").unwrap();
    assert_eq!(buttons.length(), 2);
    use wasm_bindgen::JsCast;
    let press = |at: u32| {
        let button: web_sys::HtmlElement = buttons.get(at).unwrap().dyn_into().unwrap();
        button.click();
    };
    press(1);
    until("the stick is full", || scene.text().contains("U盘满了")).await;
    press(0);
    scene.wait("sheet-said").await;
    assert_eq!(written(&door), [SheetOf::Months(month), SheetOf::Months(month)]);
    assert!(!scene.text().contains("U盘满了"));
}

#[wasm_bindgen_test]
async fn without_a_place_it_says_what_to_do() {
    let _door = door(0);
    let scene = opened(Signal::derive(|| SheetOf::Entries(Sought::default()))).await;
    assert!(scene.text().contains("请插上U盘"));
}

#[wasm_bindgen_test]
async fn it_fits_every_width_and_every_target_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let _door = door(2);
        let scene = opened(Signal::derive(|| SheetOf::Entries(Sought::default()))).await;
        scene.press("sheet-write").await;
        scene.wait("sheet-said").await;
        for width in ["358px", "788px", "1200px"] {
            scene.place.style().set_property("width", width).unwrap();
            page_support::frame().await;
            assert!(
                scene.place.scroll_width() <= scene.place.client_width(),
                "{text} {theme} {width}"
            );
            for test in ["sheet-open", "sheet-write", "sheet-again"] {
                let target = scene.find(test).unwrap().get_bounding_client_rect();
                assert!(
                    target.height() >= 44.0,
                    "{test} {text} {theme} {width}: {}",
                    target.height()
                );
            }
        }
        style.remove();
    }
}

/// Hears one press of a link, keeps its address and name, and lets nothing leave the page.
fn caught() -> Rc<RefCell<Option<(String, String)>>> {
    let found = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&found);
    let hear = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let link: Option<web_sys::Element> = event.target().and_then(|target| target.dyn_into().ok());
        let said = link.and_then(|link| Some((link.get_attribute("href")?, link.get_attribute("download")?)));
        if let Some(said) = said {
            event.prevent_default();
            kept.replace(Some(said));
        }
    });
    let document = document();
    document
        .add_event_listener_with_callback("click", hear.as_ref().unchecked_ref())
        .unwrap();
    hear.forget();
    found
}

#[wasm_bindgen_test]
async fn in_a_browser_the_file_is_downloaded_from_memory_whole_and_under_its_name() {
    let _door = Door::put(|command| match command {
        Command::SheetPlaces(_) => Ok(Reply::SheetPlaces(SheetPlaces {
            places: Vec::new(),
            by_page: true,
        })),
        Command::WriteSheet(with) if with.place.is_empty() => Ok(Reply::WriteSheet(SheetWritten {
            name: "台账表-全部.xlsx".to_owned(),
            bytes: 6,
            rows: 1,
            not_here: 0,
            content: Some("UEsDBID/".to_owned()),
        })),
        _ => Err(Code::NotNow),
    });
    let heard = caught();
    let of = Signal::derive(|| SheetOf::Entries(Sought::default()));
    let scene = show(Role::Office, move || view! { <SheetSection of=of /> });
    scene.press("sheet-open").await;
    scene.press("sheet-download").await;
    scene.wait("sheet-said").await;
    assert!(scene.find("sheet-none").is_none(), "no stick is asked for");
    let (address, name) = heard.borrow().clone().unwrap();
    assert_eq!(name, "台账表-全部.xlsx");
    assert!(address.starts_with("blob:"), "{address}");
    let response: web_sys::Response = JsFuture::from(window().fetch_with_str(&address))
        .await
        .unwrap()
        .dyn_into()
        .unwrap();
    let bytes = JsFuture::from(response.array_buffer().unwrap()).await.unwrap();
    assert_eq!(js_sys::Uint8Array::new(&bytes).to_vec(), [0x50, 0x4b, 3, 4, 0x80, 0xff]);
}
