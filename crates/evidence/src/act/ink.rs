//! Ink in an act: one column per measure, each value as its difference from the point before, which is one byte for most.
//!
//! `[width, height, [points of each stroke], [x], [y], [t], pressure]`. The first difference is from 0, and a stroke goes on
//! from the stroke before. Pressure is null when no point has any, else a column of 0 for none and pressure + 1.

use cunfa_core::ink::MAX_POINTS;
use cunfa_core::{Ink, Point, Stroke};

use crate::cbor::{Malformed, Reader, Writer};

pub(super) fn write(out: &mut Writer, ink: &Ink) {
    let points: Vec<&Point> = ink.strokes.iter().flat_map(|stroke| &stroke.0).collect();
    out.array(7).uint(ink.width.into()).uint(ink.height.into());
    out.array_of(&ink.strokes, |out, stroke| {
        out.uint(stroke.0.len() as u64);
    });
    write_column(out, &points, |point| point.x.into());
    write_column(out, &points, |point| point.y.into());
    write_column(out, &points, |point| point.t_ms.into());
    if points.iter().any(|point| point.pressure.is_some()) {
        write_column(out, &points, |point| {
            point.pressure.map_or(0, |pressure| i64::from(pressure) + 1)
        });
    } else {
        out.null();
    }
}

fn write_column(out: &mut Writer, points: &[&Point], measure: impl Fn(&Point) -> i64) {
    let mut before = 0;
    out.array_of(points, |out, point| {
        let now = measure(point);
        out.int(now - before);
        before = now;
    });
}

pub(super) fn read(from: &mut Reader<'_>) -> Result<Ink, Malformed> {
    from.array(7, "ink")?;
    let (width, height) = (from.number("pad width")?, from.number("pad height")?);
    let lengths: Vec<usize> = from.array_of(MAX_POINTS, "strokes", |from| from.number("stroke"))?;
    let count = total(&lengths)?;
    let x: Vec<i32> = read_column(from, count)?;
    let y: Vec<i32> = read_column(from, count)?;
    let t: Vec<u32> = read_column(from, count)?;
    let pressure: Option<Vec<u32>> = from.optional("pressure", |from| read_column(from, count))?;
    let pressure = pressure.unwrap_or_else(|| vec![0; count]);
    let columns = x.into_iter().zip(y).zip(t).zip(pressure);
    let points = columns.map(|(((x, y), t_ms), pressure)| {
        Ok(Point {
            x,
            y,
            t_ms,
            pressure: read_pressure(pressure)?,
        })
    });
    let points: Vec<Point> = points.collect::<Result<_, Malformed>>()?;
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

fn read_column<T: TryFrom<i64>>(from: &mut Reader<'_>, count: usize) -> Result<Vec<T>, Malformed> {
    let what = "points";
    from.array(count, what)?;
    let mut column = Vec::with_capacity(count);
    let mut at = 0i64;
    for _ in 0..count {
        at = at.checked_add(from.number(what)?).ok_or(Malformed(what))?;
        column.push(T::try_from(at).map_err(|_| Malformed(what))?);
    }
    Ok(column)
}

fn read_pressure(code: u32) -> Result<Option<u16>, Malformed> {
    let pressure = code.checked_sub(1);
    pressure
        .map(|pressure| u16::try_from(pressure).map_err(|_| Malformed("pressure")))
        .transpose()
}

fn split(points: Vec<Point>, lengths: &[usize]) -> Vec<Stroke> {
    let mut points = points.into_iter();
    lengths
        .iter()
        .map(|length| Stroke(points.by_ref().take(*length).collect()))
        .collect()
}
