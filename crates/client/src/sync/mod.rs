//! Sync: the engine decides (no I/O), the driver performs it with the link and the store, batches first ([`incoming`], [`round`]),
//! then what a log that began anew lacks of others ([`lacking`]), then photos ([`moving`], [`chunks`]); the timer starts it.

pub(crate) mod answer;
pub(crate) mod carried;
pub(crate) mod chunks;
pub(crate) mod commands;
pub(crate) mod compare;
pub(crate) mod driver;
pub mod engine;
pub(crate) mod filling;
pub(crate) mod incoming;
pub(crate) mod index;
pub(crate) mod lacking;
pub(crate) mod moving;
pub(crate) mod note;
pub mod pace;
pub mod roots;
pub(crate) mod round;
pub(crate) mod timer;
pub(crate) mod words;
