//! The day's entries in one sitting, in a real browser: each shown, each with its own drawing and press; counted in touches.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod page_support;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use cunfa_core::{EntryId, Ink, Role};
use cunfa_protocol::command::Sign;
use cunfa_protocol::view::{EntryRow, Handed, HandedEntry, ReadyEntry, ReadyToSign, Signing};
use cunfa_protocol::{Code, Command, Reply};
use cunfa_ui::app::Root;
use cunfa_ui::field::Ready;
use cunfa_ui::tablet::SittingScreen;
use leptos::prelude::*;
use page_support::{Door, Scene, event, frame, point, row, session, show, signing, until, view};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const PIN: &str = "258013";

fn id(number: u8) -> EntryId {
    EntryId([number; 16])
}

fn row_of(number: u8) -> EntryRow {
    EntryRow {
        number: format!("03-000{number}"),
        ..row(id(number))
    }
}

fn shown(entry: EntryId) -> Signing {
    let mut shown = signing();
    shown.entry.number = row_of(entry.0[0]).number;
    shown
}

/// A client with three entries in the signer's hand.
fn door(fails: Rc<Cell<Option<Code>>>) -> Door {
    let signed: RefCell<BTreeSet<EntryId>> = RefCell::default();
    let _ = window().location().set_hash("");
    Door::put(move |command| match command {
        Command::SessionStatus(_) | Command::Unlock(_) => {
            let session = session(Role::Counsel);
            Ok(match command {
                Command::Unlock(_) => Reply::Unlock(session),
                _ => Reply::SessionStatus(session),
            })
        }
        Command::Handed(_) => {
            let entry = |number| HandedEntry {
                row: row_of(number),
                signed: signed.borrow().contains(&id(number)),
            };
            Ok(Reply::Handed(Handed {
                village_name: "那况村".to_owned(),
                entries: (1..=3).map(entry).collect(),
            }))
        }
        Command::OpenSigning(with) => Ok(Reply::OpenSigning(shown(with.entry))),
        Command::Sign(with) => match fails.take() {
            Some(code) => Err(code),
            None => {
                signed.borrow_mut().insert(with.entry);
                Ok(Reply::Sign(view(with.entry)))
            }
        },
        _ => Err(Code::NoNetwork),
    })
}

/// A hand that counts its touches, apart from ink and digits.
struct Hand {
    scene: Scene,
    touches: Cell<u32>,
}

impl Hand {
    async fn press(&self, test: &str) {
        self.touches.set(self.touches.get() + 1);
        let button = self.scene.wait(test).await;
        until(&format!("{test} can be pressed"), || !button.has_attribute("disabled")).await;
        button.click();
        frame().await;
    }

    /// Writes a name, each time another one.
    async fn write(&self, seed: f64) {
        let pad = self.scene.wait("ink-pad").await;
        for (name, value) in [("height", "400px"), ("width", "400px")] {
            pad.style().set_property(name, value).unwrap();
        }
        frame().await;
        frame().await;
        point(&pad, "pointerdown", 1, 40.0, 300.0);
        for step in 1..12 {
            let step = f64::from(step);
            point(&pad, "pointermove", 1, 40.0 + 25.0 * step, 300.0 - seed * step);
        }
        point(&pad, "pointerup", 1, 350.0, 200.0);
        frame().await;
    }

    async fn to_the_end_of(&self, seed: f64) {
        self.press("sign-read-done").await;
        self.press("opinion-true").await;
        self.write(seed).await;
        self.press("ink-confirm").await;
        self.press("villagers-next").await;
    }

    async fn give_pin(&self) {
        for digit in PIN.chars() {
            self.scene.press(&format!("sign-pin-{digit}")).await;
        }
        self.press("sign-pin-ok").await;
    }

    async fn at(&self, number: &str) {
        until(&format!("{number} is shown"), || self.scene.text().contains(number)).await;
        self.scene.wait("sign-read-done").await;
    }
}

fn begin(fails: &Rc<Cell<Option<Code>>>) -> (Hand, Door) {
    let door = door(Rc::clone(fails));
    let scene = show(Role::Counsel, || view! { <SittingScreen /> });
    let touches = Cell::new(0);
    (Hand { scene, touches }, door)
}

fn signs(door: &Door) -> Vec<Sign> {
    let sign = |command| match command {
        Command::Sign(sign) => Some(sign),
        _ => None,
    };
    door.asked().into_iter().filter_map(sign).collect()
}

#[wasm_bindgen_test]
async fn each_entry_is_shown_drawn_and_pressed_by_itself_in_few_touches() {
    let (hand, door) = begin(&Rc::default());
    hand.at("03-0001").await;
    hand.to_the_end_of(3.0).await;
    hand.give_pin().await;
    assert!(
        hand.touches.get() <= 6,
        "the first, with the PIN: {}",
        hand.touches.get()
    );
    hand.at("03-0002").await;
    assert!(
        hand.scene
            .wait("sitting-said")
            .await
            .text_content()
            .unwrap()
            .contains("03-0001")
    );
    hand.touches.set(0);
    hand.to_the_end_of(9.0).await;
    hand.at("03-0003").await;
    assert!(hand.touches.get() <= 4, "{}", hand.touches.get());
    hand.press("sign-not-now").await;
    let summary = hand.scene.wait("sitting-summary").await;
    let told = |name: &str| summary.get_attribute(name).unwrap();
    assert_eq!(
        (told("data-signed"), told("data-left")),
        ("2".to_owned(), "1".to_owned())
    );
    let signed = signs(&door);
    let entries: Vec<EntryId> = signed.iter().map(|sign| sign.entry).collect();
    assert_eq!(entries, [id(1), id(2)]);
    assert!(signed.iter().all(|sign| sign.pin == PIN && sign.slot == 1));
    let inks: BTreeSet<Vec<u8>> = signed.iter().map(|sign| Ink::shape(&sign.ink)).collect();
    assert_eq!(inks.len(), 2, "a drawing of its own under each");
    hand.press("sitting-again").await;
    hand.at("03-0003").await;
}

