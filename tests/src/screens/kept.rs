//! The kept pictures: of every screen one small grey PNG in the repository, its looks side by side, and how a new picture is compared.
//!
//! Kept is what a look has in common on any machine: where there is something and how dark it is, at a size at which letters are grey. A
//! changed layout is a difference of many squares; another smoothing of letters is none.

use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{ExtendedColorType, GrayImage, ImageEncoder, Luma};

/// CSS pixels of a kept pixel, each way.
const SCALE: u32 = 12;
/// Greys are kept in steps of this.
const STEP: u8 = 16;
/// No kept grey: the space around looks of different heights.
const NOTHING: u8 = 0;
/// Squares that are compared, in kept pixels.
const SQUARE: u32 = 2;
/// From this mean difference on (of 255) a square is another one.
const DIFFERENT: u32 = 30;
/// So many different squares of a thousand are another picture; two always may be.
const DIFFERENT_PERMILLE: u32 = 15;
/// So much may a page be higher or lower, in a thousand of its height.
const HEIGHT_PERMILLE: u32 = 25;

/// A look as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small(GrayImage);

impl Small {
    /// Makes a picture small.
    ///
    /// # Errors
    /// When the bytes are no PNG.
    pub fn of(png: &[u8]) -> Result<Small, String> {
        let picture = image::load_from_memory(png).map_err(|error| format!("reading a picture: {error}"))?;
        let [width, height] = [picture.width(), picture.height()].map(|size| size.div_ceil(SCALE).max(1));
        Ok(Small(picture.thumbnail_exact(width, height).to_luma8()))
    }

    /// What is different in this one, in words; nothing when it is the same look.
    #[must_use]
    pub fn differs_from(&self, kept: &Small) -> Option<String> {
        let ((width, now), (wide, then)) = (self.0.dimensions(), kept.0.dimensions());
        if width != wide || now.abs_diff(then) > (then * HEIGHT_PERMILLE).div_ceil(1000).max(2) {
            let [width, now, wide, then] = [width, now, wide, then].map(|size| size * SCALE);
            return Some(format!("{width} × {now} instead of {wide} × {then}"));
        }
        let (across, down) = (width / SQUARE, now.min(then) / SQUARE);
        let squares = (0..across).flat_map(|x| (0..down).map(move |y| (x * SQUARE, y * SQUARE)));
        let different = squares.filter(|at| self.square(kept, *at) >= DIFFERENT).count();
        let different = u32::try_from(different).unwrap_or(u32::MAX);
        let allowed = (across * down * DIFFERENT_PERMILLE / 1000).max(2);
        (different > allowed).then(|| format!("{different} of {} squares differ, {allowed} may", across * down))
    }

    /// The difference of the means of a square.
    fn square(&self, other: &Small, (left, top): (u32, u32)) -> u32 {
        let mean = |of: &GrayImage| {
            let at = |step: u32| of.get_pixel(left + step % SQUARE, top + step / SQUARE).0;
            let sum: u32 = (0..SQUARE * SQUARE).map(|step| u32::from(at(step)[0])).sum();
            sum / (SQUARE * SQUARE)
        };
        mean(&self.0).abs_diff(mean(&other.0))
    }
}

/// The kept looks of one screen.
#[derive(Debug)]
pub struct Sheet {
    file: PathBuf,
    looks: Vec<Small>,
}

impl Sheet {
    /// Reads what is kept of a screen; none is empty.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn open(folder: &Path, screen: &str) -> Result<Sheet, String> {
        let file = folder.join(format!("{screen}.png"));
        let looks = match std::fs::read(&file) {
            Ok(bytes) => apart(&bytes).map_err(|error| format!("{}: {error}", file.display()))?,
            Err(_) => Vec::new(),
        };
        Ok(Sheet { file, looks })
    }

    /// What is wrong with these looks beside the kept ones, by their places.
    #[must_use]
    pub fn compare(&self, now: &[Small]) -> Vec<(usize, String)> {
        let fault = |(at, small): (usize, &Small)| match self.looks.get(at) {
            None => Some((at, "no picture is kept (UPDATE_SCREENS=1 keeps it)".to_owned())),
            Some(kept) => small.differs_from(kept).map(|fault| (at, fault)),
        };
        now.iter().enumerate().filter_map(fault).collect()
    }

    /// Keeps these looks in place of the others, unless they are the same to the eye.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, now: &[Small]) -> Result<(), String> {
        if self.looks.len() == now.len() && self.compare(now).is_empty() {
            return Ok(());
        }
        let bytes = together(now)?;
        std::fs::write(&self.file, bytes).map_err(|error| format!("writing {}: {error}", self.file.display()))
    }
}

