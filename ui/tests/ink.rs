//! The pad and the signing screens in a real browser: rotation, cancelled pointers, blank ink, what is signed.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{EntryId, Role};
use cunfa_protocol::command::Sign;
use cunfa_protocol::view::Signer;
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::tablet::SigningScreen;
use cunfa_ui::tablet::pad::{InkPad, Pad};
use leptos::prelude::*;
use page_support::{Door, Scene, frame, point, show, signing, slot, type_into, until, view};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ENTRY: EntryId = EntryId([6; 16]);

fn size(scene: &Scene, width: &str, height: &str) {
    for (name, value) in [("width", width), ("height", height)] {
        scene.place.style().set_property(name, value).unwrap();
    }
}

async fn pad_of(width: &str, height: &str) -> (Scene, Pad) {
    let pad = Pad::default();
    let scene = show(Role::Counsel, move || view! { <InkPad pad=pad /> });
    size(&scene, width, height);
    let element = scene.wait("ink-pad").await;
    element.style().set_property("height", "100%").unwrap();
    frame().await;
    frame().await;
    (scene, pad)
}

#[wasm_bindgen_test]
async fn rotation_in_mid_stroke_keeps_the_ink_and_the_stroke_goes_on() {
    let (scene, pad) = pad_of("390px", "520px").await;
    let element = scene.wait("ink-pad").await;
    point(&element, "pointerdown", 1, 40.0, 300.0);
    point(&element, "pointermove", 1, 200.0, 280.0);
    point(&element, "pointermove", 1, 350.0, 500.0);
    let before = pad.ink();
    size(&scene, "844px", "230px");
    let turned =
        || element.query_selector("svg").unwrap().unwrap().get_attribute("viewBox") == Some("0 0 844 230".to_owned());
    until("the pad is turned", turned).await;
    point(&element, "pointermove", 1, 600.0, 100.0);
    point(&element, "pointerup", 1, 600.0, 100.0);
    frame().await;
    let after = pad.ink();
    assert_eq!(before.strokes[0].0.len(), 3);
    assert_eq!(after.strokes.len(), 1, "still one stroke");
    assert_eq!(after.strokes[0].0.len(), 4);
    assert_eq!(after.check(&[]), Ok(()));
    let drawn = element
        .query_selector("path")
        .unwrap()
        .unwrap()
        .get_attribute("d")
        .unwrap();
    assert!(drawn.starts_with('M'), "the finished stroke is on the screen");
}

#[wasm_bindgen_test]
async fn a_cancelled_pointer_keeps_its_stroke_and_a_second_finger_draws_nothing() {
    let (scene, pad) = pad_of("400px", "400px").await;
    let element = scene.wait("ink-pad").await;
    point(&element, "pointerdown", 1, 40.0, 300.0);
    point(&element, "pointerdown", 2, 300.0, 300.0);
    point(&element, "pointermove", 2, 310.0, 390.0);
    point(&element, "pointermove", 1, 200.0, 280.0);
    point(&element, "pointercancel", 1, 200.0, 280.0);
    point(&element, "pointermove", 1, 390.0, 10.0);
    let ink = pad.ink();
    assert_eq!(ink.strokes.len(), 1);
    assert_eq!(ink.strokes[0].0.len(), 2);
    assert_eq!(ink.check(&[]), Ok(()));
    pad.undo();
    assert!(pad.ink().strokes.is_empty());
}

async fn at_the_pad() -> (Scene, Door) {
    at_the_pad_of(Role::Counsel).await
}

/// Of a device that a person of this role has open; a cadre signs there themselves.
async fn at_the_pad_of(role: Role) -> (Scene, Door) {
    let mut shown = signing();
    if role == Role::Cadre {
        shown.signers[0].slot = slot(0, role);
    }
    let door = Door::put(move |command| match command {
        Command::OpenSigning(_) => Ok(Reply::OpenSigning(shown.clone())),
        Command::Sign(_) => Ok(Reply::Sign(view(ENTRY))),
        _ => Err(Code::NotNow),
    });
    let scene = show(role, || view! { <SigningScreen entry=ENTRY /> });
    scene.wait("ledger-page").await;
    scene.press("sign-read-done").await;
    scene.press("opinion-satisfied").await;
    let pad = scene.wait("ink-pad").await;
    for (name, value) in [("height", "400px"), ("width", "400px")] {
        pad.style().set_property(name, value).unwrap();
    }
    frame().await;
    frame().await;
    (scene, door)
}

fn signed(door: &Door) -> Vec<Sign> {
    let sign = |command| {
        if let Command::Sign(sign) = command {
            Some(sign)
        } else {
            None
        }
    };
    door.asked().into_iter().filter_map(sign).collect()
}

