//! A picture as a phone gives it of a signed page: grey with darker lines.

use jpeg_encoder::{ColorType, Encoder};

/// So many pixels across and down; `spacing` of its lines, so that two pages differ.
///
/// # Errors
/// The encoder's.
pub(super) fn page((width, height): (u16, u16), spacing: u32) -> Result<Vec<u8>, String> {
    let pixel = |place: u32| {
        if place / u32::from(width) % spacing.max(8) < 6 {
            60
        } else {
            235
        }
    };
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height)).map(pixel).collect();
    let mut bytes = Vec::new();
    let made = Encoder::new(&mut bytes, 85).encode(&pixels, width, height, ColorType::Luma);
    made.map_err(|error| format!("making a picture: {error}"))?;
    Ok(bytes)
}
