//! The figures of `cargo xtask bench desk`.

pub mod sheets;
