//! What is looked for in the volumes, and what a person looks for again.

use chrono::NaiveDate;
use cunfa_core::{Kind, Mode, Stage, VillageCode};
use serde::{Deserialize, Serialize};

/// Filter chips of a volume; several may be on, each narrows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VolumeFilter {
    /// Only these stages; empty = all.
    pub stages: Vec<Stage>,
    /// Only with something not yet on the server.
    pub unsent: bool,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this mode.
    pub mode: Option<Mode>,
    /// Only this month.
    pub month: Option<MonthOf>,
    /// Only 重大事项.
    pub major: bool,
}

/// A month of service dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthOf {
    /// The month of today where the device is, also when it is looked for again in another month.
    This,
    /// The one before.
    Last,
    /// This one (its first day).
    Of(NaiveDate),
}

/// All that narrows a volume.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sought {
    /// Village; none = all in scope.
    pub village: Option<VillageCode>,
    /// Calendar year; none = all.
    pub year: Option<i32>,
    /// Filter chips.
    pub filter: VolumeFilter,
    /// Words to find; empty = all.
    pub search: String,
}

/// What a person looks for again, under a name of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its number on this device.
    pub view: u32,
    /// Its name.
    pub name: String,
    /// What is looked for.
    pub sought: Sought,
}

/// Longest name of a saved view, in grapheme clusters.
pub const MAX_VIEW_NAME: usize = 12;
/// Most saved views of one person on a device.
pub const MAX_VIEWS: usize = 24;
