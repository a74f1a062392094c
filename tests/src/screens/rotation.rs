//! A tablet that is turned while a name is being written: the ink stays, whole and where it was on the paper, and the act holds it.

use cunfa_core::{Body, Ink, Point};

use super::Walk;
use super::content::Stage;
use super::list::Do;

/// Upright, in CSS pixels; turned, the other way round.
const UPRIGHT: (u32, u32) = (820, 1180);
/// What is written before, in parts of the pad.
const BEFORE: [(f64, f64); 4] = [(0.1, 0.3), (0.2, 0.7), (0.3, 0.3), (0.4, 0.7)];
/// And what after, in parts of the pad as it is then.
const AFTER: [(f64, f64); 3] = [(0.5, 0.4), (0.6, 0.6), (0.7, 0.4)];
/// How far from its place a point may be found, in parts of the distance it is from the first.
const NEAR: f64 = 0.05;

impl Walk<'_> {
    /// Turns the tablet in mid-stroke, signs, and looks at the ink of the act.
    pub(super) async fn rotate(&mut self, stage: &Stage) {
        let turned = self.turn(stage).await;
        println!("         the tablet turned in mid-stroke: {turned:?}");
        let named = |fault| format!("a stroke while the tablet is turned: {fault}");
        self.fault(turned.err().map(named).into_iter().collect());
    }

    async fn turn(&self, stage: &Stage) -> Result<(), String> {
        let entry = stage.ids.turned;
        self.set(super::looks::ALL[0]).await?;
        self.window.turn(UPRIGHT.0, UPRIGHT.1).await?;
        self.window.open_address(&format!("{}/?turned", self.url)).await?;
        let to_the_pad = [
            Do::Go(format!("#/sign/{entry}")),
            Do::Tap("sign-read-done"),
            Do::Tap("opinion-satisfied"),
            Do::See("ink-pad"),
        ];
        self.follow(&to_the_pad).await?;
        let upright = self.window.stroke("ink-pad", &BEFORE, true, false).await?;
        let drawn = "return [...document.querySelectorAll('.pad-ink path')].map((path) => path.getTotalLength() > 0)";
        let before = self.window.script(drawn).await?;
        self.window.turn(UPRIGHT.1, UPRIGHT.0).await?;
        self.window.drawn().await?;
        let during = self.window.script(drawn).await?;
        if before != during || !before.to_string().contains("true") {
            return Err(format!("ink on the screen before {before}, after turning {during}"));
        }
        self.window.stroke("ink-pad", &AFTER, false, true).await?;
        let picture = self.window.picture(UPRIGHT.1, UPRIGHT.0).await?;
        std::fs::write(self.places.out.join("turned.png"), picture)
            .map_err(|error| format!("writing turned.png: {error}"))?;
        let to_the_end = [
            Do::Tap("ink-confirm"),
            Do::Tap("villagers-next"),
            Do::Pin("sign-pin"),
            Do::See("sign-done"),
            Do::TakeBack,
        ];
        self.follow(&to_the_end).await?;
        let view = self
            .device
            .entry(entry)
            .await
            .map_err(|failure| format!("{failure:?}"))?;
        let ink = view.acts.iter().find_map(|act| match &act.act.body {
            Body::SignOff(sign_off) => Some(&sign_off.ink),
            _ => None,
        });
        holds(ink.ok_or("no sign-off")?, upright)
    }
}

/// Whether the ink is one stroke that holds what was written before and after, what was written before in its true shape.
fn holds(ink: &Ink, (width, height): (f64, f64)) -> Result<(), String> {
    let [stroke] = ink.strokes.as_slice() else {
        return Err(format!("{} strokes instead of one", ink.strokes.len()));
    };
    let points = &stroke.0;
    let on_paper = |point: &Point| {
        let within = |at: i32, size: u32| u32::try_from(at).is_ok_and(|at| at <= size);
        within(point.x, ink.width) && within(point.y, ink.height)
    };
    if points.len() < BEFORE.len() + AFTER.len() || !points.iter().all(on_paper) {
        return Err(format!("{} points, or points beside the paper", points.len()));
    }
    let first = points.first().ok_or("no points")?;
    let from_first = |point: &Point| (f64::from(point.x - first.x), f64::from(point.y - first.y));
    let wanted: Vec<(f64, f64)> = BEFORE
        .iter()
        .skip(1)
        .map(|(x, y)| ((x - 0.1) * width, (y - 0.3) * height))
        .collect();
    let (second_x, second_y) = *wanted.first().ok_or("nothing was drawn")?;
    let fits = |units_per_px: f64| {
        wanted.iter().all(|(x, y)| {
            let (x, y) = (x * units_per_px, y * units_per_px);
            let near = NEAR * x.hypot(y);
            points
                .iter()
                .map(from_first)
                .any(|(px, py)| (px - x).hypot(py - y) <= near)
        })
    };
    let scales = points
        .iter()
        .map(from_first)
        .map(|(x, y)| x.hypot(y) / second_x.hypot(second_y));
    let kept = scales.filter(|scale| *scale > 0.0).any(fits);
    kept.then_some(())
        .ok_or_else(|| format!("the shape changed: {points:?} of a pad of {width} × {height}"))
}
