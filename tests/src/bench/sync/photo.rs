//! Pictures as a telephone takes them: large surfaces, edges, textures at every scale, and the noise of a small sensor, so that a JPEG of
//! them is as hard to pack as one of life.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::harness::Dice;

/// Pixels, of a camera of 12 megapixels.
const WIDTH: usize = 4_032;
const HEIGHT: usize = 3_024;
/// Quality a telephone writes.
const QUALITY: u8 = 92;
/// Textures: pixels from knot to knot, and how far their light reaches from the middle.
const OCTAVES: [(usize, i32); 6] = [(900, 70), (310, 40), (97, 22), (29, 13), (11, 8), (5, 6)];
/// Things in the picture: each has edges and a colour of its own.
const THINGS: usize = 60;
/// The sensor's noise, each way.
const NOISE: usize = 9;

/// A picture as it comes from the camera.
///
/// # Errors
/// The packer's.
pub fn taken(seed: u64, number: u64) -> Result<Vec<u8>, String> {
    let mut dice = Dice::new(seed ^ (0xF070 + number * 0x1_0001));
    let mut light = vec![110_i32; WIDTH * HEIGHT];
    for (knot, reach) in OCTAVES {
        texture(&mut dice, &mut light, knot, reach);
    }
    let things: Vec<Thing> = (0..THINGS).map(|_| Thing::new(&mut dice)).collect();
    let mut pixels = Vec::with_capacity(3 * WIDTH * HEIGHT);
    for (place, light) in light.iter().enumerate() {
        let (x, y) = (place % WIDTH, place / WIDTH);
        let colour = things.iter().rev().find(|thing| thing.covers(x, y));
        let [red, green, blue] = colour.map_or([0, 4, -6], |thing| thing.colour);
        let noise = i32::try_from(dice.below(2 * NOISE + 1)).unwrap_or(0) - i32::try_from(NOISE).unwrap_or(0);
        for part in [red, green, blue] {
            pixels.push(u8::try_from((light + part + noise).clamp(0, 255)).unwrap_or(0));
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let (width, height) = (u16::try_from(WIDTH).unwrap_or(0), u16::try_from(HEIGHT).unwrap_or(0));
    let packed = encoder.encode(&pixels, width, height, ColorType::Rgb);
    packed.map_err(|error| format!("packing a picture: {error}"))?;
    Ok(bytes)
}

/// Adds light between knots of chance, straight from knot to knot.
fn texture(dice: &mut Dice, light: &mut [i32], knot: usize, reach: i32) {
    let (across, down) = (WIDTH / knot + 2, HEIGHT / knot + 2);
    let span = usize::try_from(2 * reach + 1).unwrap_or(1);
    let mut one = || i32::try_from(dice.below(span)).unwrap_or(0) - reach;
    let knots: Vec<i32> = (0..across * down).map(|_| one()).collect();
    let at = |column: usize, line: usize| knots.get(line * across + column).copied().unwrap_or(0);
    let step = i32::try_from(knot).unwrap_or(1);
    for (y, line) in light.chunks_mut(WIDTH).enumerate() {
        let (upper, below) = (y / knot, i32::try_from(y % knot).unwrap_or(0));
        for (x, value) in line.iter_mut().enumerate() {
            let (left, beside) = (x / knot, i32::try_from(x % knot).unwrap_or(0));
            let along = |line: usize| (at(left, line) * (step - beside) + at(left + 1, line) * beside) / step;
            *value += (along(upper) * (step - below) + along(upper + 1) * below) / step;
        }
    }
}

/// A rectangle that leans.
struct Thing {
    from: (usize, usize),
    size: (usize, usize),
    lean: usize,
    colour: [i32; 3],
}

impl Thing {
    fn new(dice: &mut Dice) -> Thing {
        let mut part = || i32::try_from(dice.below(141)).unwrap_or(0) - 70;
        let colour = [part(), part(), part()];
        Thing {
            from: (dice.below(WIDTH), dice.below(HEIGHT)),
            size: (60 + dice.below(900), 40 + dice.below(700)),
            lean: dice.below(7),
            colour,
        }
    }

    fn covers(&self, x: usize, y: usize) -> bool {
        let (Some(across), Some(down)) = (x.checked_sub(self.from.0), y.checked_sub(self.from.1)) else {
            return false;
        };
        let across = across.checked_sub(down * self.lean / 10);
        across.is_some_and(|across| across < self.size.0) && down < self.size.1
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use cunfa_core::AttachmentKind;

    use super::*;

    #[test]
    fn a_picture_is_as_heavy_as_a_telephones_and_the_app_makes_it_as_small_as_one() {
        let taken = taken(1, 0).unwrap();
        assert!((2_000_000..7_000_000).contains(&taken.len()), "{}", taken.len());
        let made = cunfa_client::photos::prepare(&taken, AttachmentKind::Photo).unwrap();
        assert_eq!((made.width, made.height), (1_600, 1_200));
        assert!((150_000..340_000).contains(&made.jpeg.len()), "{}", made.jpeg.len());
    }
}
