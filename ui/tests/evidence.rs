//! The panel of evidence in a real browser: what it says of a signature, and both texts when they differ.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{Body, Confirmation, Entry, EntryId, Field, Role, Submission, Way, Witness};
use cunfa_protocol::view::{Amendment, Clock, EntryView, KnownRoot, SignedText};
use cunfa_ui::evidence::{EvidencePanel, Fold, OfficialText, OtherTexts};
use leptos::prelude::*;
use page_support::{Scene, entry, show, view};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ENTRY: EntryId = EntryId([1; 16]);

fn panel(view: EntryView) -> Scene {
    show(
        Role::Counsel,
        move || view! { <EvidencePanel view=view fold=Fold::Official /> },
    )
}

fn says(scene: &Scene, test: &str, part: &str) {
    let text = scene.find(test).unwrap().text_content().unwrap();
    assert!(text.contains(part), "{test}: {part:?} in {text:?}");
}

#[wasm_bindgen_test]
async fn a_signature_is_told_in_plain_words_with_five_times() {
    let scene = panel(view(ENTRY));
    says(&scene, "evidence-who", "韦秀兰 · 村委会副主任 · 村（社区）干部");
    says(&scene, "evidence-opinion", "情况属实，服务满意：讲得清楚");
    says(&scene, "evidence-key", "编号 0404 0404 0404 0404");
    says(&scene, "evidence-key", "县（区）司法局");
    says(&scene, "evidence-what", "核对无误");
    says(&scene, "evidence-afterwards", "没有改动");
    let times = scene.place.query_selector_all("[data-test=\"evidence-time\"]").unwrap();
    assert_eq!(times.length(), 5);
    for part in [
        "服务时间",
        "填写时间",
        "不早于",
        "签字时间",
        "服务器收到时间",
        "有服务器签名的回执",
    ] {
        says(&scene, "evidence-when", part);
    }
    assert!(scene.find("evidence-of").unwrap().has_attribute("open"));
}

/// The entry with a submission in place of its sign-off.
fn submitted(way: Way) -> EntryView {
    let mut shown = view(ENTRY);
    let act = &mut shown.acts[0];
    act.act.body = Body::Submission(Submission { way });
    act.act.role = Role::Counsel;
    (act.person_name, act.ink_path) = ("韦法明".to_owned(), None);
    shown
}

#[wasm_bindgen_test]
async fn a_submission_is_told_with_who_when_which_key_and_in_which_way() {
    for (way, word) in [(Way::Electronic, "交村干部签字"), (Way::Paper, "纸上已签字")] {
        let scene = panel(submitted(way));
        says(&scene, "evidence-who", "韦法明");
        says(&scene, "evidence-who", "法律顾问");
        says(&scene, "evidence-way", word);
        says(&scene, "evidence-key", "编号 0404 0404 0404 0404");
        says(&scene, "evidence-when", "提交时间");
        assert!(scene.find("evidence-opinion").is_none());
    }
}

#[wasm_bindgen_test]
async fn a_page_signed_by_hand_says_so_in_place_of_an_opinion() {
    let official = |way| {
        let shown = submitted(way);
        show(
            Role::Office,
            move || view! { <OfficialText view=shown.clone() test="amended" /> },
        )
    };
    let paper = official(Way::Paper);
    says(&paper, "page-on-paper", "已在纸上手写签字");
    drop(paper);
    let mut unsigned = submitted(Way::Electronic);
    unsigned.life.official = None;
    let scene = show(
        Role::Office,
        move || view! { <OfficialText view=unsigned.clone() test="amended" /> },
    );
    assert!(scene.find("page-on-paper").is_none());
    says(&scene, "ledger-page", "（尚未签字）");
}

#[wasm_bindgen_test]
async fn what_is_not_known_is_said_to_be_unknown() {
    let mut shown = view(ENTRY);
    let act = &mut shown.acts[0];
    act.holds = false;
    act.evidence.certified = None;
    act.evidence.text = SignedText::NotHere;
    act.evidence.clock = Clock::Off;
    act.evidence.received_at_ms = None;
    act.evidence.root = Some(KnownRoot {
        acts: 1_204,
        made_at_ms: None,
    });
    let scene = panel(shown);
    says(&scene, "evidence-what", "暂时不能核对");
    says(&scene, "evidence-afterwards", "暂时说不准");
    says(&scene, "evidence-key", "没有这把钥匙的登记");
    says(&scene, "evidence-when", "只作参考");
    says(&scene, "evidence-when", "第 1204 份");
    says(&scene, "evidence-when", "还没有收到服务器的回执");
}

#[wasm_bindgen_test]
async fn a_villagers_word_is_shown_with_the_witness_and_the_reason() {
    let mut shown = view(ENTRY);
    let Body::SignOff(sign) = &mut shown.acts[0].act.body else {
        panic!("a sign-off")
    };
    sign.confirmations.push(Confirmation {
        row: "01-3fa2".to_owned(),
        name: "梁某".to_owned(),
        ink: None,
        witness: Some(Witness {
            name: "韦小妹".to_owned(),
            reason: "不会写字".to_owned(),
        }),
    });
    let scene = show(Role::Counsel, {
        let shown = shown.clone();
        move || view! { <OfficialText view=shown test="amended" /> }
    });
    says(&scene, "ledger-page", "梁某：由韦小妹见证（不会写字）");
    drop(scene);
    says(&panel(shown), "evidence-confirmed", "梁某：由韦小妹见证（不会写字）");
}

fn other(matter: &str) -> Entry {
    Entry {
        matter: matter.to_owned(),
        ..entry()
    }
}

#[wasm_bindgen_test]
async fn both_texts_stand_side_by_side_and_the_difference_is_a_word() {
    let mut shown = view(ENTRY);
    let amendment = |entry: Entry| Amendment {
        entry,
        fields: vec![Field::Matter],
    };
    shown.amendment = Some(amendment(other("土地流转")));
    shown.acts[0].evidence.text = SignedText::Other(Box::new(amendment(entry())));
    let mut second = shown.acts[0].clone();
    second.act.id = cunfa_core::ActId([10; 16]);
    second.evidence.text = SignedText::Other(Box::new(amendment(other("承包合同"))));
    shown.acts.push(second);
    let scene = show(Role::Office, move || {
        view! {
            <OfficialText view=shown.clone() test="two-texts" />
            <OtherTexts view=shown.clone() />
        }
    });
    says(&scene, "two-texts", "土地承包");
    says(&scene, "two-texts", "土地流转");
    says(&scene, "other-texts", "承包合同");
    let marks = |test: &str| {
        scene
            .find(test)
            .unwrap()
            .text_content()
            .unwrap()
            .matches("此处不同")
            .count()
    };
    assert_eq!(marks("two-texts"), 2, "once on each page");
    assert!(marks("other-texts") >= 2);
}
