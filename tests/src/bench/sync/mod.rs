//! The figures of sync, beside the peers: the same corpus through the same bad line, in one run.
//!
//! Every participant is a server and a device in processes of their own, with the line of [`crate::harness::proxy`] between them.
//! Bytes are TCP's payload of both directions, heads of HTTP and of websockets included. The floor is the plain data of a row in
//! one zstd frame at level 19. Short rows are played one participant after the other; in the long ones, where the line is what
//! takes the time, all have a line of their own and go at once.

pub mod corpus;
pub mod device;
pub mod pack;
pub mod parts;
mod party;
mod photo;
mod program;
pub mod rows;

use std::collections::BTreeMap;
use std::future::Future;

use super::report::{Figure, show};
pub use party::{House, Who};
use rows::{Cost, Plan};

/// Limits of a row.
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    seconds: Option<f64>,
    bytes: Option<f64>,
    round_trips: Option<f64>,
}

/// How the participants did in a row; those that failed are not in it.
type Costs = BTreeMap<Who, Cost>;

/// Plays all rows, or those whose names are given.
///
/// # Errors
/// When our own part fails. A peer that fails is said and left out.
pub async fn measure(plan: &Plan, only: &[String]) -> Result<Vec<Figure>, String> {
    let wanted = |row: &str| only.is_empty() || only.iter().any(|one| one == row);
    let mut figures = Vec::new();
    if wanted("push") {
        let costs = in_turn(|who| plan.push_one(who)).await?;
        let limits = Limits {
            seconds: Some(0.85),
            bytes: Some(1_800.0),
            round_trips: Some(1.0),
        };
        let floor = pack::floor(&plan.push_one_plain()?)?;
        figures.extend(row("push 1 entry + 1 sign-off, warm", &costs, limits, Some(floor)));
    }
    if wanted("nothing") {
        let costs = in_turn(|who| plan.nothing(who)).await?;
        let limits = Limits {
            bytes: Some(400.0),
            round_trips: Some(1.0),
            ..Limits::default()
        };
        figures.extend(row("nothing to do, 40 villages", &costs, limits, None));
    }
    if wanted("month") {
        let costs = in_turn(|who| plan.month(who)).await?;
        let limits = Limits {
            seconds: Some(7.5),
            bytes: Some(80_000.0),
            ..Limits::default()
        };
        let floor = pack::floor(&plan.month_plain()?)?;
        figures.extend(row(
            "30 days offline, 5 villages, 60 entries",
            &costs,
            limits,
            Some(floor),
        ));
    }
    if wanted("fresh") || wanted("cuts") {
        figures.extend(fresh(plan, wanted("cuts")).await?);
    }
    if wanted("photos") {
        figures.extend(photos(plan).await?);
    }
    Ok(figures)
}

async fn fresh(plan: &Plan, with_cuts: bool) -> Result<Vec<Figure>, String> {
    let (each, total) = (plan.fresh_entries, plan.fresh_total());
    let name = format!("fresh tablet, 15 villages x {each}");
    let floor = pack::floor(&plan.plain(15, 0, total)?)?;
    let played = futures_util::future::join_all(Who::ALL.map(|who| plan.fresh(who, with_cuts, floor))).await;
    let (mut whole, mut cut) = (Costs::new(), Costs::new());
    for (who, costs) in Who::ALL.into_iter().zip(played) {
        let (first, second) = costs.map_or_else(|error| (Err(error), None), |(first, second)| (Ok(first), second));
        keep(&mut whole, who, first)?;
        cut.extend(second.map(|second| (who, second)));
    }
    let limits = Limits {
        seconds: (each == 300).then_some(370.0),
        ..Limits::default()
    };
    let mut figures = listed(&name, &whole, each == 300);
    figures.extend(row(&format!("{name}: all"), &whole, limits, Some(floor)));
    let name = format!("{name}: 10 cuts and a kill");
    figures.extend(row(&name, &cut, Limits::default(), Some(floor)));
    figures.extend(extra(&format!("{name}: extra bytes"), &whole, &cut));
    Ok(figures)
}

/// When the list could be used: from the first request of joining to the end of the index. No peer has one.
#[expect(clippy::cast_precision_loss, reason = "milliseconds and bytes of a row")]
fn listed(name: &str, whole: &Costs, is_limited: bool) -> Vec<Figure> {
    let Some(parts) = whole.get(&Who::Ours).and_then(|cost| cost.parts) else {
        return Vec::new();
    };
    let name = format!("{name}: usable list");
    let seconds = Figure::lower(&name, parts.listed_ms as f64 / 1_000.0, "s", is_limited.then_some(12.0));
    let bytes = Figure::lower(&format!("{name}, index"), parts.index as f64, "B", None);
    let waits = whole.get(&Who::Ours).and_then(|cost| cost.waits);
    let waits = waits.into_iter().flat_map(|waits| {
        [
            Figure::lower(
                &format!("{name}: a page or a search while the rest comes, p95"),
                waits.p95_ms,
                "ms",
                Some(100.0),
            ),
            Figure::lower(&format!("{name}: the longest wait for one"), waits.most_ms, "ms", None),
        ]
    });
    let figures: Vec<_> = [seconds, bytes].into_iter().chain(waits).collect();
    figures.iter().for_each(show);
    figures
}

