//! The county's registers (名册) on a device: read from the acts of the log that came and those that wait here, changed by one signed act
//! over one record, or by a list of them.

pub(crate) mod ask;
pub(crate) mod boards;
mod book;
pub(crate) mod carried;
pub(crate) mod checks;
pub(crate) mod firm;
pub(crate) mod gaps;
mod given_up;
pub(crate) mod list;
pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod one;
pub(crate) mod put;
pub(crate) mod recusal;
pub(crate) mod renewal;

pub(crate) use book::{Book, Kept};
