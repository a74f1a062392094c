//! A camera: real files, made here byte by byte where a phone would have made them.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, ImageBuffer, JpegColorType};

pub const RED: [u8; 3] = [200, 30, 30];
pub const GREEN: [u8; 3] = [30, 160, 30];
pub const BLUE: [u8; 3] = [30, 30, 200];
pub const WHITE: [u8; 3] = [240, 240, 240];

/// Four quarters: red and green above, blue and white below; `seed` makes it a picture of its own.
pub fn scene(width: u32, height: u32, seed: u8) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let mut colour = match (x * 2 < width, y * 2 < height) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        };
        if x == width / 2 {
            colour = [seed, seed.wrapping_mul(7), 128];
        }
        Rgb(colour)
    })
}

/// The same with grain all over, as a photo of leaves has.
pub fn noise(width: u32, height: u32) -> RgbImage {
    let mut pixels = scene(width, height, 0);
    let mut state = 1_u32;
    for pixel in pixels.pixels_mut() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (state >> 27) as u8;
        pixel.0 = pixel.0.map(|part| part.saturating_add(grain));
    }
    pixels
}

pub fn jpeg_of(pixels: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = (pixels.width() as u16, pixels.height() as u16);
    Encoder::new(&mut bytes, 90)
        .encode(pixels.as_raw(), width, height, ColorType::Rgb)
        .unwrap();
    bytes
}

pub fn progressive(pixels: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_progressive(true);
    let (width, height) = (pixels.width() as u16, pixels.height() as u16);
    encoder.encode(pixels.as_raw(), width, height, ColorType::Rgb).unwrap();
    bytes
}

pub fn file_of(pixels: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A photo as a phone gives it, in base64.
pub fn photo(seed: u8) -> String {
    text(&jpeg_of(&scene(640, 480, seed)))
}

pub fn text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn bytes(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

/// An EXIF block in one of the two byte orders, with an orientation and, when asked, a place: 22°49'N 108°19'E.
pub fn exif(orientation: u16, big: bool, place: bool) -> Vec<u8> {
    let short = |value: u16| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let long = |value: u32| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let entry = |tag: u16, format: u16, count: u32, value: [u8; 4]| {
        [&short(tag)[..], &short(format), &long(count), &value].concat()
    };
    let in_short = |value: u16| [short(value), [0, 0]].concat().try_into().unwrap();
    let mut tiff = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    tiff.extend(long(8));
    tiff.extend(short(if place { 2 } else { 1 }));
    tiff.extend(entry(0x112, 3, 1, in_short(orientation)));
    let gps_at = 8 + 2 + 2 * 12 + 4;
    if place {
        tiff.extend(entry(0x8825, 4, 1, long(gps_at)));
    }
    tiff.extend(long(0));
    if place {
        let value_at = gps_at + 2 + 4 * 12 + 4;
        tiff.extend(short(4));
        tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
        tiff.extend(entry(2, 5, 3, long(value_at)));
        tiff.extend(entry(3, 2, 2, *b"E\0\0\0"));
        tiff.extend(entry(4, 5, 3, long(value_at + 24)));
        tiff.extend(long(0));
        for part in [22_u32, 49, 0, 108, 19, 0] {
            tiff.extend(long(part));
            tiff.extend(long(1));
        }
    }
    [&b"Exif\0\0"[..], &tiff].concat()
}

/// The JPEG with a block of application data right behind its first marker.
pub fn with_app1(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    let length = (block.len() + 2) as u16;
    [&jpeg[..2], &[0xff, 0xe1], &length.to_be_bytes(), block, &jpeg[2..]].concat()
}

/// A JPEG of so many lines, made without ever holding its pixels.
pub fn huge(width: u16, height: u16) -> Vec<u8> {
    struct Lines(u16, u16);
    impl ImageBuffer for Lines {
        fn get_jpeg_color_type(&self) -> JpegColorType {
            JpegColorType::Ycbcr
        }
        fn width(&self) -> u16 {
            self.0
        }
        fn height(&self) -> u16 {
            self.1
        }
        fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
            let width = usize::from(self.0);
            let shade = (y / 64) as u8;
            buffers[0].resize(buffers[0].len() + width, shade);
            buffers[1].resize(buffers[1].len() + width, 100);
            buffers[2].resize(buffers[2].len() + width, 150);
        }
    }
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 60).encode_image(Lines(width, height)).unwrap();
    bytes
}

/// 65 bytes of a PNG that says it is so large.
pub fn claim(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        let body = [&name[..], data].concat();
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(&body);
        bytes.extend(crc32(&body).to_be_bytes());
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]);
    chunk(b"IEND", &[]);
    assert_eq!(bytes.len(), 65);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}
