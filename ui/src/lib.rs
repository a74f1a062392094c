//! The screens, by person: `field` (counsel and cadre), `tablet` (signing), `desk` (office), and what they share.
//!
//! `model` and `words` know no page and are tested natively. Facts come through `transport` and are asked for again
//! whenever the client says that they changed; nothing of the ledger is kept here.

pub mod above;
pub mod app;
pub mod arithmetic;
pub mod before;
pub mod clock;
pub mod components;
pub mod desk;
pub mod evidence;
pub mod field;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod idle;
pub mod keeping;
pub mod later;
pub mod live;
pub mod model;
pub mod needs;
pub mod page;
pub mod photos;
pub mod questions;
pub mod registers;
pub mod router;
pub mod sheets;
pub mod state;
pub mod tablet;
pub mod transport;
pub mod typed;
pub mod words;

/// Mounts the screens on the page.
pub fn mount() {
    #[cfg(debug_assertions)]
    if gallery::shown() {
        return;
    }
    leptos::mount::mount_to_body(app::Root);
}
