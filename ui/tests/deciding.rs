//! Deciding over several at the desk, what changed since, and the return on its way, in a real browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::RefCell;
use std::rc::Rc;

use cunfa_core::{ActId, Decision, Detail, DetailText, Entry, EntryId, Role};
use cunfa_protocol::view::{
    BatchRow, DraftSaved, LeftOut, OwnReason, PriorDecision, Returning, ReviewOutcome, Reviewed, Since,
};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::desk::Desk;
use leptos::prelude::*;
use page_support::{Door, Scene, entry, frame, key, queue, row, shifted, show, type_into, until, view};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const IDS: [EntryId; 3] = [EntryId([1; 16]), EntryId([2; 16]), EntryId([3; 16])];

/// The second of the entries needs an eye.
fn batch(entries: &[EntryId]) -> Vec<BatchRow> {
    let one = |id: &EntryId| BatchRow {
        row: row(*id),
        sign_off: Some(ActId([9; 16])),
        signer: "韦秀兰".to_owned(),
        left_out: (*id == IDS[1]).then_some(LeftOut::Major).into_iter().collect(),
    };
    entries.iter().map(one).collect()
}

fn since() -> Since {
    Since {
        corrects: None,
        before: entry(),
        now: Entry {
            result: "同意调解".to_owned(),
            details: vec![DetailText {
                of: Detail::CaseNumber,
                text: "（2026）桂0102民初17号".to_owned(),
            }],
            ..entry()
        },
        decisions: vec![PriorDecision {
            person_name: "黄志强".to_owned(),
            device_time_ms: 1_795_430_860_000,
            decision: Decision::Return {
                reasons: vec!["请写明结果".to_owned(), "时间要核对".to_owned()],
            },
        }],
    }
}

/// A desk that keeps what is typed; the third entry is refused when it is approved with others.
fn door() -> Door {
    let kept: Rc<RefCell<Returning>> = Rc::default();
    Door::put(move |command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&IDS))),
        Command::OpenEntry(open) => {
            let mut view = view(open.entry);
            view.entry.corrects = (open.entry == IDS[2]).then_some(IDS[0]);
            Ok(Reply::OpenEntry(view))
        }
        Command::Review(review) => Ok(Reply::Review(view(review.entry))),
        Command::Since(_) => Ok(Reply::Since(Some(since()))),
        Command::ForReview(with) => Ok(Reply::ForReview(batch(&with.entries))),
        Command::ReviewMany(with) => {
            let outcome = |id| {
                if id == IDS[2] {
                    ReviewOutcome::Refused(Code::ChangedMeanwhile)
                } else {
                    ReviewOutcome::Approved
                }
            };
            let reviewed = with.entries.iter().map(|one| Reviewed {
                entry: one.entry,
                outcome: outcome(one.entry),
            });
            Ok(Reply::ReviewMany(reviewed.collect()))
        }
        Command::Returning(_) => Ok(Reply::Returning(kept.borrow().clone())),
        Command::KeepReturning(with) => {
            kept.borrow_mut().points.clone_from(&with.points);
            Ok(Reply::KeepReturning(DraftSaved { saved_at_ms: 1 }))
        }
        Command::KeepReason(with) => {
            let mut kept = kept.borrow_mut();
            let reason = with.reason.unwrap_or(kept.reasons.len() as u32 + 1);
            kept.reasons.retain(|one| one.reason != reason);
            kept.reasons.push(OwnReason {
                reason,
                text: with.text.clone(),
            });
            Ok(Reply::KeepReason(kept.reasons.clone()))
        }
        Command::DropReason(with) => {
            let mut kept = kept.borrow_mut();
            kept.reasons.retain(|one| one.reason != with.reason);
            Ok(Reply::DropReason(kept.reasons.clone()))
        }
        _ => Err(Code::NotNow),
    })
}

async fn desk() -> (Scene, Door) {
    let door = door();
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    (scene, door)
}

