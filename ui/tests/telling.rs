//! In a real browser: 关于 with operator and licences, 投诉建议, 待跟进, and reading the page aloud.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::feedback::FeedbackKind;
use cunfa_core::{EntryId, FeedbackId, Operator, Role};
use cunfa_protocol::view::{About, DueFollowUp, DueFollowUps, Feedback, FeedbackDraft, FeedbackRow};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::field::{AboutCard, DueCard, FeedbackScreen, LicenceList, Licences, Listed};
use cunfa_ui::gallery::Gallery;
use cunfa_ui::page::{LedgerPage, ReadAloud};
use leptos::prelude::*;
use page_support::{Door, Scene, entry, event, frame, row, show, styled, type_into, until};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn about(operator: Operator) -> Door {
    Door::put(move |command| match command {
        Command::About(_) => Ok(Reply::About(About {
            operator: operator.clone(),
        })),
        _ => Err(Code::NotNow),
    })
}

#[wasm_bindgen_test]
async fn what_the_operator_does_not_say_is_said_to_be_missing() {
    let _door = about(Operator::default());
    let scene = show(Role::Counsel, || view! { <AboutCard /> });
    scene.wait("about-operator").await;
    assert_eq!(scene.text().matches("运营单位未提供").count(), 4);
    drop(scene);
    let _door = about(Operator {
        name: "某司法局".to_owned(),
        icp_filing: "桂ICP备00000000号".to_owned(),
        ..Operator::default()
    });
    let scene = show(Role::Cadre, || view! { <AboutCard /> });
    scene.wait("about-operator").await;
    let text = scene.text();
    assert!(
        text.contains("某司法局") && text.contains("桂ICP备00000000号"),
        "{text}"
    );
    assert_eq!(text.matches("运营单位未提供").count(), 2);
    // A list that is not found is said to be.
    let fetch = js_sys::eval("const had = fetch; fetch = () => Promise.reject(); had").unwrap();
    scene.press("licences-open").await;
    scene.wait("licences-failed").await;
    js_sys::Reflect::set(&window(), &"fetch".into(), &fetch).unwrap();
}

#[wasm_bindgen_test]
async fn a_licence_is_drawn_when_it_is_opened() {
    let one = |name: &str, texts: Vec<usize>| Listed {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        licence: "MIT".to_owned(),
        texts,
    };
    let list = Licences {
        packages: vec![one("甲", vec![1]), one("乙", vec![0, 1])],
        texts: vec!["FIRST TEXT".to_owned(), "SECOND TEXT".to_owned()],
    };
    let scene = show(Role::Counsel, move || view! { <LicenceList list=list.clone() /> });
    assert!(scene.text().contains("甲") && !scene.text().contains("TEXT"));
    scene.wait("licence").await.set_attribute("open", "").unwrap();
    until("its text is there", || scene.text().contains("SECOND TEXT")).await;
    assert!(!scene.text().contains("FIRST TEXT"));
}

const FIRST: FeedbackId = FeedbackId([1; 16]);
const NEXT: FeedbackId = FeedbackId([2; 16]);

fn draft(id: FeedbackId, text: &str) -> FeedbackDraft {
    FeedbackDraft {
        id,
        kind: FeedbackKind::Suggestion,
        text: text.to_owned(),
    }
}

fn written(draft: &FeedbackDraft, delivered: bool) -> FeedbackRow {
    FeedbackRow {
        id: draft.id,
        kind: draft.kind,
        text: draft.text.clone(),
        written_at_ms: 1_795_428_000_000,
        delivered,
    }
}