/// All looks side by side, each with a pixel of nothing on its right.
fn together(looks: &[Small]) -> Result<Vec<u8>, String> {
    let height = looks.iter().map(|look| look.0.height()).max().unwrap_or(1);
    let width = looks.iter().map(|look| look.0.width() + 1).sum::<u32>().max(1);
    let mut sheet = GrayImage::from_pixel(width, height, Luma([NOTHING]));
    let mut left = 0;
    for look in looks {
        for (x, y, Luma([grey])) in look.0.enumerate_pixels() {
            sheet.put_pixel(left + x, y, Luma([grey / STEP * STEP + STEP / 2]));
        }
        left += look.0.width() + 1;
    }
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, PngFilter::NoFilter);
    let written = encoder.write_image(&sheet, width, height, ExtendedColorType::L8);
    written.map_err(|error| format!("writing a sheet: {error}"))?;
    Ok(bytes)
}

fn apart(bytes: &[u8]) -> Result<Vec<Small>, String> {
    let sheet = image::load_from_memory(bytes)
        .map_err(|error| error.to_string())?
        .to_luma8();
    let is_there = |x: u32, y: u32| x < sheet.width() && y < sheet.height() && sheet.get_pixel(x, y).0 != [NOTHING];
    let mut looks = Vec::new();
    let mut left = 0;
    while is_there(left, 0) {
        let (mut width, mut height) = (1, 1);
        while is_there(left + width, 0) {
            width += 1;
        }
        while is_there(left, height) {
            height += 1;
        }
        looks.push(Small(
            image::imageops::crop_imm(&sheet, left, 0, width, height).to_image(),
        ));
        left += width + 1;
    }
    Ok(looks)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use image::imageops::FilterType;

    use super::*;

    const WIDTH: u32 = 68;

    /// A page with a bar at the top, lines of text, and a key whose place can be chosen.
    fn page(key: u32, letters: u8) -> Small {
        let mut grey = GrayImage::from_pixel(WIDTH, 150, Luma([232]));
        for (x, y, pixel) in grey.enumerate_pixels_mut() {
            let is_letter = y % 4 < 2 && x > 6 && x < 60 && (x * 7 + y * 3) % 4 > 1;
            if y < 6 {
                *pixel = Luma([40]);
            } else if is_letter {
                *pixel = Luma([letters]);
            }
            if x > 10 && x < 40 && y > key && y < key + 5 {
                *pixel = Luma([72]);
            }
        }
        Small(grey)
    }

    #[test]
    fn the_same_page_with_letters_drawn_lighter_is_the_same_look() {
        assert_eq!(page(90, 176).differs_from(&page(90, 150)), None);
    }

    #[test]
    fn a_key_that_moved_by_its_height_is_another_look() {
        assert!(page(95, 150).differs_from(&page(90, 150)).is_some());
    }

    #[test]
    fn a_page_that_grew_is_another_look() {
        let mut longer = page(90, 150);
        longer.0 = image::imageops::resize(&longer.0, WIDTH, 160, FilterType::Nearest);
        assert!(longer.differs_from(&page(90, 150)).is_some());
    }

    #[test]
    fn a_sheet_gives_back_what_was_laid_into_it_but_for_steps_of_grey() {
        let mut short = page(30, 150);
        short.0 = image::imageops::crop_imm(&short.0, 0, 0, 33, 70).to_image();
        let looks = vec![page(90, 150), short, page(120, 150)];
        let kept = apart(&together(&looks).unwrap()).unwrap();
        assert_eq!(kept.len(), looks.len());
        for (kept, look) in kept.iter().zip(&looks) {
            assert_eq!(kept.0.dimensions(), look.0.dimensions());
            assert_eq!(look.differs_from(kept), None);
        }
    }

    #[test]
    fn a_screen_of_which_nothing_is_kept_has_a_fault_for_every_look() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = Sheet::open(folder.path(), "home").unwrap();
        assert_eq!(sheet.compare(&[page(90, 150), page(30, 150)]).len(), 2);
        sheet.keep(&[page(90, 150)]).unwrap();
        assert!(
            Sheet::open(folder.path(), "home")
                .unwrap()
                .compare(&[page(90, 150)])
                .is_empty()
        );
    }
}
