//! Photos and signed pages: from a picture to an attachment, taken off and put back, shown, and where their bytes are.

pub(crate) mod add_photo;
pub(crate) mod attach_page;
pub(crate) mod detach_page;
pub(crate) mod draft_photos;
pub(crate) mod picture;
pub(crate) mod room;
pub(crate) mod take_in;
pub(crate) mod whereabouts;
