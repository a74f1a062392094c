//! The county and the city: figures instead of entries, and the text of one entry for a signed reason.

pub(crate) mod ask;
mod crossings;
pub(crate) mod figures;
pub(crate) mod opening;
pub(crate) mod report;
pub(crate) mod rules;
mod text;