#[wasm_bindgen_test]
async fn feedback_is_kept_while_it_is_typed_and_given_once() {
    let door = Door::put(|command| match command {
        Command::Feedback(_) => Ok(Reply::Feedback(Feedback {
            draft: draft(FIRST, "写到一半"),
            written: Vec::new(),
        })),
        Command::KeepFeedback(_) => Ok(Reply::KeepFeedback(())),
        Command::GiveFeedback(with) => Ok(Reply::GiveFeedback(Feedback {
            draft: draft(NEXT, ""),
            written: vec![written(&with.draft, false)],
        })),
        Command::About(_) => Ok(Reply::About(About {
            operator: Operator {
                contact: "0771-0000000".to_owned(),
                ..Operator::default()
            },
        })),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Cadre, || view! { <FeedbackScreen /> });
    let value = |scene: &Scene| js_sys::Reflect::get(&scene.find("feedback-text").unwrap(), &"value".into()).unwrap();
    scene.wait("feedback-text").await;
    assert_eq!(value(&scene), JsValue::from_str("写到一半"), "it is found again");
    scene.wait("feedback-contact").await;
    assert!(scene.text().contains("0771-0000000"));
    type_into(&scene, "feedback-text", " ");
    scene.press("feedback-give").await;
    until("nothing is not given", || scene.text().contains("请先写内容")).await;
    scene.press("feedback-kind-complaint").await;
    type_into(&scene, "feedback-text", "字太小");
    let kept = |door: &Door| {
        let asked = door.asked();
        let mut kept = asked.iter().filter_map(|command| match command {
            Command::KeepFeedback(with) => Some(with.draft.clone()),
            _ => None,
        });
        kept.next_back()
    };
    let wanted = FeedbackDraft {
        kind: FeedbackKind::Complaint,
        ..draft(FIRST, "字太小")
    };
    until("it is kept", || kept(&door).as_ref() == Some(&wanted)).await;
    scene.press("feedback-give").await;
    let row = scene.wait("feedback-row").await.text_content().unwrap();
    assert!(
        row.contains("投诉") && row.contains("字太小") && row.contains("未上传"),
        "{row}"
    );
    until("the form is empty again", || value(&scene) == JsValue::from_str("")).await;
    let given = |command: &&Command| matches!(command, Command::GiveFeedback(_));
    assert_eq!(door.asked().iter().filter(given).count(), 1);
}

#[wasm_bindgen_test]
async fn what_is_due_leads_to_its_entry_and_to_carrying_it_on() {
    let id = EntryId([1; 16]);
    let door = Door::put(move |command| match command {
        Command::DueFollowUps(_) => Ok(Reply::DueFollowUps(DueFollowUps {
            rows: vec![DueFollowUp {
                row: row(id),
                day: "2026-11-20".parse().unwrap(),
                days_over: 3,
            }],
            total: 7,
        })),
        _ => Err(Code::NotNow),
    });
    for (text, theme) in [("standard", "light"), ("elder", "contrast")] {
        let style = styled(text, theme);
        let scene = show(Role::Counsel, || view! { <DueCard /> });
        let due = scene.wait("due").await;
        assert!(due.text_content().unwrap().contains("已过 3 天"));
        assert!(scene.wait("due-more").await.text_content().unwrap().contains("6 条"));
        let link = due.query_selector("a").unwrap().unwrap();
        assert_eq!(link.get_attribute("href").unwrap(), format!("#/entry/{id}"));
        scene.place.style().set_property("width", "320px").unwrap();
        frame().await;
        assert!(scene.place.scroll_width() <= scene.place.client_width());
        let follow = format!("due-follow-{id}");
        assert!(scene.find(&follow).unwrap().get_bounding_client_rect().height() >= 44.0);
        scene.press(&follow).await;
        drop(scene);
        style.remove();
    }
    let followed = |command: &&Command| matches!(command, Command::FollowUp(with) if with.entry == id);
    assert_eq!(door.asked().iter().filter(followed).count(), 2);
}

/// A system with these voices; what was said of it stands in `window.said`.
fn voices(voices: &str) {
    let script = format!(
        "window.said = []; window.queue = [];
         window.SpeechSynthesisUtterance = function (text) {{ this.text = text; }};
         const target = new EventTarget();
         target.getVoices = () => {voices};
         target.speak = (one) => {{ window.said.push(one.text); window.queue.push(one); }};
         target.cancel = () => {{ window.said.push('停'); window.queue = []; }};
         Object.defineProperty(window, 'speechSynthesis', {{ value: target, configurable: true }});"
    );
    js_sys::eval(&script).unwrap();
}

fn said() -> Vec<String> {
    let said: js_sys::Array = js_sys::eval("window.said").unwrap().into();
    said.iter().map(|line| line.as_string().unwrap()).collect()
}

const CHINESE: &str = "[{lang: 'en-US', localService: true}, {lang: 'zh-CN', localService: true}]";

fn page() -> impl IntoView {
    view! {
        <ReadAloud />
        <LedgerPage entry=entry() village_name="那况村".to_owned() township="三塘镇".to_owned() />
    }
}

#[wasm_bindgen_test]
async fn the_page_is_read_in_its_order_and_stops_when_it_is_left() {
    voices(CHINESE);
    let scene = show(Role::Cadre, page);
    scene.press("read-aloud").await;
    let lines = said();
    assert_eq!(lines[0], "停", "what another screen read is cut short");
    let place = |part: &str| lines.iter().position(|line| line.contains(part)).expect(part);
    let order = [
        "三塘镇 · 那况村",
        "03-0007",
        "2026年11月23日",
        "土地承包",
        "请先到村委会协商。 协商不成",
        "同意协商",
        "覃文斌",
    ];
    let places: Vec<usize> = order.iter().map(|part| place(part)).collect();
    assert!(places.is_sorted(), "{lines:?}");
    js_sys::eval("window.queue.at(-1).onend()").unwrap();
    until("it can be read again", || {
        scene.text().contains("朗读") && !scene.text().contains("停止")
    })
    .await;
    scene.press("read-aloud").await;
    until("it can be stopped", || scene.text().contains("停止朗读")).await;
    drop(scene);
    frame().await;
    assert_eq!(said().last().unwrap(), "停");
}

#[wasm_bindgen_test]
async fn without_a_chinese_voice_of_the_system_itself_nothing_is_offered_until_there_is_one() {
    voices("window.later || [{lang: 'en-US', localService: true}, {lang: 'zh-CN', localService: false}]");
    let scene = show(Role::Cadre, page);
    frame().await;
    assert!(scene.find("read-aloud").is_none());
    js_sys::eval(&format!("window.later = {CHINESE}")).unwrap();
    let speech = js_sys::eval("window.speechSynthesis").unwrap();
    event(&speech.into(), "voiceschanged");
    scene.wait("read-aloud").await;
    js_sys::eval("delete window.later; delete window.speechSynthesis").unwrap();
}

#[wasm_bindgen_test]
async fn the_page_of_parts_shows_every_theme_and_fits() {
    let style = styled("standard", "light");
    let scene = show(Role::Counsel, || view! { <Gallery /> });
    let root = web_sys::window()
        .unwrap()
        .document()
        .unwrap()
        .document_element()
        .unwrap();
    for theme in ["contrast", "dark", "light"] {
        scene.press(&format!("theme-{theme}")).await;
        until("the page has the theme", || {
            root.get_attribute("data-theme").as_deref() == Some(theme)
        })
        .await;
    }
    for width in ["390px", "820px"] {
        scene.place.style().set_property("width", width).unwrap();
        frame().await;
        assert!(scene.place.scroll_width() <= scene.place.client_width(), "{width}");
    }
    scene.press("gallery-dialog-open").await;
    scene.press("gallery-dialog-close").await;
    style.remove();
}
