//! An address as a QR code (ISO/IEC 18004), for the printed notice board: drawn as one path, so that it prints sharp at any size.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// The light margin that readers need, in modules.
const MARGIN: i32 = 4;

/// A drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawing {
    /// Width and height, margin included, in modules.
    pub(super) side: i32,
    /// The dark modules, as the `d` of an SVG path.
    pub(super) dark: String,
}

/// Draws an address; a sixth of it may be dirty and it still reads. `None` for one that is too long.
pub(super) fn draw(address: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let mut dark = String::new();
    for y in 0..code.size() {
        for (from, to) in runs(&code, y) {
            // Writing to a text does not fail.
            let _ = write!(dark, "M{} {}h{}v1H{0}z", from + MARGIN, y + MARGIN, to - from);
        }
    }
    Some(Drawing {
        side: code.size() + 2 * MARGIN,
        dark,
    })
}

/// From where to where a line is dark.
fn runs(code: &QrCode, y: i32) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
        match runs.last_mut() {
            Some((_, to)) if *to == x => *to = x + 1,
            _ => runs.push((x, x + 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn it_begins_with_the_corner_that_readers_look_for_and_has_a_margin() {
        let drawing = draw("https://gs.example/gs/450102101202").unwrap();
        assert_eq!(drawing.side, 29 + 8, "version 3");
        assert!(drawing.dark.starts_with("M4 4h7v1H4z"), "{}", drawing.dark);
        assert!(drawing.dark.contains("M4 5h1v1H4zM10 5h1v1H10z"));
        let plain = |c: char| c.is_ascii_digit() || "MhvHz ".contains(c);
        assert!(drawing.dark.chars().all(plain));
        assert_eq!(draw(&"x".repeat(5_000)), None);
    }
}