#[wasm_bindgen_test]
async fn the_tablet_goes_back_by_the_holders_pin_and_the_signers_is_forgotten() {
    let (hand, door) = begin(&Rc::default());
    hand.at("03-0001").await;
    hand.press("sitting-stop").await;
    hand.press("sitting-finish").await;
    hand.scene.wait("hand-back").await;
    for digit in PIN.chars() {
        hand.scene.press(&format!("hand-back-pin-{digit}")).await;
    }
    hand.press("hand-back-pin-ok").await;
    until("the device is opened for its holder", || {
        door.asked().iter().any(|one| matches!(one, Command::Unlock(_)))
    })
    .await;
    assert!(signs(&door).is_empty());
}

#[wasm_bindgen_test]
async fn a_pin_that_is_refused_is_asked_for_again_and_the_ink_stays() {
    let fails: Rc<Cell<Option<Code>>> = Rc::default();
    let (hand, door) = begin(&fails);
    hand.at("03-0001").await;
    hand.to_the_end_of(3.0).await;
    hand.give_pin().await;
    hand.at("03-0002").await;
    fails.set(Some(Code::WrongPin {
        wait_ms: 0,
        tries_left: 8,
    }));
    hand.to_the_end_of(9.0).await;
    hand.scene.wait("sign-pin").await;
    hand.give_pin().await;
    hand.at("03-0003").await;
    let signed = signs(&door);
    assert_eq!(signed.len(), 3);
    assert_eq!((signed[1].entry, &signed[1].ink), (signed[2].entry, &signed[2].ink));
}

#[wasm_bindgen_test]
async fn a_page_that_is_hidden_forgets_the_pin() {
    let (hand, _door) = begin(&Rc::default());
    hand.at("03-0001").await;
    hand.to_the_end_of(3.0).await;
    hand.give_pin().await;
    hand.at("03-0002").await;
    event(&document(), "visibilitychange");
    hand.to_the_end_of(9.0).await;
    hand.scene.wait("sign-pin").await;
}

#[wasm_bindgen_test]
async fn where_nothing_was_handed_over_there_is_a_way_home() {
    let _ = window().location().set_hash("");
    let _door = Door::put(|command| match command {
        Command::SessionStatus(_) => Ok(Reply::SessionStatus(session(Role::Counsel))),
        _ => Err(Code::NotNow),
    });
    let scene = show(Role::Counsel, || view! { <SittingScreen /> });
    scene.press("sitting-home").await;
}

#[wasm_bindgen_test]
async fn the_entries_of_the_last_day_are_chosen_and_what_cannot_be_signed_says_why() {
    let _ = window().location().set_hash("");
    let earlier = EntryRow {
        date: "2026-11-20".parse().unwrap(),
        ..row_of(1)
    };
    let ready = move || ReadyToSign {
        village_name: "那况村".to_owned(),
        entries: vec![
            ReadyEntry {
                row: row_of(3),
                obstacle: None,
            },
            ReadyEntry {
                row: row_of(2),
                obstacle: Some(Code::Signing {
                    refusal: cunfa_protocol::failure::Refusal::Conflict,
                }),
            },
            ReadyEntry {
                row: earlier.clone(),
                obstacle: None,
            },
        ],
        submits: true,
    };
    let door = Door::put(move |command| match command {
        Command::ReadyToSign(_) => Ok(Reply::ReadyToSign(ready())),
        _ => Err(Code::DiskFull),
    });
    let village = "450102101205".parse().unwrap();
    let scene = show(Role::Counsel, move || view! { <Ready village=village /> });
    let is_on = |test: &str| {
        let input: web_sys::HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(scene.find(test).unwrap());
        (input.checked(), input.disabled())
    };
    scene.wait("ready-03-0003").await;
    until("the last day is chosen", || is_on("ready-03-0003").0).await;
    assert_eq!(is_on("ready-03-0002"), (false, true));
    assert_eq!(is_on("ready-03-0001"), (false, false));
    assert!(scene.text().contains("两处写得不同") && scene.find("ready-submits").is_some());
    scene.press("ready-03-0001").await;
    scene.press("hand-over").await;
    until("it is handed over", || {
        door.asked().iter().any(|one| matches!(one, Command::HandOver(_)))
    })
    .await;
    let asked = door.asked().into_iter().find_map(|one| match one {
        Command::HandOver(with) => Some(with.entries),
        _ => None,
    });
    assert_eq!(asked.unwrap(), [id(1), id(3)], "the oldest first");
    scene.wait("failure").await;
}

#[wasm_bindgen_test]
async fn the_whole_page_leads_from_the_place_of_a_sitting_to_its_first_entry() {
    let _door = door(Rc::default());
    let _ = window().location().set_hash("#/sitting");
    let scene = show(Role::Counsel, || view! { <Root /> });
    scene.wait("sitting-place").await;
    let _ = window().location().set_hash("");
}
