//! The figures of `cargo xtask bench`: each measured on real files, a real server process and real windows, beside what it is
//! compared with, in the same run. Those of `main` stand here, those of
//! `evidence`, `field` and `server` in folders of their own.

pub mod desk;
pub mod evidence;
pub mod field;
pub mod field_device;
pub mod link;
pub mod process;
pub mod push;
pub mod report;
pub mod save;
pub mod server;
pub mod size;
pub mod sync;
pub mod window_start;
