//! Home and volume open with what they show, in a real browser: no empty frame is drawn in between, and nothing is asked twice.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::NaiveDate;
use cunfa_core::{EntryId, Role};
use cunfa_protocol::view::{Event, Home, Session, SessionStage, SyncOutcome, Topic, VolumePage};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::app::Root;
use cunfa_ui::before::{PRESSED, take};
use cunfa_ui::later::{Draw, Missing, later};
use cunfa_ui::transport::{Answer, Transport, install};
use leptos::prelude::*;
use page_support::{Door, Scene, frame, row, session, show, slot, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn door(volume: impl Fn() -> Result<VolumePage, Code> + 'static) -> Door {
    let _ = window().location().set_hash("");
    Door::put(move |command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
        Command::Volume(_) => volume().map(Reply::Volume),
        _ => Err(Code::NoNetwork),
    })
}

fn one_row() -> VolumePage {
    VolumePage {
        rows: vec![row(EntryId([6; 16]))],
        total: 1,
        offset: 0,
    }
}

async fn opened() -> Scene {
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("nav-volume").await.click();
    scene
}

#[wasm_bindgen_test]
async fn the_volume_is_shown_with_its_rows_and_asks_for_them_once() {
    let door = door(|| Ok(one_row()));
    let scene = opened().await;
    while scene.find("volume").is_none() {
        frame().await;
    }
    assert!(scene.find("row").is_some(), "rows come with the screen");
    frame().await;
    let asked = door.asked();
    let volumes = asked.iter().filter(|one| matches!(one, Command::Volume(_))).count();
    assert_eq!(volumes, 1);
}

#[wasm_bindgen_test]
async fn a_volume_that_cannot_be_read_is_shown_with_the_reason() {
    let _door = door(|| Err(Code::Locked));
    let scene = opened().await;
    scene.wait("volume").await;
    until("the reason is said", || {
        scene.place.query_selector("[role=\"alert\"]").unwrap().is_some()
    })
    .await;
    assert!(scene.find("row").is_none());
}

fn locked() -> Session {
    Session {
        stage: SessionStage::Locked,
        ..session(Role::Counsel)
    }
}

#[wasm_bindgen_test]
async fn a_name_that_was_pressed_before_the_screens_were_ready_has_its_pad_and_is_not_pressed_again() {
    let _door = Door::put(|command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(Session {
            slots: vec![slot(0, Role::Counsel), slot(1, Role::Cadre)],
            ..locked()
        })),
        _ => Err(Code::NoNetwork),
    });
    let _ = window().location().set_hash("");
    js_sys::Reflect::set(&window(), &PRESSED.into(), &1.into()).unwrap();
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("pin-1").await;
    let whose = scene.place.query_selector(".pin-label").unwrap().unwrap();
    assert_eq!(
        whose.text_content(),
        Some(cunfa_ui::words::field::pin_of(&slot(1, Role::Cadre)))
    );
    scene.wait("lock-who").await.click();
    scene.wait("slot-0").await;
    assert!(scene.find("pin-1").is_none());
    assert!(take(PRESSED).is_none());
}

fn home() -> Home {
    Home {
        today: NaiveDate::from_ymd_opt(2026, 9, 18).unwrap(),
        villages: Vec::new(),
        drafts: 0,
        unsigned: 3,
        unsent: 0,
        returned: 0,
        needs: 0,
        rules: Vec::new(),
        follow_ups: 0,
        reminder: None,
        last_sync_ms: None,
        last_outcome: SyncOutcome::Never,
    }
}

/// A locked device, its PIN given.
async fn unlocked(home: impl Fn() -> Result<Home, Code> + 'static) -> (Door, Scene) {
    let _ = window().location().set_hash("");
    let door = Door::put(move |command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(locked())),
        Command::Unlock(_) => Ok(Reply::Unlock(session(Role::Counsel))),
        Command::Home(_) => home().map(Reply::Home),
        Command::Volume(_) => Ok(Reply::Volume(one_row())),
        _ => Err(Code::NoNetwork),
    });
    let scene = show(Role::Counsel, || view! { <Root /> });
    for digit in "258013".chars() {
        scene.press(&format!("pin-{digit}")).await;
    }
    scene.wait("pin-ok").await.click();
    while scene.find("home").is_none() {
        frame().await;
    }
    (door, scene)
}

fn count(door: &Door, is: impl Fn(&Command) -> bool) -> usize {
    door.asked().iter().filter(|command| is(command)).count()
}

#[wasm_bindgen_test]
async fn the_device_is_shown_as_open_together_with_its_home_and_asks_for_it_once() {
    let (door, scene) = unlocked(|| Ok(home())).await;
    assert!(
        scene.find("count-unsigned").is_some(),
        "the counts come with the screen"
    );
    frame().await;
    assert_eq!(count(&door, |command| matches!(command, Command::Home(_))), 1);
}

