//! Finding again: what a person saved of the chips of a volume.

pub(crate) mod sought;
pub(crate) mod views;
