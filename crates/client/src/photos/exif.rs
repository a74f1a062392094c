//! What a picture says beside itself: which way up it was held, and whether it tells where. Read before all of it is dropped.

use image::metadata::Orientation;

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// What brings it upright.
    pub(super) orientation: Orientation,
    /// Whether it names a place.
    pub(super) location: bool,
}

const GPS: u16 = 0x8825;
const LATITUDE: u16 = 2;
const LONGITUDE: u16 = 4;
/// Entries of a directory that are looked at.
const MAX_ENTRIES: u16 = 512;

/// Reads an EXIF block (from its TIFF header on) and an XMP packet. What cannot be read says nothing.
pub(super) fn told(exif: Option<&[u8]>, xmp: Option<&[u8]>) -> Told {
    let orientation = exif
        .and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms);
    let in_exif = exif.is_some_and(|tiff| names_a_place(tiff).unwrap_or(false));
    let in_xmp = xmp.is_some_and(|xmp| xmp.windows(11).any(|part| part == b"GPSLatitude"));
    Told {
        orientation,
        location: in_exif || in_xmp,
    }
}

/// Bytes of a TIFF file with its byte order.
struct Tiff<'b> {
    bytes: &'b [u8],
    big: bool,
}

impl Tiff<'_> {
    fn part<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.bytes.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn short(&self, at: usize) -> Option<u16> {
        let part = self.part(at)?;
        Some(if self.big {
            u16::from_be_bytes(part)
        } else {
            u16::from_le_bytes(part)
        })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let part = self.part(at)?;
        let value = if self.big {
            u32::from_be_bytes(part)
        } else {
            u32::from_le_bytes(part)
        };
        usize::try_from(value).ok()
    }

    /// The tags of a directory, each with where its value stands.
    fn tags(&self, directory: usize) -> Option<Vec<(u16, usize)>> {
        let count = self.short(directory)?.min(MAX_ENTRIES);
        let entry = |index: u16| directory.checked_add(2 + usize::from(index) * 12);
        (0..count)
            .map(|index| {
                let at = entry(index)?;
                Some((self.short(at)?, at.checked_add(8)?))
            })
            .collect()
    }
}

/// Whether there is a directory of GPS with a latitude or longitude, or one that cannot be read.
fn names_a_place(bytes: &[u8]) -> Option<bool> {
    let tiff = Tiff {
        bytes,
        big: bytes.starts_with(b"MM"),
    };
    let first = tiff.tags(tiff.long(4)?)?;
    let Some((_, at)) = first.into_iter().find(|(tag, _)| *tag == GPS) else {
        return Some(false);
    };
    let Some(gps) = tiff.tags(tiff.long(at)?) else {
        return Some(true);
    };
    Some(gps.into_iter().any(|(tag, _)| tag == LATITUDE || tag == LONGITUDE))
}
