//! The figures of `cargo xtask bench evidence`: what a signature costs to make, to carry and to check, and what a volume of ten
//! years costs to export and to verify.

pub mod act_bytes;
pub mod county;
pub mod signatures;
pub mod signing;
pub mod volume;
