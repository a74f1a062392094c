//! Words of reading the page aloud.

pub const READ: &str = "朗读";
pub const STOP: &str = "停止朗读";
