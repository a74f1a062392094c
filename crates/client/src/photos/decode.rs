//! From a file to pixels, within a bound of memory. What a header claims is judged before anything is allocated for it.
//!
//! JPEG is decoded at a half, a quarter or an eighth of its size where that is enough, so that a photo of 108 megapixels takes no more
//! memory than one of a small camera. A file that ends early is an error, never a picture with a grey half.

use std::io::Cursor;

use cunfa_protocol::failure::PhotoFault;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};

use super::exif::{Told, told};
use super::sniff::Format;

/// Most pixels of a JPEG that is decoded line by line: the largest phone cameras make 200 million.
const MAX_JPEG_PIXELS: u64 = 220_000_000;
/// Most pixels of what must be held whole while it is decoded: progressive JPEG, PNG, WebP.
const MAX_WHOLE_PIXELS: u64 = 50_000_000;
/// A block of 64 samples costs two bits at least: no honest JPEG shows more pixels for a byte.
const PIXELS_OF_A_BYTE: u64 = 512;
/// Most bytes of decoded pixels.
const MAX_DECODED_BYTES: u64 = 256 * 1024 * 1024;

/// Pixels, and what the file told beside them.
pub(super) struct Decoded {
    /// As stored, not yet upright.
    pub(super) pixels: DynamicImage,
    /// Which way up, and whether a place was named.
    pub(super) told: Told,
}

/// Decodes; a JPEG to the smallest size whose long edge is at least `edge` px (or its own).
pub(super) fn decode(bytes: &[u8], format: Format, edge: u32) -> Result<Decoded, PhotoFault> {
    match format {
        Format::Jpeg => jpeg(bytes, edge),
        Format::Png => other(bytes, ImageFormat::Png),
        Format::WebP => other(bytes, ImageFormat::WebP),
    }
}

fn judged(width: u32, height: u32, most: u64) -> Result<(), PhotoFault> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        Err(PhotoFault::Damaged)
    } else if pixels > most {
        Err(PhotoFault::TooManyPixels)
    } else {
        Ok(())
    }
}

fn jpeg(bytes: &[u8], edge: u32) -> Result<Decoded, PhotoFault> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.read_info().map_err(of_jpeg)?;
    let info = decoder.info().ok_or(PhotoFault::Damaged)?;
    let carried = u64::try_from(bytes.len())
        .unwrap_or(u64::MAX)
        .saturating_mul(PIXELS_OF_A_BYTE);
    let most = match info.coding_process {
        CodingProcess::DctSequential => MAX_JPEG_PIXELS,
        CodingProcess::DctProgressive => MAX_WHOLE_PIXELS,
        CodingProcess::Lossless => return Err(PhotoFault::OtherPicture),
    };
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    judged(width, height, most)?;
    if info.coding_process == CodingProcess::DctSequential && u64::from(width) * u64::from(height) > carried {
        return Err(PhotoFault::Damaged);
    }
    decoder.set_max_decoding_buffer_size(usize::try_from(MAX_DECODED_BYTES).unwrap_or(usize::MAX));
    let wanted = u16::try_from(edge).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(wanted, wanted).map_err(of_jpeg)?;
    let pixels = decoder.decode().map_err(of_jpeg)?;
    let (width, height) = (u32::from(width), u32::from(height));
    let pixels = match info.pixel_format {
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
        PixelFormat::CMYK32 => RgbImage::from_raw(width, height, from_cmyk(&pixels)).map(DynamicImage::ImageRgb8),
        PixelFormat::L16 => None,
    };
    Ok(Decoded {
        pixels: pixels.ok_or(PhotoFault::Damaged)?,
        told: told(decoder.exif_data(), decoder.xmp_data()),
    })
}

/// Four inks to three lights.
fn from_cmyk(pixels: &[u8]) -> Vec<u8> {
    let (inks, _) = pixels.as_chunks::<4>();
    let light = |ink: u8, black: u8| {
        let product = u16::from(255 - ink) * u16::from(255 - black) / 255;
        u8::try_from(product).unwrap_or(u8::MAX)
    };
    inks.iter()
        .flat_map(|[cyan, magenta, yellow, black]| {
            [light(*cyan, *black), light(*magenta, *black), light(*yellow, *black)]
        })
        .collect()
}

fn of_jpeg(error: jpeg_decoder::Error) -> PhotoFault {
    match error {
        jpeg_decoder::Error::Unsupported(_) => PhotoFault::OtherPicture,
        jpeg_decoder::Error::Format(_) | jpeg_decoder::Error::Io(_) | jpeg_decoder::Error::Internal(_) => {
            PhotoFault::Damaged
        }
    }
}

fn other(bytes: &[u8], format: ImageFormat) -> Result<Decoded, PhotoFault> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(of_image)?;
    let (width, height) = decoder.dimensions();
    judged(width, height, MAX_WHOLE_PIXELS)?;
    // The reader checks what the decoder needs for itself, not what the picture needs: that is asked here.
    limits.reserve(decoder.total_bytes()).map_err(of_image)?;
    decoder.set_limits(limits).map_err(of_image)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let xmp = decoder.xmp_metadata().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(of_image)?;
    Ok(Decoded {
        pixels,
        told: told(exif.as_deref(), xmp.as_deref()),
    })
}

fn of_image(error: image::ImageError) -> PhotoFault {
    match error {
        image::ImageError::Limits(_) => PhotoFault::TooManyPixels,
        image::ImageError::Unsupported(_) => PhotoFault::OtherPicture,
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::IoError(_) => PhotoFault::Damaged,
    }
}
