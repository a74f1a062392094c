//! The figures of `cargo xtask bench main`: each measured on real files, a real server process and real windows, beside
//! what it is compared with, in the same run.

pub mod field_device;
pub mod link;
pub mod push;
pub mod report;
pub mod save;
pub mod size;
pub mod window_start;
