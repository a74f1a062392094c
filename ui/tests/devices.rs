//! The devices of an office's area and the quarantine, in a real browser: asked of the server when opened; what a revoked device
//! delivered is read and taken or left with a reason; fits every width and text size.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{BatchId, DeviceId, EntryId, Role};
use cunfa_protocol::command::Rule;
use cunfa_protocol::view::{DeviceRow, Devices, ParkedReason, QuarantineRow, RulingFault, WouldStand};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::desk::Desk;
use leptos::prelude::*;
use page_support::{Door, Scene, entry, queue, show, styled, until, view};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const LOST: &str = "覃文斌的平板";

fn device(number: u8, revoked_ms: Option<i64>, unsent: u32) -> DeviceRow {
    DeviceRow {
        device: DeviceId([number; 16]),
        name: if number == 1 {
            LOST.to_owned()
        } else {
            format!("{number} 号平板")
        },
        people: vec!["覃文斌".to_owned(), "韦秀兰".to_owned()],
        last_sync_ms: Some(1_795_430_860_000),
        full_sync_ms: (unsent == 0).then_some(1_795_430_860_000),
        unsent,
        revoked_ms,
    }
}

fn waiting(number: u8, would: WouldStand, acts: u32) -> QuarantineRow {
    QuarantineRow {
        batch: BatchId([number; 32]),
        device: LOST.to_owned(),
        received_ms: 1_795_517_260_000,
        village: "那况村".to_owned(),
        entry: (would == WouldStand::Yes).then(entry),
        need: None,
        acts,
        would,
    }
}

fn devices(waiting: Vec<QuarantineRow>) -> Devices {
    Devices {
        devices: vec![
            device(1, Some(1_795_500_000_000), 0),
            device(2, None, 3),
            device(3, None, 0),
        ],
        waiting,
        more: false,
        fault: None,
    }
}

fn all() -> Vec<QuarantineRow> {
    let refused = WouldStand::No(ParkedReason::Signature);
    vec![
        waiting(1, WouldStand::Yes, 2),
        waiting(2, WouldStand::Later, 0),
        waiting(3, refused, 0),
    ]
}

/// A server that rules as it is told, but for what it cannot take.
fn door() -> Door {
    Door::put(|command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&[EntryId([1; 16])]))),
        Command::OpenEntry(open) => Ok(Reply::OpenEntry(view(open.entry))),
        Command::Devices(_) => Ok(Reply::Devices(devices(all()))),
        Command::Rule(with) if with.reason.trim().is_empty() => Err(Code::ReasonMissing),
        Command::Rule(with) if with.reason == "晚了" => Ok(Reply::Rule(Devices {
            fault: Some(RulingFault::DecidedOtherwise),
            ..devices(all())
        })),
        Command::Rule(with) => {
            let left = all().into_iter().filter(|row| row.batch != with.batch);
            Ok(Reply::Rule(devices(left.collect())))
        }
        _ => Err(Code::NotNow),
    })
}

fn asked(door: &Door, what: impl Fn(&Command) -> bool) -> usize {
    door.asked().iter().filter(|command| what(command)).count()
}

fn rulings(door: &Door) -> Vec<Rule> {
    let rule = |command| match command {
        Command::Rule(rule) => Some(rule),
        _ => None,
    };
    door.asked().into_iter().filter_map(rule).collect()
}

fn count(scene: &Scene, test: &str) -> u32 {
    let all = scene.place.query_selector_all(&format!("[data-test={test}]"));
    all.unwrap().length()
}

async fn opened() -> (Scene, Door) {
    let door = door();
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    let asks = |command: &Command| matches!(command, Command::Devices(_));
    assert_eq!(asked(&door, asks), 0, "closed, it asks nothing of the server");
    scene.press("desk-devices").await;
    scene.wait("quarantine").await;
    (scene, door)
}

/// Opens what waits at this place of the list.
async fn look(scene: &Scene, place: u32) {
    let all = scene.place.query_selector_all("[data-test=quarantine-look]").unwrap();
    let button: web_sys::HtmlElement = all.item(place).unwrap().dyn_into().unwrap();
    button.click();
    scene.wait("quarantine-would").await;
}

async fn say(scene: &Scene, reason: &str) {
    let area: web_sys::HtmlTextAreaElement = (scene.place.query_selector("#quarantine-reason").unwrap().unwrap())
        .dyn_into()
        .unwrap();
    area.set_value(reason);
    let event = web_sys::Event::new("input");
    area.dispatch_event(&event.unwrap()).unwrap();
    page_support::frame().await;
}

