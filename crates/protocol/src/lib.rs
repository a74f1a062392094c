//! What crosses a boundary: commands and replies of the one door into the client, views for the screens, wire messages
//! between device and server, failure codes. Each type is held by a snapshot; a change here is a promise changed.

pub mod command;
pub mod courier;
pub mod devices;
pub mod door;
pub mod failure;
pub mod figures;
pub mod firms;
pub mod index;
pub mod inquiries;
mod items;
pub mod json;
pub mod lacking;
pub mod registers;
pub mod view;
pub mod wire;

pub use door::{Ask, Command, Reply};
pub use failure::{Code, FailureReply};