#[wasm_bindgen_test]
async fn blank_ink_and_a_dot_are_refused_with_a_sentence_before_any_pin() {
    let (scene, door) = at_the_pad().await;
    scene.press("ink-confirm").await;
    assert!(
        scene
            .find("sign-fault")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("还没有签名")
    );
    assert!(scene.find("sign-pin").is_none());
    let pad = scene.wait("ink-pad").await;
    point(&pad, "pointerdown", 1, 100.0, 100.0);
    point(&pad, "pointerup", 1, 100.0, 100.0);
    frame().await;
    scene.press("ink-confirm").await;
    assert!(!scene.find("sign-fault").unwrap().text_content().unwrap().is_empty());
    assert!(scene.find("sign-pin").is_none());
    assert!(signed(&door).is_empty());
}

#[wasm_bindgen_test]
async fn what_was_shown_and_drawn_is_what_is_signed() {
    let (scene, door) = at_the_pad().await;
    let pad = scene.wait("ink-pad").await;
    point(&pad, "pointerdown", 1, 40.0, 200.0);
    point(&pad, "pointermove", 1, 300.0, 220.0);
    point(&pad, "pointerup", 1, 300.0, 220.0);
    frame().await;
    scene.press("ink-confirm").await;
    scene.press("villagers-next").await;
    for digit in "135790".chars() {
        scene.press(&format!("sign-pin-{digit}")).await;
    }
    scene.press("sign-pin-ok").await;
    scene.wait("sign-done").await;
    let sign = signed(&door).pop().unwrap();
    assert_eq!(sign.content, signing().content);
    assert_eq!((sign.slot, sign.pin.as_str()), (1, "135790"));
    assert_eq!(sign.ink.strokes.len(), 1);
    assert_eq!(sign.ink.width.max(sign.ink.height), 10_000);
    scene.press("sign-finish").await;
    scene.wait("hand-back").await;
    assert!(
        !scene.text().contains("土地承包"),
        "nothing of the ledger is on the last screen"
    );
}

async fn draw(scene: &Scene, y: f64) {
    let pad = scene.wait("ink-pad").await;
    for (name, value) in [("height", "400px"), ("width", "400px")] {
        pad.style().set_property(name, value).unwrap();
    }
    frame().await;
    frame().await;
    point(&pad, "pointerdown", 1, 40.0, 200.0);
    point(&pad, "pointermove", 1, 200.0, y);
    point(&pad, "pointermove", 1, 300.0, 220.0);
    point(&pad, "pointerup", 1, 300.0, 220.0);
    frame().await;
}

#[wasm_bindgen_test]
async fn the_last_stroke_and_then_all_of_them_are_taken_off_the_pad_by_its_keys() {
    let (scene, _door) = at_the_pad().await;
    let strokes = || {
        let pad = scene.find("ink-pad").unwrap();
        let drawn = pad
            .query_selector("path")
            .unwrap()
            .and_then(|path| path.get_attribute("d"));
        drawn.unwrap_or_default().matches('M').count()
    };
    let off = |test: &str| scene.find(test).unwrap().has_attribute("disabled");
    assert!(off("ink-undo") && off("ink-clear"), "the pad is blank");
    for y in [150.0, 180.0, 210.0] {
        draw(&scene, y).await;
    }
    assert_eq!(strokes(), 3);
    scene.press("ink-undo").await;
    until("the last one is off", || strokes() == 2).await;
    scene.press("ink-clear").await;
    until("all are off", || strokes() == 0).await;
    assert!(off("ink-undo") && off("ink-clear"));
}

async fn give_pin(scene: &Scene) {
    for digit in "135790".chars() {
        scene.press(&format!("sign-pin-{digit}")).await;
    }
    scene.press("sign-pin-ok").await;
    scene.wait("sign-done").await;
}

#[wasm_bindgen_test]
async fn who_signs_on_a_device_of_their_own_is_not_told_to_hand_it_back() {
    for (role, is_handed) in [(Role::Counsel, true), (Role::Cadre, false)] {
        let (scene, _door) = at_the_pad_of(role).await;
        draw(&scene, 260.0).await;
        scene.press("ink-confirm").await;
        scene.press("villagers-next").await;
        scene.wait("sign-pin").await;
        assert_eq!(scene.text().contains("交还"), is_handed);
        give_pin(&scene).await;
        assert_eq!(scene.text().contains("交还"), is_handed);
    }
}

