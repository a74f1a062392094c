//! Ink in an act: `[width, height, [points of each stroke], has pressure, points]`, the points as [`points`] packs them.

use cunfa_core::ink::MAX_POINTS;
use cunfa_core::{Ink, Point, Stroke};

use super::points;
use crate::cbor::{Malformed, Reader, Writer};

/// Elements of the array.
const FIELDS: usize = 5;

pub(super) fn write(out: &mut Writer, ink: &Ink) {
    let all: Vec<Point> = ink.strokes.iter().flat_map(|stroke| &stroke.0).copied().collect();
    let lengths: Vec<usize> = ink.strokes.iter().map(|stroke| stroke.0.len()).collect();
    let has_pressure = all.iter().any(|point| point.pressure.is_some());
    out.array(FIELDS).uint(ink.width.into()).uint(ink.height.into());
    out.array_of(&lengths, |out, length| {
        out.uint(*length as u64);
    });
    out.bool(has_pressure);
    out.bytes(&points::pack(&lengths, &all, has_pressure));
}

pub(super) fn read(from: &mut Reader<'_>) -> Result<Ink, Malformed> {
    from.array(FIELDS, "ink")?;
    let (width, height) = (from.number("pad width")?, from.number("pad height")?);
    let lengths: Vec<usize> = from.array_of(MAX_POINTS, "strokes", |from| from.number("stroke"))?;
    total(&lengths)?;
    let has_pressure = from.bool("has pressure")?;
    let points = points::unpack(&lengths, from.bytes("points")?, has_pressure).ok_or(Malformed("points"))?;
    Ok(Ink {
        width,
        height,
        strokes: split(points, &lengths),
    })
}

fn total(lengths: &[usize]) -> Result<usize, Malformed> {
    let sum = lengths.iter().try_fold(0usize, |sum, length| sum.checked_add(*length));
    sum.filter(|sum| *sum <= MAX_POINTS).ok_or(Malformed("too many points"))
}

fn split(points: Vec<Point>, lengths: &[usize]) -> Vec<Stroke> {
    let mut points = points.into_iter();
    lengths
        .iter()
        .map(|length| Stroke(points.by_ref().take(*length).collect()))
        .collect()
}
