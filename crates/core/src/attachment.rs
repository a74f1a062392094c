//! What hangs on an entry and is too large for its document: photos, and photos of a page signed by hand. The document names it by
//! hash and length; the bytes travel on their own, after the entry.

use serde::{Deserialize, Serialize};

use crate::ids::BlobId;
use crate::kind::codes;

/// Most attachments of one entry.
pub const MAX_ATTACHMENTS: usize = 20;
/// Most bytes of one attachment, as it is kept and sent.
pub const MAX_ATTACHMENT_BYTES: u32 = 4 * 1024 * 1024;
/// Bytes of one chunk, in which attachments travel and are kept; the last one may be shorter. Two seconds of a line of 30 kbit/s: so much
/// a cut costs at most.
pub const CHUNK_BYTES: u32 = 8 * 1024;

codes!(
    /// What an attachment is.
    AttachmentKind {
        /// 现场照片.
        Photo = "photo",
        /// 手写签字页: a photo of the printed page as it was signed by hand.
        SignedPage = "signed_page",
    }
);

/// One attachment of an entry. Never changed: another photo is another attachment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// Stable key within the entry, as a person's row ("01-3fa2").
    pub row: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// SM3 of its bytes.
    pub blob: BlobId,
    /// How many bytes, 1 to [`MAX_ATTACHMENT_BYTES`].
    pub length: u32,
}

impl Attachment {
    /// How many chunks it travels in.
    #[must_use]
    pub fn chunks(&self) -> u32 {
        chunks(self.length)
    }

    /// The text its key holds in the document: kind, hash and length, a blank between.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{} {} {}", self.kind.code(), self.blob, self.length)
    }

    /// Reads that text; `None` for any other spelling, an unknown kind, or a length out of range.
    #[must_use]
    pub fn from_text(row: &str, text: &str) -> Option<Attachment> {
        let mut words = text.split(' ');
        let attachment = Attachment {
            row: row.to_owned(),
            kind: AttachmentKind::from_code(words.next()?)?,
            blob: words.next()?.parse().ok()?,
            length: words.next()?.parse().ok()?,
        };
        let sound = (1..=MAX_ATTACHMENT_BYTES).contains(&attachment.length);
        (sound && attachment.to_text() == text).then_some(attachment)
    }
}

/// How many chunks that many bytes travel in.
#[must_use]
pub fn chunks(length: u32) -> u32 {
    length.div_ceil(CHUNK_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(length: u32) -> Attachment {
        Attachment {
            row: "01-3fa2".to_owned(),
            kind: AttachmentKind::SignedPage,
            blob: BlobId([0xab; 32]),
            length,
        }
    }

    #[test]
    fn an_attachment_has_one_spelling() {
        let text = page(70_000).to_text();
        assert_eq!(text, format!("signed_page {} 70000", "ab".repeat(32)));
        assert_eq!(Attachment::from_text("01-3fa2", &text), Some(page(70_000)));
        for other in [
            text.to_uppercase(),
            text.replace("signed_page", "film"),
            text.replace("70000", "070000"),
            text.replace("70000", "0"),
            text.replace("70000", "4194305"),
            format!("{text} "),
            text.replace(' ', "  "),
            text.replace("abab", "ABAB"),
            String::new(),
        ] {
            assert_eq!(Attachment::from_text("01-3fa2", &other), None, "{other}");
        }
    }

    #[test]
    fn the_last_chunk_may_be_shorter() {
        assert_eq!(page(1).chunks(), 1);
        assert_eq!(page(CHUNK_BYTES).chunks(), 1);
        assert_eq!(page(CHUNK_BYTES + 1).chunks(), 2);
    }
}