#[wasm_bindgen_test]
async fn a_villager_confirms_by_hand_under_the_cadres_signature() {
    let (scene, door) = at_the_pad().await;
    draw(&scene, 260.0).await;
    scene.press("ink-confirm").await;
    scene.press("villager-0-own").await;
    scene.press("villager-confirm").await;
    assert!(
        !scene.find("sign-fault").unwrap().text_content().unwrap().is_empty(),
        "blank ink"
    );
    draw(&scene, 330.0).await;
    scene.press("villager-confirm").await;
    scene.wait("villager-0-done").await;
    scene.press("villagers-next").await;
    give_pin(&scene).await;
    let sign = signed(&door).pop().unwrap();
    let given = &sign.confirmations[0];
    assert_eq!((sign.confirmations.len(), given.row.as_str()), (1, "01-3fa2"));
    assert_eq!((&given.name, &given.witness), (&signing().entry.persons[0].name, &None));
    assert_eq!(given.ink.as_ref().unwrap().check(&[sign.ink.shape()]), Ok(()));
}

#[wasm_bindgen_test]
async fn a_witness_gives_name_reason_and_ink_for_who_cannot_write() {
    let (scene, door) = at_the_pad().await;
    draw(&scene, 260.0).await;
    scene.press("ink-confirm").await;
    scene.press("villager-0-witness").await;
    scene.press("witness-next").await;
    assert!(
        !scene.find("sign-fault").unwrap().text_content().unwrap().is_empty(),
        "a name is needed"
    );
    type_into(&scene, "witness-name", "韦小妹");
    frame().await;
    scene.press("witness-next").await;
    assert!(
        !scene.find("sign-fault").unwrap().text_content().unwrap().is_empty(),
        "a reason is needed"
    );
    scene.press("witness-reason-0").await;
    scene.press("witness-next").await;
    draw(&scene, 330.0).await;
    scene.press("villager-confirm").await;
    scene.press("villagers-next").await;
    give_pin(&scene).await;
    let sign = signed(&door).pop().unwrap();
    let witness = sign.confirmations[0].witness.as_ref().unwrap();
    assert_eq!((witness.name.as_str(), witness.reason.as_str()), ("韦小妹", "不会写字"));
    assert!(sign.confirmations[0].ink.is_some());
}

#[wasm_bindgen_test]
async fn an_agreement_for_paper_is_shown_with_the_way_to_sign_it_and_goes_no_further() {
    let _door = Door::put(|command| match command {
        Command::OpenSigning(_) => Ok(Reply::OpenSigning(cunfa_protocol::view::Signing {
            for_paper: true,
            ..signing()
        })),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <SigningScreen entry=ENTRY /> });
    scene.wait("for-paper").await;
    assert!(scene.find("sign-print").is_some() && scene.find("sign-read-done").is_none());
}

#[wasm_bindgen_test]
async fn a_different_opinion_needs_words_before_the_next_step() {
    let _door = Door::put(|command| match command {
        Command::OpenSigning(_) => Ok(Reply::OpenSigning(signing())),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <SigningScreen entry=ENTRY /> });
    scene.wait("ledger-page").await;
    scene.press("sign-read-done").await;
    scene.press("sign-next").await;
    assert!(
        !scene.find("sign-fault").unwrap().text_content().unwrap().is_empty(),
        "an opinion is needed"
    );
    scene.press("opinion-differs").await;
    assert!(scene.find("sign-remark").is_some(), "there is room for the words");
    scene.press("sign-next").await;
    assert!(scene.find("sign-remark").is_some());
    assert!(!scene.find("sign-fault").unwrap().text_content().unwrap().is_empty());
}

/// Up to the press on an opinion, with so many who can sign.
async fn at_the_opinion(signers: u32) -> Scene {
    let _door = Door::put(move |command| match command {
        Command::OpenSigning(_) => {
            let mut shown = signing();
            let one = shown.signers[0].clone();
            shown.signers = (1..=signers)
                .map(|number| Signer {
                    slot: slot(number, Role::Cadre),
                    name: format!("干部{number}"),
                    ..one.clone()
                })
                .collect();
            Ok(Reply::OpenSigning(shown))
        }
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <SigningScreen entry=ENTRY /> });
    scene.wait("ledger-page").await;
    scene.press("sign-read-done").await;
    scene.press("opinion-true").await;
    scene
}

#[wasm_bindgen_test]
async fn the_only_one_who_can_sign_is_named_over_the_pad_and_may_say_no() {
    let scene = at_the_opinion(1).await;
    scene.wait("ink-pad").await;
    assert!(scene.text().contains("干部1，请在下面写您的名字"));
    scene.press("sign-back").await;
    assert!(scene.find("signer-1").is_some() && scene.find("sign-not-now").is_some());
}

#[wasm_bindgen_test]
async fn of_several_who_can_sign_the_own_name_is_chosen() {
    let scene = at_the_opinion(2).await;
    assert!(scene.find("ink-pad").is_none());
    scene.press("signer-2").await;
    scene.wait("ink-pad").await;
    assert!(scene.text().contains("干部2，请在下面写您的名字"));
}
