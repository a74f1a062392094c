//! What screens compute without a screen: routes, hours, quick times, PINs, the part of a long list that is drawn. Pure, no leptos, no page; tested natively.

pub mod again;
pub mod check;
pub mod dates;
pub mod filling;
pub mod held;
pub use crate::words::hours;
pub mod meter;
pub mod persons;
pub mod pin;
pub mod quick_time;
pub mod record;
pub mod route;
pub mod rule_lines;
pub mod steps;
pub mod tenths;
pub mod timer;
pub mod typing;
pub mod window;
pub mod yuan;
