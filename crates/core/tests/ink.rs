//! What may stand as a signature, and what it is drawn from.

use cunfa_core::ink::{Ink, InkFault, MAX_POINTS, Point, Stroke};
use proptest::prelude::*;

fn point(x: i32, y: i32) -> Point {
    Point {
        x,
        y,
        t_ms: 0,
        pressure: None,
    }
}

fn ink(strokes: &[&[(i32, i32)]]) -> Ink {
    let stroke = |points: &&[(i32, i32)]| Stroke(points.iter().map(|(x, y)| point(*x, *y)).collect());
    Ink {
        width: 600,
        height: 200,
        strokes: strokes.iter().map(stroke).collect(),
    }
}

#[test]
fn a_stroke_across_the_pad_is_a_signature() {
    assert_eq!(ink(&[&[(10, 10), (200, 90)], &[(40, 40), (41, 40)]]).check(&[]), Ok(()));
}

#[test]
fn a_blank_pad_is_refused_even_when_empty_strokes_say_otherwise() {
    assert_eq!(Ink::default().check(&[]), Err(InkFault::Blank));
    assert_eq!(ink(&[&[], &[]]).check(&[]), Err(InkFault::Blank));
}

#[test]
fn dots_are_refused_however_many_and_however_long_the_pen_trembles() {
    assert_eq!(ink(&[&[(10, 10)], &[(500, 100)]]).check(&[]), Err(InkFault::Dot));
    let trembling: Vec<(i32, i32)> = (0..1_000).map(|n| (100 + n % 2, 100)).collect();
    assert_eq!(ink(&[&trembling]).check(&[]), Err(InkFault::Dot));
    assert_eq!(ink(&[&[(10, 10), (19, 10)]]).check(&[]), Err(InkFault::Dot));
    assert_eq!(
        ink(&[&[(10, 10), (20, 10)]]).check(&[]),
        Ok(()),
        "5 % of the shorter side is a stroke"
    );
}

#[test]
fn a_point_off_the_pad_is_refused_and_the_edge_is_on_it() {
    assert_eq!(ink(&[&[(0, 0), (600, 200)]]).check(&[]), Ok(()));
    for (x, y) in [(-1, 0), (0, -1), (601, 0), (0, 201), (i32::MAX, i32::MIN)] {
        assert_eq!(ink(&[&[(0, 0), (300, 100), (x, y)]]).check(&[]), Err(InkFault::OffPad));
    }
    let no_pad = Ink {
        width: 0,
        height: 0,
        ..ink(&[&[(0, 0), (0, 0)]])
    };
    assert_eq!(no_pad.check(&[]), Err(InkFault::OffPad));
}

#[test]
fn too_many_points_are_refused() {
    let points: Vec<(i32, i32)> = (0..=MAX_POINTS)
        .map(|n| (i32::try_from(n % 600).unwrap_or(0), 50))
        .collect();
    assert_eq!(ink(&[&points]).check(&[]), Err(InkFault::TooLarge));
    assert_eq!(ink(&[points.get(1..).unwrap_or_default()]).check(&[]), Ok(()));
}

#[test]
fn a_copy_is_refused_also_when_it_was_moved_enlarged_or_slowed_down() {
    let first = ink(&[&[(10, 10), (110, 60)], &[(30, 30), (50, 80)]]);
    let earlier = [first.shape()];
    assert_eq!(first.check(&earlier), Err(InkFault::Copy));
    let mut copy = ink(&[&[(50, 20), (250, 120)], &[(90, 60), (130, 160)]]);
    copy.strokes
        .iter_mut()
        .flat_map(|stroke| &mut stroke.0)
        .for_each(|point| point.t_ms += 40);
    assert_eq!(copy.check(&earlier), Err(InkFault::Copy));
    assert_eq!(
        ink(&[&[(10, 10), (110, 60)], &[(30, 30), (50, 81)]]).check(&earlier),
        Ok(())
    );
}

#[test]
fn a_shape_keeps_the_proportions() {
    assert_eq!(
        ink(&[&[(100, 50), (200, 100)]]).shape(),
        [0, 0, 0, 2, 0, 0, 0, 0, 3, 232, 1, 244]
    );
}

#[test]
fn ink_is_drawn_as_one_path_and_a_lone_point_as_a_dot() {
    assert_eq!(
        ink(&[&[(1, 2), (3, 4), (5, 6)], &[], &[(7, 8)]]).svg_path(),
        "M1 2 L3 4 L5 6 M7 8 L7 8"
    );
    assert_eq!(Ink::default().svg_path(), "");
}

fn any_ink() -> impl Strategy<Value = Ink> {
    let point = any::<(i32, i32, u32, Option<u16>)>();
    let point = point.prop_map(|(x, y, t_ms, pressure)| Point { x, y, t_ms, pressure });
    let strokes = proptest::collection::vec(proptest::collection::vec(point, 0..6).prop_map(Stroke), 0..6);
    (any::<u32>(), any::<u32>(), strokes).prop_map(|(width, height, strokes)| Ink { width, height, strokes })
}

proptest! {
    #[test]
    fn arbitrary_ink_never_panics_and_its_shape_fits_the_frame(ink in any_ink()) {
        let _ = ink.check(&[]);
        let points: usize = ink.strokes.iter().map(|stroke| stroke.0.len()).sum();
        let strokes = ink.strokes.iter().filter(|stroke| !stroke.0.is_empty()).count();
        prop_assert_eq!(ink.shape().len(), 4 * points + 4 * strokes);
        prop_assert_eq!(ink.svg_path().matches('M').count(), strokes);
    }
}
