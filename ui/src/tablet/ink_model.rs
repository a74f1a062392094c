//! The pad's ink while it is being drawn: pointer samples in, [`cunfa_core::Ink`] out. Pure; knows no window.
//!
//! Samples are kept in paper units that are fixed by the first stroke, so resizing, rotating or redrawing the pad changes
//! only how the paper lies in the pad ([`View`]), never the strokes. A stroke that is under way survives all of them.

use cunfa_core::Ink;
use cunfa_core::ink::{MAX_POINTS, Point, Stroke};

/// Longer side of an exported pad, in units.
pub const LONGER_SIDE_UNITS: f64 = 10_000.0;
/// Share of the pad that stays free around ink which has to be moved or shrunk to fit a changed pad.
const MARGIN: f64 = 0.04;
/// Pressure has to vary by this much (of 0 to 1) before it is believed.
const REAL_PRESSURE_SPAN: f32 = 0.04;

/// One sample as the pad reports it: pixels from the pad's top left, milliseconds, pressure 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Across, in CSS pixels.
    pub x_px: f64,
    /// Down, in CSS pixels.
    pub y_px: f64,
    /// Any steady clock, in ms.
    pub t_ms: f64,
    /// What the device says about pressure.
    pub pressure: f32,
}

/// One kept sample, in paper units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
    /// Milliseconds since the first sample.
    pub t_ms: f64,
    /// What the device said about pressure.
    pub pressure: f32,
}

/// How the paper lies in the pad: `px = (unit - origin) * px_per_unit`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Paper unit at the pad's left edge.
    pub left: f64,
    /// Paper unit at the pad's top edge.
    pub top: f64,
    /// Pixels of one unit.
    pub px_per_unit: f64,
    /// Pad width in CSS pixels.
    pub width_px: f64,
    /// Pad height in CSS pixels.
    pub height_px: f64,
}

impl View {
    /// Width of what the pad shows, in units.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.width_px / self.px_per_unit
    }

    /// Height of what the pad shows, in units.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.height_px / self.px_per_unit
    }
}

/// Strokes, the stroke under way, and the view.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InkModel {
    done: Vec<Vec<Kept>>,
    live: Vec<Kept>,
    pointer: Option<i32>,
    started_ms: Option<f64>,
    view: Option<View>,
}

