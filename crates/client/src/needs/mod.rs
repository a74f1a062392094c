//! Needs (群众法律需求): recorded by a cadre or the office, seen by everybody who works in the village, answered by the counsel.

pub(crate) mod answer;
pub(crate) mod close;
pub(crate) mod draft;
pub(crate) mod inquiries;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod record;
mod writing;
