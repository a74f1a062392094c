//! The kept pictures: of every screen one small grey PNG in the repository, its looks side by side, and how a new picture is compared.
//!
//! Kept is what a look has in common on any machine: where there is something and how dark it is, at a size at which letters are grey. A
//! changed layout is a difference of many squares; another smoothing of letters is none.

use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{ExtendedColorType, GrayImage, ImageEncoder, Luma};

/// Width of a kept look, in pixels.
const WIDTH: u32 = 96;
/// Greys are kept in steps of this.
const STEP: u8 = 16;
/// Below this is no picture: the space around looks of different heights.
const NOTHING: u8 = 0;
/// Squares that are compared, in pixels.
const SQUARE: u32 = 6;
/// From this mean difference on (of 255) a square is another one.
const DIFFERENT: u32 = 18;
/// So many different squares of a thousand are another picture; one or two always may be.
const DIFFERENT_PERMILLE: u32 = 15;
/// So many kept pixels may a page be higher or lower, in a thousand of its height.
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
        let height = (picture.height() * WIDTH).div_ceil(picture.width().max(1)).max(1);
        let mut grey = picture.thumbnail_exact(WIDTH, height).to_luma8();
        for Luma([pixel]) in grey.pixels_mut() {
            *pixel = (*pixel / STEP * STEP).saturating_add(STEP / 2);
        }
        Ok(Small(grey))
    }

    /// What is different in this one, in words; nothing when it is the same look.
    #[must_use]
    pub fn differs_from(&self, kept: &Small) -> Option<String> {
        let (now, then) = (self.0.height(), kept.0.height());
        if now.abs_diff(then) > (then * HEIGHT_PERMILLE).div_ceil(1000).max(2) {
            return Some(format!("{now} instead of {then} pixels high, kept {WIDTH} wide"));
        }
        let (across, down) = (WIDTH / SQUARE, now.min(then) / SQUARE);
        let squares = (0..across).flat_map(|x| (0..down).map(move |y| (x * SQUARE, y * SQUARE)));
        let different = squares.filter(|at| self.square(kept, *at) >= DIFFERENT).count();
        let allowed = (across * down * DIFFERENT_PERMILLE / 1000).max(2);
        let different = u32::try_from(different).unwrap_or(u32::MAX);
        (different > allowed).then(|| format!("{different} of {} squares differ, {allowed} may", across * down))
    }

    /// The difference of the means of a square and its neighbours' edge, so that a shift by a pixel is none.
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
    let width = (WIDTH + 1) * u32::try_from(looks.len()).unwrap_or(0);
    let mut sheet = GrayImage::from_pixel(width, height, Luma([NOTHING]));
    for (look, left) in looks.iter().zip((0_i64..).step_by(WIDTH as usize + 1)) {
        image::imageops::replace(&mut sheet, &look.0, left, 0);
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
    let look = |left: u32| {
        let height = (0..sheet.height())
            .take_while(|y| sheet.get_pixel(left, *y).0 != [NOTHING])
            .count();
        let height = u32::try_from(height).unwrap_or(0);
        Small(image::imageops::crop_imm(&sheet, left, 0, WIDTH, height).to_image())
    };
    Ok((0..sheet.width() / (WIDTH + 1))
        .map(|at| look(at * (WIDTH + 1)))
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use image::imageops::FilterType;

    use super::*;

    /// A page with a bar at the top, lines of text, and a key whose place can be chosen.
    fn page(key: u32, letters: u8) -> Small {
        let mut grey = GrayImage::from_pixel(WIDTH, 200, Luma([232]));
        for (x, y, pixel) in grey.enumerate_pixels_mut() {
            let is_letter = y % 5 < 2 && x > 6 && x < 80 && (x * 7 + y * 3) % 4 > 1;
            if y < 12 {
                *pixel = Luma([40]);
            } else if is_letter {
                *pixel = Luma([letters]);
            }
            if x > 10 && x < 60 && y > key && y < key + 14 {
                *pixel = Luma([72]);
            }
        }
        Small(grey)
    }

    #[test]
    fn the_same_page_with_letters_drawn_lighter_is_the_same_look() {
        assert_eq!(page(90, 168).differs_from(&page(90, 152)), None);
    }

    #[test]
    fn a_key_that_moved_by_its_height_is_another_look() {
        assert!(page(104, 152).differs_from(&page(90, 152)).is_some());
    }

    #[test]
    fn a_page_that_grew_is_another_look() {
        let mut longer = page(90, 152);
        longer.0 = image::imageops::resize(&longer.0, WIDTH, 220, FilterType::Nearest);
        assert!(longer.differs_from(&page(90, 152)).is_some());
    }

    #[test]
    fn a_sheet_gives_back_what_was_laid_into_it() {
        let mut short = page(30, 152);
        short.0 = image::imageops::crop_imm(&short.0, 0, 0, WIDTH, 70).to_image();
        let looks = vec![page(90, 152), short, page(120, 152)];
        assert_eq!(apart(&together(&looks).unwrap()).unwrap(), looks);
    }

    #[test]
    fn a_screen_of_which_nothing_is_kept_has_a_fault_for_every_look() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = Sheet::open(folder.path(), "home").unwrap();
        assert_eq!(sheet.compare(&[page(90, 152), page(30, 152)]).len(), 2);
        sheet.keep(&[page(90, 152)]).unwrap();
        assert!(
            Sheet::open(folder.path(), "home")
                .unwrap()
                .compare(&[page(90, 152)])
                .is_empty()
        );
    }
}