#[derive(Clone, Copy)]
struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl InkModel {
    /// The pad has (or now has) this size in CSS pixels. Sizes without area are ignored: a hidden pad forgets nothing.
    pub fn resize(&mut self, width_px: f64, height_px: f64) {
        if !(width_px >= 1.0 && height_px >= 1.0) {
            return;
        }
        if self
            .view
            .is_some_and(|old| (old.width_px, old.height_px) == (width_px, height_px))
        {
            return;
        }
        self.view = Some(match (self.view, self.bounds()) {
            (Some(old), Some(ink)) => refit(old, ink, width_px, height_px),
            _ => fresh_view(width_px, height_px),
        });
    }

    /// A pointer goes down. Only the first pointer draws; a palm or a second finger is ignored while it does.
    pub fn down(&mut self, pointer: i32, sample: Sample) {
        if self.pointer.is_some() || self.is_full() {
            return;
        }
        self.pointer = Some(pointer);
        self.live.clear();
        self.keep(sample);
    }

    /// A pointer moves.
    pub fn moved(&mut self, pointer: i32, sample: Sample) {
        if self.pointer == Some(pointer) && !self.is_full() {
            self.keep(sample);
        }
    }

    /// A pointer goes up, is cancelled by the system, or is lost: the stroke ends and is kept.
    pub fn up(&mut self, pointer: i32) {
        if self.pointer == Some(pointer) {
            self.pointer = None;
            if !self.live.is_empty() {
                self.done.push(std::mem::take(&mut self.live));
            }
        }
    }

    /// Takes the last stroke back (the one under way, if there is one).
    pub fn undo(&mut self) {
        self.pointer = None;
        if self.live.is_empty() {
            self.done.pop();
        } else {
            self.live.clear();
        }
        self.forget_time_if_blank();
    }

    /// Takes everything back.
    pub fn clear(&mut self) {
        self.pointer = None;
        self.done.clear();
        self.live.clear();
        self.forget_time_if_blank();
    }

    /// Whether nothing at all was drawn.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.done.is_empty() && self.live.is_empty()
    }

    /// Finished strokes.
    #[must_use]
    pub fn strokes(&self) -> &[Vec<Kept>] {
        &self.done
    }

    /// The stroke under way; empty when there is none.
    #[must_use]
    pub fn live(&self) -> &[Kept] {
        &self.live
    }

    /// How the paper lies in the pad; none before the pad has a size.
    #[must_use]
    pub fn view(&self) -> Option<View> {
        self.view
    }

    /// Whether the device reports a pressure that really varies (some report 0.5 for everything).
    #[must_use]
    pub fn has_real_pressure(&self) -> bool {
        let pressed = || {
            self.samples()
                .map(|kept| kept.pressure)
                .filter(|pressure| *pressure > 0.0)
        };
        let lowest = pressed().fold(f32::INFINITY, f32::min);
        let highest = pressed().fold(0.0, f32::max);
        highest - lowest > REAL_PRESSURE_SPAN
    }

    /// The ink as it is signed: integer units, the longer side of the pad [`LONGER_SIDE_UNITS`] long, every point on it.
    /// A stroke under way is part of it.
    #[must_use]
    pub fn ink(&self) -> Ink {
        let Some(paper) = self.paper() else {
            return Ink::default();
        };
        let scale = LONGER_SIDE_UNITS / (paper.right - paper.left).max(paper.bottom - paper.top);
        let (width, height) = (
            whole((paper.right - paper.left) * scale),
            whole((paper.bottom - paper.top) * scale),
        );
        let real_pressure = self.has_real_pressure();
        let point = |kept: &Kept| Point {
            x: whole((kept.x - paper.left) * scale).clamp(0, width),
            y: whole((kept.y - paper.top) * scale).clamp(0, height),
            t_ms: u32::try_from(whole(kept.t_ms)).unwrap_or(0),
            pressure: real_pressure.then(|| per_mille(kept.pressure)),
        };
        let live = (!self.live.is_empty()).then_some(&self.live);
        let strokes = self
            .done
            .iter()
            .chain(live)
            .map(|stroke| Stroke(stroke.iter().map(point).collect()));
        Ink {
            width: width.unsigned_abs(),
            height: height.unsigned_abs(),
            strokes: strokes.collect(),
        }
    }

    fn keep(&mut self, sample: Sample) {
        let Some(view) = self.view else { return };
        let started = *self.started_ms.get_or_insert(sample.t_ms);
        let x_px = within(sample.x_px, view.width_px);
        let y_px = within(sample.y_px, view.height_px);
        let earliest = self.samples().last().map_or(0.0, |kept| kept.t_ms);
        let kept = Kept {
            x: view.left + x_px / view.px_per_unit,
            y: view.top + y_px / view.px_per_unit,
            t_ms: (sample.t_ms - started).max(earliest),
            pressure: sample.pressure,
        };
        if self.live.last().is_none_or(|last| (last.x, last.y) != (kept.x, kept.y)) {
            self.live.push(kept);
        }
    }

    fn samples(&self) -> impl Iterator<Item = &Kept> {
        self.done.iter().flatten().chain(&self.live)
    }

    fn is_full(&self) -> bool {
        self.samples().count() >= MAX_POINTS
    }

    fn forget_time_if_blank(&mut self) {
        if self.is_blank() {
            self.started_ms = None;
            if let Some(view) = self.view {
                self.view = Some(fresh_view(view.width_px, view.height_px));
            }
        }
    }

    fn bounds(&self) -> Option<Bounds> {
        self.samples().fold(None, |so_far: Option<Bounds>, kept| {
            let b = so_far.unwrap_or(Bounds {
                left: kept.x,
                top: kept.y,
                right: kept.x,
                bottom: kept.y,
            });
            Some(Bounds {
                left: b.left.min(kept.x),
                top: b.top.min(kept.y),
                right: b.right.max(kept.x),
                bottom: b.bottom.max(kept.y),
            })
        })
    }

    /// What the pad shows, widened to hold all ink.
    fn paper(&self) -> Option<Bounds> {
        let view = self.view?;
        let shown = Bounds {
            left: view.left,
            top: view.top,
            right: view.left + view.width(),
            bottom: view.top + view.height(),
        };
        Some(self.bounds().map_or(shown, |ink| Bounds {
            left: shown.left.min(ink.left),
            top: shown.top.min(ink.top),
            right: shown.right.max(ink.right),
            bottom: shown.bottom.max(ink.bottom),
        }))
    }
}

fn fresh_view(width_px: f64, height_px: f64) -> View {
    let px_per_unit = width_px.max(height_px) / LONGER_SIDE_UNITS;
    View {
        left: 0.0,
        top: 0.0,
        px_per_unit,
        width_px,
        height_px,
    }
}

/// Lays the same paper into a pad of another size: the ink keeps its size on the glass when it fits, and shrinks only as
/// far as it must; its middle keeps its relative place in the pad as far as the edges allow.
fn refit(old: View, ink: Bounds, width_px: f64, height_px: f64) -> View {
    let (ink_width, ink_height) = (ink.right - ink.left, ink.bottom - ink.top);
    let room = 1.0 - 2.0 * MARGIN;
    let fits = |room_px: f64, units: f64| {
        if units > 0.0 {
            room_px * room / units
        } else {
            f64::INFINITY
        }
    };
    let px_per_unit = old
        .px_per_unit
        .min(fits(width_px, ink_width))
        .min(fits(height_px, ink_height));
    let origin = |low: f64, high: f64, old_origin: f64, old_shown: f64, shown: f64| {
        let middle = low.midpoint(high);
        let wanted = middle - (middle - old_origin) / old_shown * shown;
        let edge = shown * MARGIN;
        wanted.max(high + edge - shown).min(low - edge)
    };
    View {
        left: origin(ink.left, ink.right, old.left, old.width(), width_px / px_per_unit),
        top: origin(ink.top, ink.bottom, old.top, old.height(), height_px / px_per_unit),
        px_per_unit,
        width_px,
        height_px,
    }
}

/// From 0 to the most. By hand: the complaint of `clamp` over limits that are none writes floats, which is large.
fn within(place_px: f64, most_px: f64) -> f64 {
    place_px.max(0.0).min(most_px)
}

fn whole(value: f64) -> i32 {
    value.round() as i32
}

fn per_mille(pressure: f32) -> u16 {
    (pressure * 1000.0).round().clamp(1.0, 1000.0) as u16
}
