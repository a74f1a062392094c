//! What the ink model promises, as sentences.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::ink_model::{InkModel, LONGER_SIDE_UNITS, Sample};

fn at(x_px: f64, y_px: f64, t_ms: f64) -> Sample {
    Sample {
        x_px,
        y_px,
        t_ms,
        pressure: 0.5,
    }
}

fn model(width_px: f64, height_px: f64) -> InkModel {
    let mut model = InkModel::default();
    model.resize(width_px, height_px);
    model
}

fn draw(model: &mut InkModel, pointer: i32, points: &[(f64, f64)]) {
    for (i, (x, y)) in points.iter().enumerate() {
        let sample = at(*x, *y, 100.0 + i as f64 * 8.0);
        if i == 0 {
            model.down(pointer, sample)
        } else {
            model.moved(pointer, sample)
        }
    }
}

fn relative(model: &InkModel) -> Vec<(f64, f64)> {
    let all: Vec<_> = model.strokes().iter().flatten().chain(model.live()).collect();
    all.iter().map(|kept| (kept.x - all[0].x, kept.y - all[0].y)).collect()
}

#[test]
fn ink_is_integer_units_with_the_longer_side_ten_thousand() {
    let mut model = model(800.0, 400.0);
    draw(&mut model, 1, &[(0.0, 0.0), (400.0, 200.0), (800.0, 400.0)]);
    model.up(1);
    let ink = model.ink();
    assert_eq!((ink.width, ink.height), (LONGER_SIDE_UNITS as u32, 5000));
    let points = &ink.strokes[0].0;
    assert_eq!(
        points.iter().map(|p| (p.x, p.y, p.t_ms)).collect::<Vec<_>>(),
        [(0, 0, 0), (5000, 2500, 8), (10000, 5000, 16)]
    );
    assert!(points.iter().all(|p| p.pressure.is_none()));
}

#[test]
fn rotation_in_mid_stroke_keeps_every_point_and_the_stroke_goes_on() {
    let mut model = model(390.0, 520.0);
    draw(&mut model, 7, &[(40.0, 300.0), (200.0, 280.0), (350.0, 500.0)]);
    let before = relative(&model);
    model.resize(844.0, 230.0);
    assert_eq!(relative(&model), before, "the strokes themselves do not move");
    model.moved(7, at(500.0, 100.0, 200.0));
    model.up(7);
    assert_eq!(model.strokes().len(), 1);
    assert_eq!(model.strokes()[0].len(), 4);
    let view = model.view().unwrap();
    for kept in &model.strokes()[0] {
        let (x, y) = (
            (kept.x - view.left) * view.px_per_unit,
            (kept.y - view.top) * view.px_per_unit,
        );
        assert!(
            (0.0..=844.0).contains(&x) && (0.0..=230.0).contains(&y),
            "({x}, {y}) is on the pad"
        );
    }
    let ink = model.ink();
    assert!(
        ink.strokes[0]
            .0
            .iter()
            .all(|p| p.x >= 0 && p.y >= 0 && p.x as u32 <= ink.width && p.y as u32 <= ink.height)
    );
}

#[test]
fn a_pad_that_is_hidden_for_a_moment_forgets_nothing() {
    let mut model = model(390.0, 520.0);
    draw(&mut model, 1, &[(40.0, 300.0), (200.0, 280.0)]);
    model.up(1);
    let ink = model.ink();
    model.resize(0.0, 0.0);
    model.resize(390.0, 520.0);
    assert_eq!(model.ink(), ink);
}

#[test]
fn turning_there_and_back_does_not_change_what_is_signed_beyond_a_shift() {
    let mut model = model(390.0, 520.0);
    draw(&mut model, 1, &[(100.0, 200.0), (200.0, 260.0), (280.0, 220.0)]);
    model.up(1);
    let before = relative(&model);
    for _ in 0..5 {
        model.resize(800.0, 260.0);
        model.resize(390.0, 520.0);
    }
    assert_eq!(relative(&model), before);
    assert_eq!((model.ink().width, model.ink().height), (7500, 10000));
}

#[test]
fn a_cancelled_pointer_ends_its_stroke_and_keeps_it() {
    let mut model = model(400.0, 400.0);
    draw(&mut model, 1, &[(10.0, 10.0), (100.0, 100.0)]);
    model.up(1);
    model.moved(1, at(300.0, 300.0, 400.0));
    assert_eq!(model.strokes().len(), 1);
    assert_eq!(model.strokes()[0].len(), 2);
    assert!(model.live().is_empty());
}

#[test]
fn only_the_first_pointer_draws() {
    let mut model = model(400.0, 400.0);
    draw(&mut model, 1, &[(10.0, 10.0), (100.0, 100.0)]);
    draw(&mut model, 2, &[(300.0, 10.0), (300.0, 100.0)]);
    model.up(2);
    assert_eq!(model.live().len(), 2);
    model.up(1);
    assert_eq!(model.strokes().len(), 1);
    draw(&mut model, 2, &[(300.0, 10.0), (300.0, 100.0)]);
    model.up(2);
    assert_eq!(model.strokes().len(), 2);
}

#[test]
fn undo_takes_the_last_stroke_and_clear_takes_all() {
    let mut model = model(400.0, 400.0);
    for pointer in 1..=3 {
        draw(
            &mut model,
            pointer,
            &[(10.0 * f64::from(pointer), 10.0), (100.0, 100.0)],
        );
        model.up(pointer);
    }
    model.undo();
    assert_eq!(model.strokes().len(), 2);
    draw(&mut model, 9, &[(1.0, 1.0), (50.0, 50.0)]);
    model.undo();
    assert_eq!(model.strokes().len(), 2, "the stroke under way goes first");
    model.clear();
    assert!(model.is_blank());
    assert!(model.ink().strokes.is_empty());
    model.undo();
    assert!(model.is_blank());
}

#[test]
fn pressure_is_kept_only_when_it_really_varies() {
    let mut model = model(400.0, 400.0);
    for (i, pressure) in [0.2, 0.5, 0.9].into_iter().enumerate() {
        let sample = Sample {
            pressure,
            ..at(10.0 + i as f64 * 50.0, 10.0, i as f64)
        };
        if i == 0 {
            model.down(1, sample)
        } else {
            model.moved(1, sample)
        }
    }
    model.up(1);
    let pressures: Vec<_> = model.ink().strokes[0].0.iter().map(|p| p.pressure).collect();
    assert_eq!(pressures, [Some(200), Some(500), Some(900)]);
}

#[test]
fn a_clock_that_jumps_back_never_gives_a_sample_before_the_one_before() {
    let mut model = model(400.0, 400.0);
    model.down(1, at(10.0, 10.0, 1000.0));
    model.moved(1, at(20.0, 20.0, 1016.0));
    model.moved(1, at(30.0, 30.0, 3.0));
    model.up(1);
    let times: Vec<_> = model.ink().strokes[0].0.iter().map(|p| p.t_ms).collect();
    assert_eq!(times, [0, 16, 16]);
}

#[test]
fn recording_stops_at_the_limit_and_nothing_breaks() {
    let mut model = model(400.0, 400.0);
    model.down(1, at(0.0, 0.0, 0.0));
    for i in 0..25_000 {
        model.moved(1, at(f64::from(i % 400), f64::from((i * 7) % 400), f64::from(i)));
    }
    model.up(1);
    model.down(1, at(5.0, 5.0, 90_000.0));
    model.up(1);
    assert_eq!(model.strokes().len(), 1);
    assert_eq!(model.strokes()[0].len(), cunfa_core::ink::MAX_POINTS);
}
