//! The paper page in a real browser: what it says, for whom, and what it leaves out.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::Cell;
use std::rc::Rc;

use cunfa_core::{Detail, DetailText, Entry, EntryId, Field, Kind, Role};
use cunfa_ui::components::PrintButton;
use cunfa_ui::page::{LedgerPage, Marks};
use js_sys::Reflect;
use leptos::prelude::*;
use page_support::{RARE, entry, show, view};
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_shows_number_time_rare_names_and_texts_as_written() {
    let scene = show(Role::Counsel, || {
        view! { <LedgerPage entry=entry() village_name="那况村".to_owned() township="三塘镇".to_owned() /> }
    });
    let text = scene.text();
    for part in [
        "03-0007",
        "2026年11月23日 星期一",
        "14:00 至 15:30（1 小时 30 分）",
        RARE,
        "三塘镇 · 那况村",
        "尚未签字",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains(&entry().advice), "line breaks stay");
    assert!(
        !text.contains("收费备案") && !text.contains("主讲人"),
        "rows without content are left out"
    );
}

#[wasm_bindgen_test]
async fn a_signed_page_shows_opinion_ink_and_seal() {
    let scene = show(Role::Office, || {
        let marks = Marks::of(&view(EntryId([1; 16])));
        view! { <LedgerPage entry=entry() village_name="那况村".to_owned() township=String::new() marks=marks /> }
    });
    let text = scene.text();
    for part in [
        "情况属实，服务满意",
        "讲得清楚",
        "村委会副主任 韦秀兰",
        "已签字",
        "尚未审核",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let ink = scene.place.query_selector(".page-ink path").unwrap().unwrap();
    assert_eq!(ink.get_attribute("d").unwrap(), "M1000 1000L7000 4000");
}

#[wasm_bindgen_test]
async fn a_field_that_differs_says_so_in_words() {
    let scene = show(Role::Office, || {
        let marks = Marks::default().differing(&[Field::Matter, Field::End]);
        view! { <LedgerPage entry=entry() village_name="那况村".to_owned() township=String::new() marks=marks /> }
    });
    assert_eq!(scene.text().matches("此处不同").count(), 2);
}

#[wasm_bindgen_test]
async fn the_details_of_a_kind_stand_on_the_page_that_is_signed_and_one_that_differs_says_so_even_where_it_is_not_given()
 {
    let scene = show(Role::Cadre, || {
        let detail = |of, text: &str| DetailText {
            of,
            text: text.to_owned(),
        };
        let entry = Entry {
            kind: Kind::Litigation,
            details: vec![detail(Detail::Body, "兴宁区人民法院"), detail(Detail::Stage, "一审")],
            ..entry()
        };
        let fields = [Detail::CaseNumber, Detail::Stage].map(Field::Detail);
        let marks = Marks::default().differing(&fields);
        view! { <LedgerPage entry=entry village_name="那况村".to_owned() township=String::new() marks=marks /> }
    });
    let text = scene.text();
    for part in ["受理机关", "兴宁区人民法院", "所处阶段", "一审", "案号", "未填"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text.matches("此处不同").count(), 2);
    assert!(!text.contains("法律援助机构"), "rows without content are left out");
}

#[wasm_bindgen_test]
async fn private_use_characters_are_named_on_the_page_and_before_anything_is_printed() {
    let window: JsValue = web_sys::window().unwrap().into();
    let printed = Rc::new(Cell::new(0));
    let count = printed.clone();
    let print = Closure::<dyn Fn()>::new(move || count.set(count.get() + 1));
    Reflect::set(&window, &"print".into(), print.as_ref()).unwrap();
    let scene = show(Role::Counsel, || {
        let mut own = entry();
        own.persons[0].name = "韦\u{E123}妹".to_owned();
        view! {
            <PrintButton label="打印" test="print" />
            <LedgerPage entry=own village_name="那况村".to_owned() township=String::new() />
        }
    });
    scene.wait("page-rare").await;
    let said = scene.find("page-rare").unwrap().text_content().unwrap();
    assert!(said.contains("U+E123：“") && said.contains("韦□妹"), "{said}");
    scene.press("print").await;
    scene.wait("print-rare").await;
    assert_eq!(printed.get(), 0, "it is named first");
    scene.press("print").await;
    assert_eq!(printed.get(), 1);
    drop(scene);
    let scene = show(Role::Counsel, || {
        view! {
            <PrintButton label="打印" test="print" />
            <LedgerPage entry=entry() village_name="那况村".to_owned() township=String::new() />
        }
    });
    scene.press("print").await;
    assert_eq!(printed.get(), 2, "rare characters of the standard are no private ones");
    assert!(scene.find("page-rare").is_none() && scene.find("print-rare").is_none());
}
