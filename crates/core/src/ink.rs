//! Ink: handwriting as strokes, never pixels. What a signature covers and every picture of it is made from these.

use serde::{Deserialize, Serialize};

/// Most points one signature may hold; a pad stops recording there.
pub const MAX_POINTS: usize = 20_000;

/// One sample. Coordinates in pad units from the top left, time in ms from the first sample of the ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Across, 0 to the pad's width.
    pub x: i32,
    /// Down, 0 to the pad's height.
    pub y: i32,
    /// Milliseconds since the first sample.
    pub t_ms: u32,
    /// 1 to 1000, or none when the device reports no real pressure.
    pub pressure: Option<u16>,
}

/// One stroke, pen down to pen up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stroke(pub Vec<Point>);

/// A signature or a handwritten remark.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ink {
    /// Pad width in units.
    pub width: u32,
    /// Pad height in units.
    pub height: u32,
    /// The strokes in the order they were drawn.
    pub strokes: Vec<Stroke>,
}

/// Why ink is refused as a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum InkFault {
    /// Nothing was drawn.
    #[error("checking ink: blank")]
    Blank,
    /// Only dots: no stroke travels at least 5 % of the pad's shorter side.
    #[error("checking ink: only dots")]
    Dot,
    /// A point lies outside the pad, or the pad has no size.
    #[error("checking ink: off the pad")]
    OffPad,
    /// More than [`MAX_POINTS`] points.
    #[error("checking ink: too many points")]
    TooLarge,
    /// The same strokes as an earlier ink.
    #[error("checking ink: a copy of an earlier ink")]
    Copy,
}

impl Ink {
    /// Whether this may stand as a signature. `earlier` are shapes ([`Ink::shape`]) of ink already used.
    ///
    /// # Errors
    /// The first fault, in the order of [`InkFault`].
    pub fn check(&self, earlier: &[Vec<u8>]) -> Result<(), InkFault> {
        if self.points().next().is_none() {
            Err(InkFault::Blank)
        } else if !self.strokes.iter().any(|stroke| self.travels(stroke)) {
            Err(InkFault::Dot)
        } else if !self.points().all(|point| self.holds(point)) {
            Err(InkFault::OffPad)
        } else if self.point_count() > MAX_POINTS {
            Err(InkFault::TooLarge)
        } else if earlier.contains(&self.shape()) {
            Err(InkFault::Copy)
        } else {
            Ok(())
        }
    }

    /// The strokes moved to the origin and scaled to 0..=1000, times dropped, as bytes: equal for copies of one ink.
    ///
    /// Both directions are scaled by the longer side of the drawing, rounded half up; pressure is dropped too. Per stroke
    /// with points: their number as 4 bytes, then x and y of each as 2 bytes, all big-endian.
    #[must_use]
    pub fn shape(&self) -> Vec<u8> {
        let frame = Frame::around(self.points());
        let strokes = self.strokes.iter().filter(|stroke| !stroke.0.is_empty());
        strokes.flat_map(|stroke| stroke_shape(stroke, frame)).collect()
    }

    /// Per stroke with points the corners of its box, its first and its last point, in 50ths of the drawing's longer side, rounded half up,
    /// one byte each; `None` for a drawing too plain to tell two hands apart (all its strokes together are shorter than three times its longer
    /// side). Equal for a copy that was moved, whose pressure or pace was changed, or points inside its strokes: coarser than
    /// [`Ink::shape`], which refuses exact copies, and no proof of anything.
    #[must_use]
    pub fn outline(&self) -> Option<Vec<u8>> {
        let frame = Frame::around(self.points());
        let strokes = || self.strokes.iter().filter(|stroke| !stroke.0.is_empty());
        let length: i64 = strokes().map(stroke_length).sum();
        (length >= frame.side.saturating_mul(3))
            .then(|| strokes().flat_map(|stroke| stroke_outline(stroke, frame)).collect())
    }

    /// One SVG path `d` attribute (M and L commands, pad units), the one source of every picture of the ink.
    ///
    /// A stroke of one point is a line to itself, which round line ends show as a dot.
    #[must_use]
    pub fn svg_path(&self) -> String {
        let strokes = self.strokes.iter().filter_map(stroke_path);
        strokes.collect::<Vec<_>>().join(" ")
    }