fn body() -> web_sys::HtmlElement {
    document().body().unwrap()
}

fn count(scene: &Scene, test: &str) -> u32 {
    let all = scene.place.query_selector_all(&format!("[data-test=\"{test}\"]"));
    all.unwrap().length()
}

/// The page's clock, stopped for as long as this lives: everything happens at once.
struct Stopped;

impl Stopped {
    fn now() -> Stopped {
        let _ = js_sys::Function::new_no_args("const now = Date.now(); self.goes = Date.now; Date.now = () => now;")
            .call0(&JsValue::NULL)
            .unwrap();
        Stopped
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = js_sys::Function::new_no_args("Date.now = self.goes;").call0(&JsValue::NULL);
    }
}

fn approved_together(door: &Door) -> Vec<Vec<EntryId>> {
    let many = |command| match command {
        Command::ReviewMany(with) => Some(with.entries.iter().map(|one| one.entry).collect()),
        _ => None,
    };
    door.asked().into_iter().filter_map(many).collect()
}

#[wasm_bindgen_test]
async fn shift_chooses_a_range_and_a_shows_what_would_be_approved_and_what_not_and_why() {
    let (scene, door) = desk().await;
    key(&body(), "j", false);
    shifted(&body(), "J");
    until("two are chosen", || scene.text().contains("已选 2 条")).await;
    shifted(&body(), "J");
    shifted(&body(), "K");
    shifted(&body(), "J");
    until("three are chosen", || scene.text().contains("已选 3 条")).await;
    key(&body(), "a", false);
    scene.wait("together-confirm").await;
    assert_eq!((count(&scene, "together-row"), count(&scene, "together-left")), (2, 1));
    assert!(
        scene
            .find("together-left")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("重大事项")
    );
    assert!(
        approved_together(&door).is_empty(),
        "nothing is decided before it was seen"
    );
    scene.press("together-confirm").await;
    scene.wait("together-failed").await;
    assert_eq!(approved_together(&door), [vec![IDS[0], IDS[2]]]);
    assert_eq!(count(&scene, "together-failed"), 1);
    scene.press("together-close").await;
    assert!(scene.find("desk-chosen").is_none(), "nothing is chosen any more");
}

#[wasm_bindgen_test]
async fn boxes_choose_by_touch_escape_chooses_none_and_a_decides_over_one_again() {
    let (scene, door) = desk().await;
    let boxes = scene.place.query_selector_all("[data-test=desk-check]").unwrap();
    for at in [0, 2] {
        let one: web_sys::HtmlElement = boxes.item(at).unwrap().unchecked_into();
        one.click();
    }
    until("two are chosen", || scene.text().contains("已选 2 条")).await;
    key(&body(), "Escape", false);
    until("none is", || scene.find("desk-chosen").is_none()).await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    key(&body(), "a", false);
    until("one was approved", || {
        door.asked().iter().any(|command| matches!(command, Command::Review(_)))
    })
    .await;
    assert!(approved_together(&door).is_empty());
}

