//! The courier in the sync centre, in a real browser: closed at first, exports, imports, and says what came of it; fits every width
//! and text size.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::Role;
use cunfa_protocol::failure::CourierFault;
use cunfa_protocol::view::{
    Courier, CourierExported, CourierFile, CourierImported, CourierLast, CourierPlace, CourierWay, Sync,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::SyncCentre;
use leptos::prelude::*;
use page_support::{Door, Scene, show, styled, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn file(name: &str, way: CourierWay) -> CourierFile {
    CourierFile {
        path: format!("/media/U盘/{name}"),
        name: name.to_owned(),
        bytes: 40_960,
        way,
    }
}

fn stick() -> CourierPlace {
    CourierPlace {
        path: "/media/U盘".to_owned(),
        name: "U盘".to_owned(),
        is_stick: true,
        left_bytes: None,
        files: vec![
            file("离线包-03-20261125-180000-回执.cunfa", CourierWay::Answer),
            file("离线包-07-20261125-170000-回执.cunfa", CourierWay::ToOther),
        ],
    }
}

fn courier(places: Vec<CourierPlace>) -> Courier {
    Courier {
        entries: 12,
        photos: 3,
        photo_bytes: 700_000,
        last: Some(CourierLast {
            made_ms: 1_795_603_200_000,
            entries: 11,
            photos: 2,
            taken_ms: None,
        }),
        places,
    }
}

fn sync() -> Sync {
    serde_json::from_str(
        r#"{"running":false,"cut":false,"outcome":"no_network","last_done_ms":null,"next_try_ms":null,"records":null,"items":[],"delivered":false,
            "unsent":12,"parked":0,"unsent_bytes":9000,"last_bytes_up":0,"last_bytes_down":0,"clock_skew_ms":null,
            "unsent_since_ms":null,"photos":{"up":{"items":0,"bytes":0,"moved_bytes":0},
            "down":{"items":0,"bytes":0,"moved_bytes":0},"refused":0,"lost":0}}"#,
    )
    .unwrap()
}

fn door(places: Vec<CourierPlace>) -> Door {
    Door::put(move |command| match command {
        Command::SyncStatus(_) => Ok(Reply::SyncStatus(sync())),
        Command::Courier(_) => Ok(Reply::Courier(courier(places.clone()))),
        Command::ExportCourier(_) => Ok(Reply::ExportCourier(CourierExported {
            name: "离线包-03-20261125-183000.cunfa".to_owned(),
            bytes: 812_345,
            entries: 12,
            photos: 2,
            photos_left: 1,
        })),
        Command::ImportCourier(with) if with.path.contains("-03-") => {
            Ok(Reply::ImportCourier(CourierImported::Answer {
                accepted: 11,
                parked: 0,
                pulled: 4,
                photos: 2,
            }))
        }
        Command::ImportCourier(_) => Err(Code::Courier {
            fault: CourierFault::OtherDevice,
        }),
        _ => Err(Code::NotNow),
    })
}

async fn opened(places: Vec<CourierPlace>) -> (Scene, Door) {
    let door = door(places);
    let scene = show(Role::Counsel, || view! { <SyncCentre /> });
    scene.wait("courier").await;
    assert!(
        !door
            .asked()
            .iter()
            .any(|command| matches!(command, Command::Courier(_))),
        "closed, it asks nothing"
    );
    scene.press("courier-open").await;
    scene.wait("courier-would").await;
    (scene, door)
}

#[wasm_bindgen_test]
async fn it_says_what_a_stick_would_carry_and_that_an_answer_is_waited_for() {
    let (scene, _) = opened(vec![stick()]).await;
    let text = scene.text();
    assert!(text.contains("12 条记录、3 张照片"), "{text}");
    assert!(text.contains("等回执"), "{text}");
}

#[wasm_bindgen_test]
async fn an_export_names_the_place_and_the_photos_and_says_what_it_made() {
    let (scene, door) = opened(vec![stick()]).await;
    scene.press("courier-photos-without").await;
    scene.press("courier-photos-with").await;
    scene.press("courier-export").await;
    scene.wait("courier-said").await;
    let exported = |command: &Command| match command {
        Command::ExportCourier(with) => Some((with.place.clone(), with.photos)),
        _ => None,
    };
    assert_eq!(
        door.asked().iter().find_map(exported),
        Some(("/media/U盘".to_owned(), true))
    );
    let said = scene.find("courier-said").unwrap().text_content().unwrap();
    assert!(
        said.contains("离线包-03-20261125-183000.cunfa") && said.contains("还有 1 张照片"),
        "{said}"
    );
}

#[wasm_bindgen_test]
async fn an_answer_is_imported_and_one_for_another_device_is_not_offered() {
    let (scene, _) = opened(vec![stick()]).await;
    let offered = scene
        .place
        .query_selector_all("[data-test='courier-import']")
        .unwrap()
        .length();
    assert_eq!(offered, 1);
    scene.press("courier-import").await;
    let said = scene.wait("courier-said").await.text_content().unwrap();
    assert!(said.contains("送达 11 份"), "{said}");
}

#[wasm_bindgen_test]
async fn a_refusal_is_said_in_its_own_words() {
    let mut place = stick();
    place.files = vec![file("离线包-09-20261125-180000.cunfa", CourierWay::Unclear)];
    let (scene, _) = opened(vec![place]).await;
    scene.press("courier-import").await;
    until("the reason is shown", || scene.text().contains("不是给这台设备的")).await;
    assert!(scene.find("courier-said").is_none());
}

#[wasm_bindgen_test]
async fn without_a_stick_it_says_so_and_looks_again_when_asked() {
    let (scene, door) = opened(Vec::new()).await;
    assert!(scene.find("courier-none").is_some() && scene.find("courier-export").is_none());
    let looks = || {
        door.asked()
            .iter()
            .filter(|command| matches!(command, Command::Courier(_)))
            .count()
    };
    let before = looks();
    scene.press("courier-again").await;
    until("it looked again", || looks() > before).await;
}

#[wasm_bindgen_test]
async fn it_fits_every_width_and_every_target_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let (scene, _) = opened(vec![stick()]).await;
        for width in ["358px", "788px", "1200px"] {
            scene.place.style().set_property("width", width).unwrap();
            page_support::frame().await;
            assert!(
                scene.place.scroll_width() <= scene.place.client_width(),
                "{text} {theme} {width}"
            );
            for test in [
                "courier-open",
                "courier-export",
                "courier-import",
                "courier-again",
                "courier-photos-with",
            ] {
                let target = scene.find(test).unwrap().get_bounding_client_rect();
                assert!(
                    target.height() >= 44.0,
                    "{test} {text} {theme} {width}: {}",
                    target.height()
                );
            }
        }
        drop(scene);
        style.remove();
    }
}
