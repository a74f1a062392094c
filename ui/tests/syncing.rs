//! The sync centre in a real browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use cunfa_core::{BatchId, EntryId, Role};
use cunfa_protocol::view::{ItemState, LittleRoom, ParkedReason, Photos, Sync, SyncItem, SyncOutcome};
use cunfa_protocol::{Code, Command, Reply, command};
use cunfa_ui::components::StatusLine;
use cunfa_ui::field::SyncCentre;
use cunfa_ui::state::use_app;
use leptos::prelude::*;
use page_support::{Door, frame, key, show, until};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn sync(outcome: SyncOutcome) -> Sync {
    Sync {
        running: false,
        cut: false,
        outcome,
        last_done_ms: None,
        next_try_ms: None,
        records: None,
        forgotten: Vec::new(),
        items: Vec::new(),
        delivered: false,
        unsent: 0,
        parked: 0,
        unsent_bytes: 0,
        last_bytes_up: 0,
        last_bytes_down: 0,
        clock_skew_ms: None,
        unsent_since_ms: None,
        newer: 0,
        filling: None,
        photos: Photos::default(),
        room: None,
    }
}

#[wasm_bindgen_test]
async fn a_device_the_server_does_not_know_any_more_takes_a_code_and_keeps_what_was_typed() {
    let door = Door::put(|command| match command {
        Command::SyncStatus(_) => Ok(Reply::SyncStatus(sync(SyncOutcome::SignInAgain))),
        Command::SignInAgain(with) if with.code == "ABCDE23456" => Ok(Reply::SignInAgain(sync(SyncOutcome::Done))),
        Command::SignInAgain(_) => Err(Code::InvitationUnknown),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, SyncCentre);
    let code = scene.wait("sign-in-code").await;
    let typed = |text: &str| {
        js_sys::Reflect::set(&code, &"value".into(), &JsValue::from_str(text)).unwrap();
        code.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    };
    let asked = |door: &Door| {
        let asked = door.asked().into_iter();
        asked
            .filter(|command| matches!(command, Command::SignInAgain(_)))
            .count()
    };
    scene.wait("sync-outcome").await;
    assert!(
        scene.find("sync-sentence").is_none(),
        "it is said once, where it can be mended"
    );
    scene.press("sign-in-send").await;
    assert_eq!(asked(&door), 0, "nothing typed, nothing asked");
    typed("ABCDE23457");
    key(&code, "Enter", true);
    assert_eq!(asked(&door), 0, "the Enter that ends a composition asks nothing");
    scene.press("sign-in-send").await;
    until("the refusal is said", || scene.text().contains("开通码")).await;
    let again = Command::SignInAgain(command::SignInAgain {
        code: "ABCDE23457".to_owned(),
    });
    assert!(door.asked().contains(&again));
    assert_eq!(
        js_sys::Reflect::get(&code, &"value".into())
            .unwrap()
            .as_string()
            .unwrap(),
        "ABCDE23457"
    );
    typed("ABCDE23456");
    scene.press("sign-in-send").await;
    until("it is signed in", || scene.find("sign-in-again").is_none()).await;
    scene.wait("sync-sentence").await;
}

/// The state of a device whose oldest unsent record is so many hours old, and whose clock is so many minutes ahead.
fn unsent(hours: f64, skew_minutes: i64) -> Sync {
    let since_ms = js_sys::Date::now() - hours * 3_600_000.0;
    Sync {
        unsent: 2,
        unsent_since_ms: Some(since_ms as i64),
        clock_skew_ms: Some(skew_minutes * 60_000),
        ..sync(SyncOutcome::NoNetwork)
    }
}

#[wasm_bindgen_test]
async fn what_waits_for_more_than_three_days_is_said_in_red_on_every_screen_and_in_the_sync_centre() {
    for (state, is_long, is_skewed) in [(unsent(73.0, 2), true, false), (unsent(71.0, -40), false, true)] {
        let answer = state.clone();
        let _door = Door::put(move |command| match command {
            Command::SyncStatus(_) => Ok(Reply::SyncStatus(answer.clone())),
            _ => Err(Code::NotNow),
        });
        let scene = show(Role::Counsel, move || {
            use_app().sync.set(Some(state.clone()));
            view! { <StatusLine /> <SyncCentre /> }
        });
        scene.wait("sync-outcome").await;
        scene.wait("status-unsent").await;
        frame().await;
        assert_eq!(scene.find("status-long").is_some(), is_long);
        assert_eq!(scene.find("sync-long").is_some(), is_long);
        assert_eq!(scene.find("sync-skew").is_some(), is_skewed);
    }
}

#[wasm_bindgen_test]
async fn the_sync_centre_says_how_many_entries_a_newer_program_wrote_to_and_who_is_to_be_updated() {
    for (newer, outcome, said) in [
        (2, SyncOutcome::Done, "有 2 条记录由新版程序写过"),
        (0, SyncOutcome::AppTooOld, "请更新程序"),
        (0, SyncOutcome::ServerTooOld, "服务器还没有更新"),
        (0, SyncOutcome::ClockOff, "核对本机的日期和时间"),
    ] {
        let state = Sync { newer, ..sync(outcome) };
        let _door = Door::put(move |command| match command {
            Command::SyncStatus(_) => Ok(Reply::SyncStatus(state.clone())),
            _ => Err(Code::NotNow),
        });
        let scene = show(Role::Counsel, SyncCentre);
        scene.wait("sync-outcome").await;
        until("it is said", || scene.text().contains(said)).await;
        assert_eq!(scene.find("sync-newer").is_some(), newer > 0);
    }
}

#[wasm_bindgen_test]
async fn little_room_is_said_on_every_screen_and_what_it_holds_up_in_the_sync_centre() {
    for (mib, texts_only, says) in [(120, false, "再拍照片"), (39, true, "暂停下载")] {
        let state = Sync {
            room: Some(LittleRoom { mib, texts_only }),
            ..sync(SyncOutcome::Done)
        };
        let answer = state.clone();
        let _door = Door::put(move |command| match command {
            Command::SyncStatus(_) => Ok(Reply::SyncStatus(answer.clone())),
            _ => Err(Code::NotNow),
        });
        let scene = show(Role::Counsel, move || {
            use_app().sync.set(Some(state.clone()));
            view! { <StatusLine /> <SyncCentre /> }
        });
        let mark = scene.wait("status-room").await.text_content().unwrap();
        assert!(mark.contains(&format!("剩 {mib} MB")), "{mark}");
        let said = scene.wait("sync-room").await.text_content().unwrap();
        assert!(said.contains(says), "{said}");
    }
}

#[wasm_bindgen_test]
async fn a_device_in_good_standing_is_asked_for_no_code() {
    let _door = Door::put(|command| match command {
        Command::SyncStatus(_) => Ok(Reply::SyncStatus(sync(SyncOutcome::NoNetwork))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, SyncCentre);
    scene.wait("sync-outcome").await;
    assert!(scene.find("sign-in-again").is_none());
}

#[wasm_bindgen_test]
async fn all_is_said_to_be_there_only_where_something_was_written_and_receipted() {
    let seen = [
        (true, 0, "全部已送达"),
        (false, 0, "没有要上传的"),
        (false, 2, "没有您要上传的"),
    ];
    for (delivered, unsent, title) in seen {
        let state = move || Sync {
            delivered,
            unsent,
            ..sync(SyncOutcome::Done)
        };
        let _door = Door::put(move |command| match command {
            Command::SyncStatus(_) => Ok(Reply::SyncStatus(state())),
            _ => Err(Code::NotNow),
        });
        let scene = show(Role::Counsel, SyncCentre);
        scene.wait("sync-empty").await;
        assert!(scene.text().contains(title), "{title}");
        assert_eq!(scene.text().contains("全部已送达"), delivered);
    }
}

#[wasm_bindgen_test]
async fn villages_that_nobody_here_may_read_any_more_are_named_once_and_put_away() {
    use std::cell::Cell;
    use std::rc::Rc;
    let seen = Rc::new(Cell::new(false));
    let (told, read) = (Rc::clone(&seen), Rc::clone(&seen));
    let status = move || Sync {
        forgotten: if told.get() {
            Vec::new()
        } else {
            vec!["那况村委会".to_owned()]
        },
        ..sync(SyncOutcome::Done)
    };
    let _door = Door::put(move |command| match command {
        Command::SyncStatus(_) => Ok(Reply::SyncStatus(status())),
        Command::ReadRecordsNotice(_) => {
            read.set(true);
            Ok(Reply::ReadRecordsNotice(status()))
        }
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, SyncCentre);
    scene.wait("sync-forgotten").await;
    assert!(scene.text().contains("那况村委会"));
    scene.press("sync-forgotten-read").await;
    until("it is put away", || scene.find("sync-forgotten").is_none()).await;
    assert!(seen.get());
}

#[wasm_bindgen_test]
async fn what_was_not_taken_says_why_and_is_sent_again_by_one_press() {
    let batch = BatchId([5; 32]);
    let parked = move || Sync {
        parked: 1,
        unsent: 1,
        items: vec![SyncItem {
            entry: EntryId([1; 16]),
            number: "03-0007".to_owned(),
            is_need: false,
            village_name: "那况村".to_owned(),
            matter: "宅基地".to_owned(),
            state: ItemState::Parked {
                batch,
                reason: ParkedReason::Content,
            },
        }],
        ..sync(SyncOutcome::Done)
    };
    let door = Door::put(move |command| match command {
        Command::SyncStatus(_) => Ok(Reply::SyncStatus(parked())),
        Command::RetryParked(_) => Ok(Reply::RetryParked(sync(SyncOutcome::Done))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, SyncCentre);
    scene.wait("sync-retry").await;
    assert!(scene.place.query_selector(".item-why").unwrap().is_some());
    scene.press("sync-retry").await;
    until("it waits no more", || scene.find("sync-retry").is_none()).await;
    let again = |command: &Command| matches!(command, Command::RetryParked(with) if with.batch == batch);
    assert_eq!(door.asked().iter().filter(|one| again(one)).count(), 1);
}
