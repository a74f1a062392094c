//! The figures of `cargo xtask bench desk`. Rows: `sheets`, `review`.

pub mod review;
pub mod sheets;
