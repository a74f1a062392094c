//! From pixels to what is kept: upright, at most so large, and a JPEG of a size that a bad link carries.

use cunfa_core::AttachmentKind;
use cunfa_core::attachment::MAX_ATTACHMENT_BYTES;
use cunfa_protocol::failure::PhotoFault;
use image::imageops::FilterType;
use image::{DynamicImage, Rgb, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::decode::Decoded;
use super::{Prepared, THUMB_EDGE, edge};

/// Qualities tried for a photo, until it is small enough; the last one stands.
const PHOTO_QUALITIES: [u8; 4] = [78, 70, 62, 54];
/// The same for a signed page, whose print must stay readable.
const PAGE_QUALITIES: [u8; 4] = [86, 80, 72, 64];
const PHOTO_BYTES: usize = 320 * 1024;
const PAGE_BYTES: usize = 1024 * 1024;
const THUMB_QUALITY: u8 = 70;

/// Makes it.
pub(super) fn shape(decoded: Decoded, kind: AttachmentKind) -> Result<Prepared, PhotoFault> {
    let told = decoded.told;
    let mut small = within(&decoded.pixels, edge(kind));
    drop(decoded);
    small.apply_orientation(told.orientation);
    let pixels = on_white(small);
    let (width, height) = pixels.dimensions();
    let (qualities, most) = match kind {
        AttachmentKind::Photo => (PHOTO_QUALITIES, PHOTO_BYTES),
        AttachmentKind::SignedPage => (PAGE_QUALITIES, PAGE_BYTES),
    };
    let jpeg = small_enough(&pixels, qualities, most)?;
    let thumb = encode(
        &within(&DynamicImage::ImageRgb8(pixels), THUMB_EDGE).into_rgb8(),
        THUMB_QUALITY,
    )?;
    Ok(Prepared {
        jpeg,
        thumb,
        width,
        height,
        had_location: told.location,
    })
}

/// The picture with its long edge at most `edge` px; never enlarged.
fn within(pixels: &DynamicImage, edge: u32) -> DynamicImage {
    let long = pixels.width().max(pixels.height());
    if long <= edge {
        return pixels.clone();
    }
    let scaled = |side: u32, edge: u32| {
        let side = (u64::from(side) * u64::from(edge) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(side).unwrap_or(edge).max(1)
    };
    let to = |edge: u32| (scaled(pixels.width(), edge), scaled(pixels.height(), edge));
    let (width, height) = to(edge);
    if long > edge.saturating_mul(4) {
        // Two steps: the filter's intermediate rows of a very large picture would take as much memory as the picture.
        let (twice_width, twice_height) = to(edge.saturating_mul(2));
        let twice = pixels.thumbnail_exact(twice_width, twice_height);
        return twice.resize_exact(width, height, FilterType::CatmullRom);
    }
    pixels.resize_exact(width, height, FilterType::CatmullRom)
}

/// What shows through is white, as paper is.
fn on_white(pixels: DynamicImage) -> RgbImage {
    if !pixels.color().has_alpha() {
        return pixels.into_rgb8();
    }
    let from: RgbaImage = pixels.into_rgba8();
    RgbImage::from_fn(from.width(), from.height(), |x, y| {
        let [red, green, blue, alpha] = from.get_pixel(x, y).0;
        let over = |colour: u8| {
            let sum = u16::from(colour) * u16::from(alpha) + 255 * u16::from(255 - alpha);
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

fn small_enough(pixels: &RgbImage, qualities: [u8; 4], most: usize) -> Result<Vec<u8>, PhotoFault> {
    let mut last = Vec::new();
    for quality in qualities {
        last = encode(pixels, quality)?;
        if last.len() <= most {
            break;
        }
    }
    match u32::try_from(last.len()) {
        Ok(length) if length <= MAX_ATTACHMENT_BYTES => Ok(last),
        Ok(_) | Err(_) => Err(PhotoFault::TooManyPixels),
    }
}

/// A baseline JPEG, colour at half resolution.
fn encode(pixels: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoFault> {
    let side = |side: u32| u16::try_from(side).map_err(|_| PhotoFault::TooManyPixels);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    let done = encoder.encode(
        pixels.as_raw(),
        side(pixels.width())?,
        side(pixels.height())?,
        ColorType::Rgb,
    );
    done.map_err(|_| PhotoFault::Damaged)?;
    Ok(bytes)
}
