//! What a file is, by its first bytes. Its name and what a browser says about it are never asked.

use cunfa_protocol::failure::PhotoFault;

/// A format that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

/// The format.
///
/// # Errors
/// What it is instead, as far as a person needs to know it to help themselves.
pub(super) fn format(bytes: &[u8]) -> Result<Format, PhotoFault> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(Format::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    match (bytes.get(..4), bytes.get(8..12)) {
        (Some(b"RIFF"), Some(b"WEBP")) => return Ok(Format::WebP),
        (Some(b"RIFF"), Some(b"AVI ")) => return Err(PhotoFault::Video),
        _ => {}
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Err(container(bytes));
    }
    let starts = |with: &[&[u8]]| with.iter().any(|start| bytes.starts_with(start));
    if starts(&[b"%PDF"]) {
        return Err(PhotoFault::Pdf);
    }
    // Matroska and WebM; MPEG; Flash video; QuickTime without a brand.
    let video = starts(&[
        b"\x1a\x45\xdf\xa3",
        b"\x00\x00\x01\xba",
        b"\x00\x00\x01\xb3",
        b"FLV\x01",
    ]);
    if video || matches!(bytes.get(4..8), Some(b"moov" | b"mdat" | b"wide")) {
        return Err(PhotoFault::Video);
    }
    // GIF, BMP, TIFF (and most cameras' raw files), ICO, JPEG XL, JPEG 2000, SVG, Photoshop.
    let other = starts(&[
        b"GIF8",
        b"BM",
        b"II*\0",
        b"MM\0*",
        b"\0\0\x01\0",
        b"\xff\x0a",
        b"\0\0\0\x0cJXL ",
        b"\0\0\0\x0cjP  ",
        b"<svg",
        b"8BPS",
    ]);
    Err(if other {
        PhotoFault::OtherPicture
    } else {
        PhotoFault::NotAPicture
    })
}

/// An ISO media file: a phone's photo or a film, by its brands.
fn container(bytes: &[u8]) -> PhotoFault {
    let length = bytes
        .get(..4)
        .and_then(|length| length.try_into().ok())
        .map_or(0, u32::from_be_bytes);
    let end = usize::try_from(length).unwrap_or(usize::MAX).clamp(12, 256);
    let major = bytes.get(8..12);
    let compatible = bytes.get(16..end.min(bytes.len())).unwrap_or_default();
    let has = |brands: &[&[u8; 4]]| {
        let named = |brand: &[u8]| brands.iter().any(|one| one.as_slice() == brand);
        major.is_some_and(named)
            || (major.is_some_and(|major| major == b"mif1" || major == b"msf1") && compatible.chunks(4).any(named))
    };
    if has(&[b"avif", b"avis"]) {
        PhotoFault::Avif
    } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"])
        || major.is_some_and(|major| major == b"mif1" || major == b"msf1")
    {
        PhotoFault::Heic
    } else if major == Some(b"crx ") {
        PhotoFault::OtherPicture
    } else {
        PhotoFault::Video
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn iso(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
        let length = u32::try_from(16 + 4 * compatible.len()).unwrap();
        let mut bytes = length.to_be_bytes().to_vec();
        bytes.extend(b"ftyp");
        bytes.extend(major);
        bytes.extend([0; 4]);
        compatible.iter().for_each(|brand| bytes.extend(*brand));
        bytes.extend([0; 40]);
        bytes
    }

    #[test]
    fn what_is_not_a_readable_picture_is_named() {
        let table: [(Vec<u8>, PhotoFault); 17] = [
            (iso(b"heic", &[b"mif1", b"heic"]), PhotoFault::Heic),
            (iso(b"mif1", &[b"mif1", b"heic"]), PhotoFault::Heic),
            (iso(b"mif1", &[b"miaf"]), PhotoFault::Heic),
            (iso(b"hevc", &[]), PhotoFault::Heic),
            (iso(b"avif", &[b"mif1", b"miaf"]), PhotoFault::Avif),
            (iso(b"mif1", &[b"avif", b"miaf"]), PhotoFault::Avif),
            (iso(b"isom", &[b"mp42"]), PhotoFault::Video),
            (iso(b"qt  ", &[]), PhotoFault::Video),
            (b"RIFF\0\0\0\0AVI LIST".to_vec(), PhotoFault::Video),
            (b"\x1a\x45\xdf\xa3\x01".to_vec(), PhotoFault::Video),
            (b"%PDF-1.7\n".to_vec(), PhotoFault::Pdf),
            (b"GIF89a\x01\0".to_vec(), PhotoFault::OtherPicture),
            (b"II*\0\x08\0\0\0".to_vec(), PhotoFault::OtherPicture),
            (iso(b"crx ", &[]), PhotoFault::OtherPicture),
            (b"PK\x03\x04".to_vec(), PhotoFault::NotAPicture),
            ("这是一段文字".as_bytes().to_vec(), PhotoFault::NotAPicture),
            (vec![0xff], PhotoFault::NotAPicture),
        ];
        for (bytes, fault) in table {
            assert_eq!(format(&bytes), Err(fault), "{bytes:?}");
        }
    }

    #[test]
    fn jpeg_png_and_webp_are_known_by_their_first_bytes() {
        assert_eq!(format(&[0xff, 0xd8, 0xff, 0xe1]), Ok(Format::Jpeg));
        assert_eq!(format(b"\x89PNG\r\n\x1a\n\0"), Ok(Format::Png));
        assert_eq!(format(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(Format::WebP));
    }
}