    /// How many points all strokes hold together.
    #[must_use]
    pub fn point_count(&self) -> usize {
        self.points().count()
    }

    fn points(&self) -> impl Iterator<Item = &Point> + Clone {
        self.strokes.iter().flat_map(|stroke| &stroke.0)
    }

    /// Whether the pen moved at least 5 % of the pad's shorter side away from where the stroke began.
    fn travels(&self, stroke: &Stroke) -> bool {
        let side = i128::from(self.width.min(self.height));
        let Some((first, rest)) = stroke.0.split_first() else {
            return false;
        };
        rest.iter().any(|point| {
            let across = i128::from(point.x) - i128::from(first.x);
            let down = i128::from(point.y) - i128::from(first.y);
            400 * (across * across + down * down) >= side * side
        })
    }

    fn holds(&self, point: &Point) -> bool {
        let within = |at: i32, side: u32| side > 0 && (0..=i64::from(side)).contains(&i64::from(at));
        within(point.x, self.width) && within(point.y, self.height)
    }
}

/// The box around a drawing: its top left corner and its longer side.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: i64,
    top: i64,
    side: i64,
}

impl Frame {
    fn around<'a>(points: impl Iterator<Item = &'a Point> + Clone) -> Frame {
        let across = points.clone().map(|point| i64::from(point.x));
        let down = points.map(|point| i64::from(point.y));
        let (left, right) = (across.clone().min().unwrap_or(0), across.max().unwrap_or(0));
        let (top, bottom) = (down.clone().min().unwrap_or(0), down.max().unwrap_or(0));
        Frame {
            left,
            top,
            side: (right - left).max(bottom - top).max(1),
        }
    }

    fn coarse(self, from_edge: i64) -> u8 {
        let scaled = (2 * from_edge * 50 + self.side) / (2 * self.side);
        u8::try_from(scaled).unwrap_or(u8::MAX)
    }

    fn scaled(self, from_edge: i64) -> [u8; 2] {
        let scaled = (2 * from_edge * 1_000 + self.side) / (2 * self.side);
        u16::try_from(scaled).unwrap_or(u16::MAX).to_be_bytes()
    }
}

fn stroke_shape(stroke: &Stroke, frame: Frame) -> Vec<u8> {
    let mut bytes = u32::try_from(stroke.0.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    for point in &stroke.0 {
        bytes.extend(frame.scaled(i64::from(point.x) - frame.left));
        bytes.extend(frame.scaled(i64::from(point.y) - frame.top));
    }
    bytes
}

/// Across and down, added up from point to point.
fn stroke_length(stroke: &Stroke) -> i64 {
    let steps = stroke.0.iter().zip(stroke.0.iter().skip(1));
    let step = |(from, to): (&Point, &Point)| {
        let across = (i64::from(to.x) - i64::from(from.x)).abs();
        across + (i64::from(to.y) - i64::from(from.y)).abs()
    };
    steps.map(step).sum()
}

fn stroke_outline(stroke: &Stroke, frame: Frame) -> Vec<u8> {
    let own = Frame::around(stroke.0.iter());
    let right = stroke
        .0
        .iter()
        .map(|point| i64::from(point.x))
        .max()
        .unwrap_or(own.left);
    let bottom = stroke.0.iter().map(|point| i64::from(point.y)).max().unwrap_or(own.top);
    let ends = [stroke.0.first(), stroke.0.last()].into_iter().flatten();
    let corners = [(own.left, own.top), (right, bottom)];
    let places = corners
        .into_iter()
        .chain(ends.map(|point| (i64::from(point.x), i64::from(point.y))));
    let coarse = |(x, y): (i64, i64)| [frame.coarse(x - frame.left), frame.coarse(y - frame.top)];
    places.flat_map(coarse).collect()
}

fn stroke_path(stroke: &Stroke) -> Option<String> {
    let (first, rest) = stroke.0.split_first()?;
    let start = format!("M{} {}", first.x, first.y);
    let rest = if rest.is_empty() {
        std::slice::from_ref(first)
    } else {
        rest
    };
    Some(
        rest.iter()
            .fold(start, |path, point| format!("{path} L{} {}", point.x, point.y)),
    )
}
