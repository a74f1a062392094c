//! What helps a person write and never leaves the device: templates, and how much work an entry was.

pub(crate) mod burden;
pub(crate) mod templates;