#[wasm_bindgen_test]
async fn the_office_sees_how_its_devices_stand_and_what_waits() {
    let (scene, _) = opened().await;
    assert_eq!((count(&scene, "device"), count(&scene, "quarantined")), (3, 3));
    let text = scene.text();
    assert!(text.contains("还有 3 条记录没有上传"), "{text}");
    assert!(text.contains("停用") && text.contains("还没有全部传完过"), "{text}");
}

#[wasm_bindgen_test]
async fn what_came_is_read_and_taken_with_a_reason() {
    let (scene, door) = opened().await;
    look(&scene, 0).await;
    let text = scene.text();
    assert!(text.contains("同意协商"), "the whole text is there to be read: {text}");
    assert!(
        text.contains("其中有 2 份签字") && text.contains("需要重新签"),
        "{text}"
    );
    scene.press("quarantine-take").await;
    let said = scene.wait("quarantine-reason-error").await.text_content().unwrap();
    assert!(said.contains("请写明理由"), "{said}");
    assert!(scene.find("quarantine-would").is_some(), "it stays open");
    assert_eq!(count(&scene, "quarantined"), 0);
    say(&scene, "电话问过本人").await;
    scene.press("quarantine-take").await;
    until("the list is back without it", || count(&scene, "quarantined") == 2).await;
    let last = rulings(&door).pop().unwrap();
    assert_eq!(
        (last.batch, last.take, last.reason.as_str()),
        (BatchId([1; 32]), true, "电话问过本人")
    );
}

#[wasm_bindgen_test]
async fn what_cannot_be_taken_says_why_and_is_left_with_a_reason() {
    let (scene, door) = opened().await;
    look(&scene, 1).await;
    assert!(scene.find("quarantine-take").is_none() && scene.text().contains("请先接收排在前面的"));
    scene.press("devices-back").await;
    scene.wait("quarantine").await;
    look(&scene, 2).await;
    assert!(scene.find("quarantine-take").is_none() && scene.text().contains("签名核对不上"));
    say(&scene, "不是本人写的").await;
    scene.press("quarantine-leave").await;
    until("the list is back without it", || count(&scene, "quarantined") == 2).await;
    let last = rulings(&door).pop().unwrap();
    assert_eq!(
        (last.batch, last.take, last.reason.as_str()),
        (BatchId([3; 32]), false, "不是本人写的")
    );
}

#[wasm_bindgen_test]
async fn a_ruling_that_is_not_carried_out_is_said_beside_the_list_as_it_is_now() {
    let (scene, _) = opened().await;
    look(&scene, 0).await;
    say(&scene, "晚了").await;
    scene.press("quarantine-leave").await;
    let said = scene.wait("devices-said").await.text_content().unwrap();
    assert!(said.contains("别人先前已经接收了它"), "{said}");
    assert_eq!(count(&scene, "quarantined"), 3);
    look(&scene, 0).await;
    assert!(scene.find("devices-said").is_none(), "it was about another one");
}

#[wasm_bindgen_test]
async fn without_a_network_it_says_so() {
    let _door = Door::put(|command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&[]))),
        Command::Devices(_) => Err(Code::NoNetwork),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.press("desk-devices").await;
    let said = scene.wait("devices-said").await.text_content().unwrap();
    assert!(said.contains("要联网才能看、才能处理"), "{said}");
}

/// Nothing of the dialog is wider than the dialog, and every key is large enough.
fn fits(scene: &Scene, what: &str) {
    let dialog = scene.find("devices").unwrap();
    assert!(
        dialog.scroll_width() <= dialog.client_width(),
        "{what}: {} in {}",
        dialog.scroll_width(),
        dialog.client_width()
    );
    let keys = dialog.query_selector_all("button").unwrap();
    for place in 0..keys.length() {
        let key: web_sys::HtmlElement = keys.item(place).unwrap().dyn_into().unwrap();
        let (height, name) = (key.get_bounding_client_rect().height(), key.text_content());
        assert!(height >= 44.0, "{what} {name:?}: {height}");
    }
}

#[wasm_bindgen_test]
async fn list_and_text_fit_every_width_and_every_key_is_large_enough() {
    for (text, theme) in [("standard", "light"), ("elder", "light"), ("standard", "contrast")] {
        let style = styled(text, theme);
        let (scene, _) = opened().await;
        for width in ["358px", "788px", "1200px"] {
            let dialog = scene.find("devices").unwrap();
            dialog.style().set_property("width", width).unwrap();
            page_support::frame().await;
            let what = format!("{text} {theme} {width}");
            fits(&scene, &what);
            look(&scene, 0).await;
            fits(&scene, &what);
            scene.press("devices-back").await;
            scene.wait("quarantine").await;
        }
        drop(scene);
        style.remove();
    }
}
