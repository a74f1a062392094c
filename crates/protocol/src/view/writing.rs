//! What helps with writing and stays on the device: templates, and how much work an entry was.

use cunfa_core::Template;
use serde::{Deserialize, Serialize};

/// A person's templates. Built-in ones are the interface's own words; here stands what the person changed of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Templates {
    /// The person's own, and built-in ones as the person changed them, in the order in which they were first kept.
    pub kept: Vec<Template>,
    /// Keys of built-in ones that the person deleted.
    pub hidden: Vec<String>,
}

/// 填写负担 of the person's last entries, counted by this device for the person alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Burden {
    /// How many entries it is about, 20 at most; with 0 the rest says nothing.
    pub entries: u32,
    /// Half of them took so many taps or fewer.
    pub median_taps: u32,
    /// Half of them took so many seconds or fewer.
    pub median_seconds: u32,
}
