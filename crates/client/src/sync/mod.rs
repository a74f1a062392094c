//! Sync: the engine decides (no I/O), the driver performs it with the link and the store, the timer starts it.

pub(crate) mod answer;
pub(crate) mod commands;
pub(crate) mod driver;
pub mod engine;
pub(crate) mod note;
pub mod roots;
pub(crate) mod round;
pub(crate) mod timer;
pub(crate) mod words;
