//! Who holds the device and how it is shown.

use cunfa_core::{DeviceId, Person, PersonId, Role};
use serde::{Deserialize, Serialize};

/// How the device stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Fresh, locked or open.
    pub stage: Stage,
    /// Text size and contrast.
    pub display: Display,
    /// The people on this device, in the order they were added.
    pub slots: Vec<Slot>,
    /// Only in a demo.
    pub demo: Option<DemoSwitch>,
}

/// Fresh, locked or open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Not enrolled.
    Fresh,
    /// Enrolled; nobody's PIN was given.
    Locked,
    /// Open for this person.
    Open(Me),
}

/// The person the device is open for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Slot on this device.
    pub slot: u32,
    /// Who.
    pub person: Person,
    /// What the office calls this device.
    pub device_name: String,
    /// Server address.
    pub server: String,
}

/// One person on the device, as the lock screen may show it before any PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Number.
    pub slot: u32,
    /// Surname only ("韦") while locked, since this stands outside the encrypted file; the whole name once it is open.
    pub label: String,
    /// Role.
    pub role: Role,
    /// Identity, once open.
    pub person: Option<PersonId>,
    /// After wrong PINs: how long the next try must wait, in ms.
    pub wait_ms: u64,
    /// Tries left before the PIN is locked; 0: it is, and only a code of the office leads back.
    pub tries_left: u32,
}

/// Somebody an office may give a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// Who.
    pub person: Person,
    /// The devices they are on.
    pub devices: Vec<InviteeDevice>,
}

/// A device somebody is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteeDevice {
    /// Which.
    pub device: DeviceId,
    /// What the office calls it.
    pub name: String,
}

/// A code, to be read out. It is not kept anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The code in two halves ("ABCDE-23456"); the dash need not be typed.
    pub code: String,
    /// For whom.
    pub name: String,
    /// Name of the device on which it sets a new PIN; none: it joins a device.
    pub device_name: Option<String>,
    /// Good until, ms since 1970 by the server's clock.
    pub expires_ms: i64,
}

/// How the screen looks on this device, and when it locks by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Display {
    /// Colours.
    pub theme: Theme,
    /// Sizes.
    pub text: TextSize,
    /// Everything larger.
    #[serde(default)]
    pub scale: Scale,
    /// How long nobody may touch it.
    #[serde(default)]
    pub lock_after: LockAfter,
}

/// How much larger everything is, on top of [`TextSize`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// As it is.
    #[default]
    Whole,
    /// A quarter larger.
    Quarter,
    /// Half as large again.
    Half,
    /// Twice as large.
    Twice,
}

impl Scale {
    /// Every one, the smallest first.
    pub const ALL: [Scale; 4] = [Scale::Whole, Scale::Quarter, Scale::Half, Scale::Twice];

    /// In percent.
    #[must_use]
    pub fn percent(self) -> u16 {
        match self {
            Scale::Whole => 100,
            Scale::Quarter => 125,
            Scale::Half => 150,
            Scale::Twice => 200,
        }
    }
}

/// After how long without a touch or a key the device locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockAfter {
    /// Five minutes.
    Soon,
    /// A quarter of an hour.
    #[default]
    Quarter,
    /// An hour.
    Hour,
}

impl LockAfter {
    /// Every one, the shortest first.
    pub const ALL: [LockAfter; 3] = [LockAfter::Soon, LockAfter::Quarter, LockAfter::Hour];

    /// In minutes.
    #[must_use]
    pub fn minutes(self) -> u16 {
        match self {
            LockAfter::Soon => 5,
            LockAfter::Quarter => 15,
            LockAfter::Hour => 60,
        }
    }
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Light.
    #[default]
    Light,
    /// High contrast.
    HighContrast,
    /// Dark.
    Dark,
}

/// Sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// Standard.
    #[default]
    Standard,
    /// 适老化: large text, 60 px targets, fewer things at once.
    Elder,
}

/// The demo's network switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSwitch {
    /// Whether the network is cut.
    pub cut: bool,
}
