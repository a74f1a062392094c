//! A picture as it comes from a camera, to the JPEG that is kept: upright, small, and with nothing in it but what is seen.
//!
//! The same bytes always give the same result. No lock is held here: decoding takes a second on a slow tablet, and everything else
//! goes on meanwhile. What is not a usable picture is named, never kept.

mod decode;
mod exif;
mod shape;
mod sniff;

use std::panic::{AssertUnwindSafe, catch_unwind};

use cunfa_core::AttachmentKind;
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::MAX_PICTURE_BYTES;

/// A picture ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The JPEG. Upright; no EXIF, no GPS, no colour profile, no text.
    pub jpeg: Vec<u8>,
    /// A small JPEG of the same, long edge at most [`THUMB_EDGE`] px.
    pub thumb: Vec<u8>,
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Whether the picture said where it was taken.
    pub had_location: bool,
}

/// Long edge of a photo, px.
pub const PHOTO_EDGE: u32 = 1600;
/// Long edge of a signed page, px: small print stays readable.
pub const PAGE_EDGE: u32 = 2000;
/// Long edge of a thumbnail, px.
pub const THUMB_EDGE: u32 = 240;

/// Prepares a picture.
///
/// # Errors
/// What is wrong with it. Nothing larger than the bytes themselves is allocated before the size it claims was judged.
pub fn prepare(bytes: &[u8], kind: AttachmentKind) -> Result<Prepared, PhotoFault> {
    if bytes.is_empty() {
        return Err(PhotoFault::Empty);
    }
    if bytes.len() > MAX_PICTURE_BYTES {
        return Err(PhotoFault::TooHeavy);
    }
    let format = sniff::format(bytes)?;
    // A decoder that meets what its authors did not think of may panic; that is one unreadable picture, not the end of the app.
    let made = catch_unwind(AssertUnwindSafe(|| {
        let decoded = decode::decode(bytes, format, edge(kind))?;
        shape::shape(decoded, kind)
    }));
    made.unwrap_or(Err(PhotoFault::Damaged))
}

/// Long edge of an attachment of that kind, px.
fn edge(kind: AttachmentKind) -> u32 {
    match kind {
        AttachmentKind::Photo => PHOTO_EDGE,
        AttachmentKind::SignedPage => PAGE_EDGE,
    }
}
