//! Files as offices have them, made here for real and read back; tables written here and read back by another program's reader.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod counsel;
mod reading;
mod registers;
mod support;
mod villages;
mod writing;
