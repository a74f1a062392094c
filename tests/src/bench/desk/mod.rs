//! The figures of `cargo xtask bench desk`.

pub mod door;
pub mod sheets;