#[wasm_bindgen_test]
async fn the_next_entry_is_fetched_before_the_decision_and_shown_without_waiting_for_an_answer() {
    let asked = Rc::new(RefCell::new(0));
    // The second entry is answered once, before the decision; whoever asks again after it hears nothing.
    let door = Door::put(move |command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&IDS))),
        Command::OpenEntry(open) if open.entry == IDS[1] => {
            *asked.borrow_mut() += 1;
            if *asked.borrow() == 1 {
                Ok(Reply::OpenEntry(view(IDS[1])))
            } else {
                Err(Code::NotNow)
            }
        }
        Command::OpenEntry(open) => Ok(Reply::OpenEntry(view(open.entry))),
        Command::Review(review) => Ok(Reply::Review(view(review.entry))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    let opened = |door: &Door| {
        let opened = |command| match command {
            Command::OpenEntry(with) => Some(with.entry),
            _ => None,
        };
        door.asked().into_iter().filter_map(opened).collect::<Vec<_>>()
    };
    until("the next was asked for", || opened(&door).contains(&IDS[1])).await;
    key(&body(), "a", false);
    until("the next is on the screen", || {
        let row = scene
            .place
            .query_selector("[data-test=desk-row][aria-current=true]")
            .unwrap();
        row.and_then(|row| row.get_attribute("data-entry")) == Some(IDS[1].to_string())
            && scene.find("ledger-page").is_some()
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_approval_makes_room_before_its_answer_and_one_that_is_not_kept_brings_its_entry_back() {
    let door = Door::put(move |command| match command {
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&IDS))),
        Command::OpenEntry(open) => Ok(Reply::OpenEntry(view(open.entry))),
        Command::Review(_) => Err(Code::ChangedMeanwhile),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    let opened = |door: &Door, id: EntryId| {
        let opened = |command: &Command| matches!(command, Command::OpenEntry(open) if open.entry == id);
        door.asked().iter().filter(|command| opened(command)).count()
    };
    until("it is asked for ahead", || opened(&door, IDS[1]) == 1).await;
    frame().await;
    key(&body(), "a", false);
    until("the next was shown", || opened(&door, IDS[1]) >= 2).await;
    until("the one that was not approved is back with the reason", || {
        let row = scene
            .place
            .query_selector("[data-test=desk-row][aria-current=true]")
            .unwrap();
        row.and_then(|row| row.get_attribute("data-entry")) == Some(IDS[0].to_string())
            && scene.find("desk-approve").is_some()
            && scene.text().contains("刚才的操作没有生效")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_press_too_many_decides_over_nothing_that_nobody_has_looked_at() {
    let (scene, door) = desk().await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    let reviewed = |door: &Door| {
        let is_review = |command: &&Command| matches!(command, Command::Review(_));
        door.asked().iter().filter(is_review).count()
    };
    for _ in 0..5 {
        key(&body(), "a", false);
        frame().await;
    }
    assert_eq!(reviewed(&door), 1);
    let start = js_sys::Date::now();
    until("a moment is over", || js_sys::Date::now() - start > 450.0).await;
    scene.wait("desk-approve").await;
    key(&body(), "a", false);
    until("the next was looked at and is approved", || reviewed(&door) == 2).await;
}

#[wasm_bindgen_test]
async fn a_return_that_is_confirmed_right_after_an_approval_is_made() {
    let (scene, door) = desk().await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    let decisions = |door: &Door| {
        let decided = |command| match command {
            Command::Review(review) => Some((review.entry, matches!(review.decision, Decision::Return { .. }))),
            _ => None,
        };
        door.asked().into_iter().filter_map(decided).collect::<Vec<_>>()
    };
    let clock = Stopped::now();
    key(&body(), "a", false);
    until("the first is approved", || decisions(&door) == [(IDS[0], false)]).await;
    until("the next is here", || {
        let button = scene.find("desk-return");
        button.is_some_and(|button| !button.has_attribute("disabled"))
    })
    .await;
    scene.press("desk-return").await;
    scene.press("return-template-0").await;
    scene.press("return-confirm").await;
    frame().await;
    drop(clock);
    until("the second is returned", || decisions(&door).len() == 2).await;
    assert_eq!(decisions(&door)[1], (IDS[1], true));
}

#[wasm_bindgen_test]
async fn after_a_decision_the_rows_that_stay_are_the_same_and_one_that_changed_says_what_is_new() {
    let decided = Rc::new(RefCell::new(false));
    let door_decided = Rc::clone(&decided);
    let _door = Door::put(move |command| match command {
        Command::ReviewQueue(_) if *door_decided.borrow() => {
            let mut queue = queue(&IDS[1..]);
            queue.waiting[1].row.matter = "另有所问".to_owned();
            Ok(Reply::ReviewQueue(queue))
        }
        Command::ReviewQueue(_) => Ok(Reply::ReviewQueue(queue(&IDS))),
        Command::OpenEntry(open) => Ok(Reply::OpenEntry(view(open.entry))),
        Command::Review(review) => {
            *door_decided.borrow_mut() = true;
            Ok(Reply::Review(view(review.entry)))
        }
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Office, || view! { <Desk /> });
    scene.wait("desk-row").await;
    let shown = |id: EntryId| {
        let of = format!("[data-test=desk-row][data-entry=\"{id}\"]");
        scene.place.query_selector(&of).unwrap()
    };
    let second = shown(IDS[1]).unwrap();
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    key(&body(), "a", false);
    until("the first is gone", || shown(IDS[0]).is_none()).await;
    assert!(shown(IDS[1]).unwrap().is_same_node(Some(&second)));
    assert!(scene.text().contains("另有所问"));
    assert_eq!(count(&scene, "desk-row"), 2);
    assert_eq!(count(&scene, "desk-check"), 2);
}

#[wasm_bindgen_test]
async fn a_correction_shows_what_changed_beside_the_reasons_of_the_return() {
    let (scene, _door) = desk().await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    assert!(scene.find("since").is_none(), "it came for the first time");
    let rows = scene.place.query_selector_all("[data-test=desk-row]").unwrap();
    rows.item(2).unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    let since = scene.wait("since").await.text_content().unwrap();
    for words in [
        "请写明结果",
        "时间要核对",
        "同意协商",
        "同意调解",
        "处理结果",
        "案号：（2026）桂0102民初17号",
    ] {
        assert!(since.contains(words), "{words}: {since}");
    }
    assert_eq!(count(&scene, "since-part"), 2, "the result and the details");
    assert!(
        scene
            .find("since-rest")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("没有改动")
    );
}

#[wasm_bindgen_test]
async fn a_return_is_kept_while_it_is_typed_and_is_there_again_when_the_dialog_is_opened_anew() {
    let (scene, _door) = desk().await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    key(&body(), "r", false);
    scene.wait("return-point-0").await;
    assert!(scene.find("return-resumed").is_none());
    type_into(&scene, "return-point-0", "缺结果，还没写完");
    until("it is kept", || {
        scene
            .find("return-saved")
            .unwrap()
            .text_content()
            .unwrap()
            .contains("已")
    })
    .await;
    scene.press("return-cancel").await;
    key(&body(), "r", false);
    scene.wait("return-resumed").await;
    let field: web_sys::HtmlTextAreaElement = scene.wait("return-point-0").await.unchecked_into();
    until("it stands there", || field.value() == "缺结果，还没写完").await;
}

#[wasm_bindgen_test]
async fn an_own_reason_is_kept_from_a_point_taken_by_a_touch_deleted_and_taken_back() {
    let (scene, _door) = desk().await;
    scene.press("desk-row").await;
    scene.wait("desk-approve").await;
    key(&body(), "r", false);
    scene.wait("return-point-0").await;
    type_into(&scene, "return-point-0", "请附签到表");
    scene.press("return-keep-0").await;
    scene.wait("own-reason-0").await;
    scene.press("own-reason-0").await;
    scene.wait("return-point-1").await;
    scene.press("own-arrange").await;
    scene.press("own-delete-0").await;
    until("it is gone", || scene.find("own-reasons").is_none()).await;
    scene.press("own-undo").await;
    scene.wait("own-save-0").await;
}

#[wasm_bindgen_test]
async fn the_queue_stands_by_counsel_when_that_is_pressed() {
    let (scene, _door) = desk().await;
    let name = || {
        let head = scene.place.query_selector(".desk-group-name").unwrap().unwrap();
        head.text_content().unwrap()
    };
    assert!(name().contains("那况村"));
    scene.press("desk-by-counsel").await;
    until("it is the counsel's name", || name().contains("覃文斌")).await;
}
