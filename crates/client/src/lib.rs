//! The app without a window: use cases per area behind one door, and sync. Knows no tauri, leptos or axum.
//!
//! Time, randomness and the network come in through [`AppConfig`]; below this crate they are arguments.

mod about;
mod above;
mod aids;
mod app;
mod attachments;
mod backup;
mod clock;
mod config;
mod counties;
mod courier;
mod deriver;
mod desk;
mod dispatch;
mod enrolments;
mod entries;
mod feedback;
mod finding;
pub mod link;
mod needs;
pub mod photos;
mod random;
mod reason;
mod registers;
mod reviews;
mod session;
mod sheets;
mod signoffs;
pub mod sync;
mod typed;

pub use app::App;
pub use attachments::room::{Room, SystemRoom};
pub use clock::{Clock, Heard, SystemClock};
pub use config::AppConfig;
pub use counties::Counties;
pub use courier::sticks::{ByPage, Stick, Sticks, SystemSticks};
pub use deriver::{Deriver, SystemDeriver};
pub use link::{Answer, Answering, HttpLink, Link, LinkError};
pub use random::{Random, RandomError, SystemRandom};
pub use session::cost::measured as measured_cost;
