//! Pictures: from a camera's file to the small, upright, silent JPEG that is kept; and what is no usable picture.

use cunfa_client::photos::{PAGE_EDGE, PHOTO_EDGE, Prepared, THUMB_EDGE, prepare};
use cunfa_core::AttachmentKind::{Photo, SignedPage};
use cunfa_protocol::failure::PhotoFault;
use cunfa_protocol::view::MAX_PICTURE_BYTES;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use crate::support::camera::*;

fn open(jpeg: &[u8]) -> image::RgbImage {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    image::RgbImage::from_raw(u32::from(info.width), u32::from(info.height), pixels).unwrap()
}

/// The colours of the quarters: above left and right, below left and right.
fn quarters(jpeg: &[u8]) -> [[u8; 3]; 4] {
    let pixels = open(jpeg);
    let (width, height) = pixels.dimensions();
    let near = |x: u32, y: u32| {
        let found = pixels.get_pixel(width * x / 4, height * y / 4).0;
        let distance = |colour: &[u8; 3]| -> u32 {
            let parts = colour.iter().zip(found);
            parts.map(|(wanted, is)| u32::from(wanted.abs_diff(is))).sum()
        };
        [RED, GREEN, BLUE, WHITE].into_iter().min_by_key(distance).unwrap()
    };
    [near(1, 1), near(3, 1), near(1, 3), near(3, 3)]
}

