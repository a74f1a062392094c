//! Sign-offs (签署意见): what a cadre sees and signs on this device.

pub(crate) mod hand_over;
pub(crate) mod open_signing;
pub(crate) mod sign;