#[wasm_bindgen_test]
async fn a_home_that_cannot_be_read_opens_the_device_all_the_same_and_says_why() {
    let (_door, scene) = unlocked(|| Err(Code::DiskFull)).await;
    until("the reason is said", || {
        scene.place.query_selector("[role=\"alert\"]").unwrap().is_some()
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_volumes_rows_are_asked_for_once_while_the_home_is_looked_at() {
    let (door, scene) = unlocked(|| Ok(home())).await;
    let volumes = || count(&door, |command| matches!(command, Command::Volume(_)));
    until("the rows are asked for ahead", || volumes() == 1).await;
    scene.press("nav-volume").await;
    scene.wait("row").await;
    frame().await;
    assert_eq!(volumes(), 1);
}

#[wasm_bindgen_test]
async fn what_is_drawn_unseen_while_a_pin_is_tried_asks_nothing_can_be_met_by_nobody_and_goes() {
    let _ = window().location().set_hash("");
    let door = Door::put(|command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(locked())),
        Command::Unlock(_) => Err(Code::WrongPin {
            wait_ms: 0,
            tries_left: 4,
        }),
        _ => Err(Code::NoNetwork),
    });
    let scene = show(Role::Counsel, || view! { <Root /> });
    for digit in "258013".chars() {
        scene.press(&format!("pin-{digit}")).await;
    }
    scene.wait("pin-ok").await.click();
    let unseen = || document().query_selector(".rehearsal").unwrap();
    until("the screens are drawn", || unseen().is_some()).await;
    let drawn = unseen().unwrap();
    assert!(drawn.has_attribute("inert") && drawn.get_attribute("aria-hidden").as_deref() == Some("true"));
    assert!(
        drawn.query_selector(".village-card").unwrap().is_some() && drawn.query_selector(".row").unwrap().is_some()
    );
    assert!(drawn.query_selector("[data-test], [id], [for]").unwrap().is_none());
    until("they are gone", || unseen().is_none()).await;
    let asked = count(&door, |command| {
        !matches!(command, Command::SessionStatus(_) | Command::Unlock(_))
    });
    assert_eq!(asked, 0);
}

/// What a page hears of changes with.
type Ears = Option<Box<dyn Fn(Event)>>;

/// A door whose page can be told of changes.
struct Telling {
    door: Door,
    hear: Rc<RefCell<Ears>>,
}

impl Transport for Telling {
    fn send(&self, name: &'static str, command: String) -> Answer {
        self.door.send(name, command)
    }

    fn listen(&self, hear: Box<dyn Fn(Event)>) {
        self.hear.replace(Some(hear));
    }
}

#[wasm_bindgen_test]
async fn a_file_that_had_to_be_closed_again_is_said_on_an_empty_page() {
    let _ = window().location().set_hash("");
    let closed = Rc::new(Cell::new(false));
    let now = Rc::clone(&closed);
    let door = Door::put(move |command| match command {
        Command::SessionStatus(_) if now.get() => Err(Code::FileDamaged),
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
        Command::Home(_) => Ok(Reply::Home(home())),
        _ => Err(Code::NoNetwork),
    });
    let hear = Rc::default();
    install(Rc::new(Telling {
        door,
        hear: Rc::clone(&hear),
    }));
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("home").await;
    closed.set(true);
    let event = Event {
        topics: vec![Topic::Session],
        entries: Vec::new(),
    };
    hear.borrow().as_ref().unwrap()(event);
    scene.wait("failure").await;
    assert!(scene.find("home").is_none(), "nothing of the last person stays");
}

#[wasm_bindgen_test]
async fn a_part_that_cannot_be_fetched_is_said_and_there_when_it_is_tried_again() {
    let _door = Door::put(|_| Err(Code::NoNetwork));
    let cut = Rc::new(Cell::new(true));
    let asked = Rc::clone(&cut);
    let part = move || {
        let cut = asked.get();
        async move {
            let draw: Draw = Box::new(|| view! { <p data-test="part">"部分"</p> }.into_any());
            (!cut).then_some(draw).ok_or(Missing)
        }
    };
    let scene = show(Role::Counsel, move || later(part));
    let said = scene.wait("part-missing").await;
    assert!(said.text_content().unwrap().contains("没有丢失"));
    scene.press("part-again").await;
    scene.wait("part-missing").await;
    assert!(scene.find("part").is_none());
    cut.set(false);
    scene.press("part-again").await;
    scene.wait("part").await;
    assert!(scene.find("part-missing").is_none());
}

#[wasm_bindgen_test]
async fn a_part_that_is_here_is_drawn_in_the_same_frame() {
    let _door = Door::put(|_| Err(Code::NoNetwork));
    let part = || async {
        let draw: Draw = Box::new(|| view! { <p data-test="part">"部分"</p> }.into_any());
        Ok(draw)
    };
    let scene = show(Role::Counsel, move || later(part));
    assert!(scene.find("part").is_some(), "nothing was waited for");
}
