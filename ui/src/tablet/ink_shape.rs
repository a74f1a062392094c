//! How a stroke looks while it is drawn: one closed outline whose width follows pressure if that is real, else speed.
//!
//! Only the pad looks like this; the official picture of a signature is `core::Ink::svg_path`.

use std::fmt::Write as _;

use super::ink_model::Kept;
use crate::model::tenths::Tenths;

/// Half widths of the pen, in pixels, slow and fast.
const HALF_WIDTH_SLOW_PX: f64 = 2.6;
const HALF_WIDTH_FAST_PX: f64 = 1.1;
/// Speed, in pixels per ms, at which the pen is half way between the two.
const MIDDLE_SPEED: f64 = 0.9;
/// How much of a width is taken over from the sample before.
const INERTIA: f64 = 0.7;

/// A point of the pen's way in pad pixels with the half width of the pen there.
struct Nib {
    x: f64,
    y: f64,
    half: f64,
}

/// The SVG path of one stroke, in pad pixels through `place`; a single sample becomes a dot.
#[must_use]
pub fn outline(stroke: &[Kept], real_pressure: bool, place: impl Fn(f64, f64) -> (f64, f64)) -> String {
    let nibs = nibs(stroke, real_pressure, place);
    let (Some(first), Some(last)) = (nibs.first(), nibs.last()) else {
        return String::new();
    };
    let mut path = String::with_capacity(nibs.len() * 28 + 80);
    if nibs.len() == 1 {
        dot(&mut path, first);
        return path;
    }
    let sides = sides(&nibs);
    let mut lead = 'M';
    for (x, y) in sides.iter().map(|side| side.0) {
        let _ = write!(path, "{lead}{} {}", Tenths(x), Tenths(y));
        lead = 'L';
    }
    let _ = match sides.last() {
        Some((_, to)) => arc(&mut path, last, *to),
        None => Ok(()),
    };
    for (x, y) in sides.iter().rev().skip(1).map(|side| side.1) {
        let _ = write!(path, "L{} {}", Tenths(x), Tenths(y));
    }
    let _ = match sides.first() {
        Some((to, _)) => arc(&mut path, first, *to),
        None => Ok(()),
    };
    path.push('Z');
    path
}

/// Around the end of the stroke.
fn arc(path: &mut String, nib: &Nib, (x, y): At) -> std::fmt::Result {
    write!(path, "A{0} {0} 0 0 1 {1} {2}", Tenths(nib.half), Tenths(x), Tenths(y))
}

fn dot(path: &mut String, nib: &Nib) {
    let r = nib.half * 1.3;
    let _ = write!(
        path,
        "M{0} {1}a{2} {2} 0 1 1 {3} 0a{2} {2} 0 1 1 -{3} 0Z",
        Tenths(nib.x - r),
        Tenths(nib.y),
        Tenths(r),
        Tenths(r * 2.0)
    );
}

fn nibs(stroke: &[Kept], real_pressure: bool, place: impl Fn(f64, f64) -> (f64, f64)) -> Vec<Nib> {
    let mut nibs: Vec<Nib> = Vec::with_capacity(stroke.len());
    let mut earlier_ms = 0.0;
    for kept in stroke {
        let (x, y) = place(kept.x, kept.y);
        let wanted = if real_pressure {
            HALF_WIDTH_FAST_PX + (HALF_WIDTH_SLOW_PX * 1.3 - HALF_WIDTH_FAST_PX) * f64::from(kept.pressure)
        } else {
            let speed = nibs.last().map_or(MIDDLE_SPEED, |last| {
                (x - last.x).hypot(y - last.y) / (kept.t_ms - earlier_ms).max(1.0)
            });
            let share = MIDDLE_SPEED / (MIDDLE_SPEED + speed);
            HALF_WIDTH_FAST_PX + (HALF_WIDTH_SLOW_PX - HALF_WIDTH_FAST_PX) * share
        };
        let half = nibs
            .last()
            .map_or(wanted, |last| last.half * INERTIA + wanted * (1.0 - INERTIA));
        nibs.push(Nib { x, y, half });
        earlier_ms = kept.t_ms;
    }
    nibs
}

type At = (f64, f64);

/// Left and right edge of the pen at every nib, across the direction between its neighbours.
fn sides(nibs: &[Nib]) -> Vec<(At, At)> {
    let before = nibs.iter().take(1).chain(nibs);
    let after = nibs.iter().skip(1).chain(nibs.iter().last());
    let direction = |from: &Nib, to: &Nib| {
        let length = (to.x - from.x).hypot(to.y - from.y);
        if length > 0.0 {
            ((to.x - from.x) / length, (to.y - from.y) / length)
        } else {
            (1.0, 0.0)
        }
    };
    nibs.iter()
        .zip(before.zip(after))
        .map(|(nib, (earlier, later))| {
            let (dx, dy) = direction(earlier, later);
            let (across, down) = (dy * nib.half, -dx * nib.half);
            ((nib.x + across, nib.y + down), (nib.x - across, nib.y - down))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(x: f64, y: f64, t_ms: f64) -> Kept {
        Kept {
            x,
            y,
            t_ms,
            pressure: 0.5,
        }
    }

    #[test]
    fn a_stroke_is_one_closed_outline_and_a_touch_is_a_dot() {
        let same = |x, y| (x, y);
        assert_eq!(outline(&[], false, same), "");
        let dot = outline(&[kept(5.0, 5.0, 0.0)], false, same);
        assert!(dot.starts_with('M') && dot.ends_with('Z'));
        let line = outline(
            &[kept(0.0, 0.0, 0.0), kept(10.0, 0.0, 8.0), kept(20.0, 0.0, 16.0)],
            false,
            same,
        );
        assert_eq!(line.matches('M').count(), 1);
        assert!(line.ends_with('Z'));
        assert!(!line.contains("NaN"));
    }

    #[test]
    fn a_fast_stroke_is_thinner_than_a_slow_one_and_pressure_counts_only_when_it_is_real() {
        let half = |step_ms: f64, pressure: f32, real: bool| {
            let stroke: Vec<Kept> = (0..20)
                .map(|i| Kept {
                    x: f64::from(i) * 10.0,
                    y: 0.0,
                    t_ms: f64::from(i) * step_ms,
                    pressure,
                })
                .collect();
            nibs(&stroke, real, |x, y| (x, y)).last().map_or(0.0, |nib| nib.half)
        };
        assert!(half(2.0, 0.5, false) < half(60.0, 0.5, false));
        assert!((half(10.0, 0.1, false) - half(10.0, 0.9, false)).abs() < 1e-9);
        assert!(half(10.0, 0.1, true) < half(10.0, 0.9, true));
    }
}