/// What the cuts cost beyond the same row without.
#[expect(clippy::cast_precision_loss, reason = "bytes of a row")]
fn extra(name: &str, whole: &Costs, cut: &Costs) -> Option<Figure> {
    let percent = |who: Who| {
        let (whole, cut) = (whole.get(&who)?, cut.get(&who)?);
        let both = whole.done && cut.done;
        both.then(|| (cut.counts.bytes() as f64 / whole.counts.bytes() as f64 - 1.0) * 100.0)
    };
    let figure = Figure::lower(name, percent(Who::Ours)?, "%", Some(5.0));
    let peers = Who::ALL.into_iter().filter(|who| *who != Who::Ours);
    let figure = peers.fold(figure, |figure, who| match percent(who) {
        Some(value) => figure.beside(who.name(), value),
        None => figure,
    });
    show(&figure);
    Some(figure)
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a row")]
async fn photos(plan: &Plan) -> Result<Vec<Figure>, String> {
    let name = "ten photos at 30 kbit/s, a cut every 20 s";
    let album = plan.album()?;
    let played = futures_util::future::join_all(Who::ALL.map(|who| plan.photos(who, &album))).await;
    let mut costs = Costs::new();
    for (who, cost) in Who::ALL.into_iter().zip(played) {
        keep(&mut costs, who, cost)?;
    }
    for (who, cost) in &costs {
        let end = if cost.done { "done" } else { "timed out" };
        println!(
            "{name}: {}: {end} after {:.0} s with {} of {} photos, {} bytes of {}, {} cuts",
            who.name(),
            cost.seconds,
            cost.here,
            album.made.len(),
            cost.counts.bytes(),
            album.bytes,
            cost.counts.cuts
        );
    }
    let mut figures = row(name, &costs, Limits::default(), Some(pack::floor(&album.plain)?));
    if let Some(ours) = costs.get(&Who::Ours).filter(|ours| ours.done) {
        let beyond = (ours.counts.bytes() as f64 / album.bytes as f64 - 1.0) * 100.0;
        let figure = Figure::lower(&format!("{name}: beyond the bytes of the photos"), beyond, "%", None);
        show(&figure);
        figures.push(figure);
    }
    Ok(figures)
}

/// Every participant after the other, so that nobody disturbs anybody.
async fn in_turn<F: Future<Output = Result<Cost, String>>>(play: impl Fn(Who) -> F) -> Result<Costs, String> {
    let mut costs = Costs::new();
    for who in Who::ALL {
        keep(&mut costs, who, play(who).await)?;
    }
    Ok(costs)
}

fn keep(costs: &mut Costs, who: Who, cost: Result<Cost, String>) -> Result<(), String> {
    match cost {
        Ok(cost) => {
            costs.insert(who, cost);
            Ok(())
        }
        Err(error) if who == Who::Ours => Err(error),
        Err(error) => {
            println!("{} failed: {error}", who.name());
            Ok(())
        }
    }
}

/// What is measured, its unit, its limit, and the value.
type Measure = (&'static str, &'static str, Option<f64>, fn(&Cost) -> f64);

/// The figures of a row, printed.
fn row(name: &str, costs: &Costs, limits: Limits, floor: Option<u64>) -> Vec<Figure> {
    let Some(ours) = costs.get(&Who::Ours) else {
        return Vec::new();
    };
    for (who, cost) in costs {
        if !cost.done {
            println!(
                "{name}: {} timed out after {:.0} s with {} entries",
                who.name(),
                cost.seconds,
                cost.here
            );
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of a row")]
    let measures: [Measure; 3] = [
        ("time", "s", limits.seconds, |cost| cost.seconds),
        ("bytes", "bytes", limits.bytes, |cost| cost.counts.bytes() as f64),
        ("round trips", "round trips", limits.round_trips, |cost| {
            cost.round_trips() as f64
        }),
    ];
    let figures = measures.map(|(what, unit, limit, value)| {
        let mut figure = Figure::lower(&format!("{name}: {what}"), value(ours), unit, limit);
        for (who, cost) in costs.iter().filter(|(who, _)| **who != Who::Ours) {
            let peer = if cost.done {
                who.name().to_owned()
            } else {
                format!("{} (timed out)", who.name())
            };
            figure = figure.beside(&peer, value(cost));
        }
        #[expect(clippy::cast_precision_loss, reason = "bytes of a row")]
        if let (Some(floor), "bytes") = (floor, unit) {
            figure = figure.beside("floor (zstd -19 of the plain data)", floor as f64);
        }
        show(&figure);
        figure
    });
    let mut figures = Vec::from(figures);
    if !ours.done {
        let figure = Figure::lower(
            &format!("{name}: not done in the time there was"),
            1.0,
            "rows",
            Some(0.0),
        );
        show(&figure);
        figures.push(figure);
    }
    let counts = ours.counts;
    println!(
        "    ours: {} up, {} down, {} connections",
        counts.up, counts.down, counts.connections
    );
    if let Some(parts) = ours.parts {
        println!("{}", parts.table(counts.up, counts.down));
    }
    figures
}
