//! The one way from a screen to the client: a command goes out, its own answer or a failure code comes back.
//!
//! Two real doors stand behind the trait: [`ipc`] inside the app, [`bridge`] in a browser. Screens never learn which.

mod asset;
mod bridge;
mod file;
mod ipc;

pub use asset::asset;
pub use file::{base64, download};

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use cunfa_protocol::view::Event;
use cunfa_protocol::{Ask, Code, FailureReply, json};
use serde_json::Value;

/// What a sent command becomes: a reply as the client wrote it.
pub type Answer = Pin<Box<dyn Future<Output = Result<Value, FailureReply>>>>;

/// A door to the client.
pub trait Transport {
    /// Sends one command: its name, and its text in JSON.
    fn send(&self, name: &'static str, command: String) -> Answer;
    /// Calls `hear` for every event, as long as the page lives.
    fn listen(&self, hear: Box<dyn Fn(Event)>);
}

thread_local! {
    static DOOR: RefCell<Option<Rc<dyn Transport>>> = const { RefCell::new(None) };
}

/// Puts a door in place; tests put their own.
pub fn install(door: Rc<dyn Transport>) {
    DOOR.with(|slot| slot.replace(Some(door)));
}

/// The door of this page: the app's when the page runs in the app, else the bridge's.
fn door() -> Rc<dyn Transport> {
    DOOR.with(|slot| {
        let mut slot = slot.borrow_mut();
        Rc::clone(slot.get_or_insert_with(|| match ipc::Ipc::of_window() {
            Some(ipc) => Rc::new(ipc) as Rc<dyn Transport>,
            None => Rc::new(bridge::Bridge),
        }))
    })
}

/// The server's own address, when it is the server that serves this page: nobody has to type it then.
#[must_use]
pub fn served_by() -> Option<String> {
    let origin = web_sys::window()?.location().origin().ok()?;
    (origin.starts_with("https://") && ipc::Ipc::of_window().is_none()).then_some(origin)
}

/// Asks and gives the typed answer.
///
/// # Errors
/// The client's failure, or [`Code::Internal`] when the door itself fails.
pub async fn ask<C: Ask>(command: C) -> Result<C::Answer, FailureReply> {
    let text = json::command(&command).ok_or_else(|| broken("writing a command"))?;
    let reply = door().send(C::NAME, text).await?;
    json::answer::<C>(&reply).ok_or_else(|| broken("reading an answer"))
}

/// Hears every event of the client.
pub fn listen(hear: impl Fn(Event) + 'static) {
    door().listen(Box::new(hear));
}

fn broken(attempted: &str) -> FailureReply {
    Code::Internal {
        attempted: attempted.to_owned(),
    }
    .into()
}