/// Markers of the JPEG's header, each once.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let (mut at, mut found) = (2, Vec::new());
    while jpeg[at] == 0xff && jpeg[at + 1] != 0xda {
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

fn prepared(bytes: &[u8]) -> Prepared {
    prepare(bytes, Photo).unwrap()
}

#[test]
fn a_photo_held_any_of_the_eight_ways_is_kept_upright() {
    // Where the stored corners red, green, blue and white are seen, by EXIF 2.3, tag 274.
    let seen = [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ];
    let stored = jpeg_of(&scene(320, 240, 0));
    for (orientation, upright) in seen {
        for big in [false, true] {
            let photo = prepared(&with_app1(&stored, &exif(orientation, big, false)));
            assert_eq!(quarters(&photo.jpeg), upright, "orientation {orientation}");
            assert_eq!(quarters(&photo.thumb), upright, "thumbnail, orientation {orientation}");
            let turned = orientation > 4;
            assert_eq!(
                (photo.width, photo.height),
                if turned { (240, 320) } else { (320, 240) }
            );
        }
    }
    for strange in [0, 9, 0xffff] {
        let photo = prepared(&with_app1(&stored, &exif(strange, true, false)));
        assert_eq!(quarters(&photo.jpeg), [RED, GREEN, BLUE, WHITE]);
    }
}

#[test]
fn the_place_is_removed_and_said_so_and_nothing_else_is_left_beside_the_picture() {
    let stored = jpeg_of(&scene(320, 240, 0));
    let plain = prepared(&with_app1(&stored, &exif(1, false, false)));
    assert!(!plain.had_location);
    for big in [false, true] {
        let photo = prepared(&with_app1(&stored, &exif(1, big, true)));
        assert!(photo.had_location);
        assert_eq!((&photo.jpeg, &photo.thumb), (&plain.jpeg, &plain.thumb));
    }
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude=\"22,49N\"/>";
    assert!(prepared(&with_app1(&stored, xmp)).had_location);
    for jpeg in [&plain.jpeg, &plain.thumb] {
        let kept = markers(jpeg);
        let tables_only = kept.iter().all(|marker| matches!(marker, 0xe0 | 0xdb | 0xc0 | 0xc4));
        assert!(tables_only, "{kept:x?}");
    }
    // A place that is named but cannot be read still counts as one.
    let mut torn = exif(1, true, true);
    torn.truncate(6 + 8 + 2 + 24 + 4);
    assert!(prepared(&with_app1(&stored, &torn)).had_location);
}

#[test]
fn a_large_photo_becomes_small_and_a_small_one_is_never_enlarged() {
    let large = prepared(&jpeg_of(&scene(1800, 1200, 0)));
    assert_eq!((large.width, large.height), (PHOTO_EDGE, 1067));
    let tall = prepare(&jpeg_of(&scene(1050, 2100, 0)), SignedPage).unwrap();
    assert_eq!((tall.width, tall.height), (1000, PAGE_EDGE));
    let thumb = open(&tall.thumb);
    assert_eq!(thumb.dimensions(), (THUMB_EDGE / 2, THUMB_EDGE));
    let small = prepared(&jpeg_of(&scene(100, 60, 0)));
    assert_eq!((small.width, small.height), (100, 60));
    assert_eq!(open(&small.thumb).dimensions(), (100, 60));
    let line = prepared(&jpeg_of(&scene(8000, 1, 0)));
    assert_eq!((line.width, line.height), (PHOTO_EDGE, 1));
}

#[test]
fn a_photo_full_of_detail_stays_small_enough_for_a_bad_link() {
    let file = jpeg_of(&noise(1700, 1275));
    let photo = prepared(&file);
    assert!(photo.jpeg.len() <= 400 * 1024, "{} bytes", photo.jpeg.len());
    let page = prepare(&file, SignedPage).unwrap();
    assert!(page.jpeg.len() <= 1024 * 1024 && page.jpeg.len() > photo.jpeg.len());
    assert!(photo.thumb.len() <= 24 * 1024, "{} bytes", photo.thumb.len());
}

#[test]
fn the_same_file_always_gives_the_same_bytes() {
    let file = with_app1(&jpeg_of(&scene(1700, 900, 3)), &exif(6, true, true));
    assert_eq!(prepared(&file), prepared(&file));
}

#[test]
fn png_webp_and_progressive_jpeg_are_taken_and_what_shows_through_is_white() {
    let pixels = scene(320, 240, 0);
    let files = [
        file_of(DynamicImage::ImageRgb8(pixels.clone()), ImageFormat::Png),
        file_of(DynamicImage::ImageRgb8(pixels.clone()), ImageFormat::WebP),
        progressive(&pixels),
    ];
    for file in files {
        assert_eq!(quarters(&prepared(&file).jpeg), [RED, GREEN, BLUE, WHITE]);
    }
    let clear = RgbaImage::from_pixel(64, 64, Rgba([200, 0, 0, 0]));
    let photo = prepared(&file_of(DynamicImage::ImageRgba8(clear), ImageFormat::Png));
    assert!(open(&photo.jpeg).get_pixel(32, 32).0.iter().all(|part| *part > 250));
    let grey = DynamicImage::ImageRgb8(pixels).into_luma16();
    prepared(&file_of(DynamicImage::ImageLuma16(grey), ImageFormat::Png));
}

#[test]
fn a_file_of_65_bytes_that_claims_30000_by_30000_is_refused_at_once() {
    let refused = |file: &[u8]| prepare(file, Photo).map(|_| "taken").unwrap_err();
    assert_eq!(refused(&claim(30_000, 30_000)), PhotoFault::TooManyPixels);
    // The same for a JPEG: only its header is there.
    let mut jpeg = jpeg_of(&scene(8, 8, 0));
    let size = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    assert_eq!(refused(&jpeg), PhotoFault::TooManyPixels);
    // One that claims what may be has to keep its word.
    jpeg[size..size + 4].copy_from_slice(&[0x2e, 0xe0, 0x2e, 0xe0]);
    assert_eq!(refused(&jpeg), PhotoFault::Damaged);
    assert_eq!(refused(&claim(7_000, 7_000)), PhotoFault::Damaged);
    assert_eq!(refused(&claim(0, 10)), PhotoFault::Damaged);
}

/// Most bytes this process ever held.
#[cfg(target_os = "linux")]
fn peak_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[test]
fn a_photo_of_108_megapixels_is_taken_within_200_mib() {
    let file = huge(12_000, 9_000);
    let photo = prepared(&file);
    assert_eq!((photo.width, photo.height), (1600, 1200));
    #[cfg(target_os = "linux")]
    assert!(peak_bytes() < 200 * 1024 * 1024, "{} bytes", peak_bytes());
}

#[test]
fn a_picture_that_ends_early_is_refused_and_never_half_grey() {
    let pixels = scene(320, 240, 0);
    let files = [
        jpeg_of(&pixels),
        progressive(&pixels),
        file_of(DynamicImage::ImageRgb8(pixels.clone()), ImageFormat::Png),
        file_of(DynamicImage::ImageRgb8(pixels.clone()), ImageFormat::WebP),
    ];
    for file in files {
        for part in [file.len() / 2, file.len() * 9 / 10, 40] {
            assert_eq!(
                prepare(&file[..part], Photo),
                Err(PhotoFault::Damaged),
                "{part} of {}",
                file.len()
            );
        }
    }
}

#[test]
fn what_is_no_picture_is_named_and_nothing_panics() {
    assert_eq!(prepare(&[], Photo), Err(PhotoFault::Empty));
    assert_eq!(prepare(b"%PDF-1.7", Photo), Err(PhotoFault::Pdf));
    assert_eq!(
        prepare(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Photo),
        Err(PhotoFault::Heic)
    );
    assert_eq!(prepare(&[0xff, 0xd8, 0xff], Photo), Err(PhotoFault::Damaged));
    assert_eq!(
        prepare(&vec![0xff; MAX_PICTURE_BYTES + 1], Photo),
        Err(PhotoFault::TooHeavy)
    );
    let file = with_app1(&jpeg_of(&scene(24, 16, 0)), &exif(6, true, true));
    for at in 0..file.len() {
        for bits in [0x01, 0xff] {
            let mut bent = file.clone();
            bent[at] ^= bits;
            let _ = prepare(&bent, Photo);
        }
    }
}
