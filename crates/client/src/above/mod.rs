//! The county and the city: figures instead of entries, and the text of one entry for a signed reason.

pub(crate) mod ask;
pub(crate) mod figures;
pub(crate) mod opening;
pub(crate) mod report;
mod text;
